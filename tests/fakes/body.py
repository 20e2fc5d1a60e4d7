"""The body of an answer, as urllib3 gives it to botocore: a stream that can break off."""

import io
from collections.abc import Callable, Iterator

from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError

BodyError = Callable[[], HTTPError]
"""Makes what is raised in the middle of a body."""


def connection_broken() -> HTTPError:
    """Return the error of a connection that is cut."""
    return ProtocolError("Connection broken: ConnectionResetError(104, 'reset')")


def read_timed_out() -> HTTPError:
    """Return the error of a server that sends no more."""
    pool = HTTPSConnectionPool("s3.example")
    return ReadTimeoutError(pool, "/", "Read timed out.")


class Body(io.RawIOBase):
    """Some bytes, in chunks, and then the end or an error.

    :param chunk: The most that one read returns.
    """

    def __init__(self, content: bytes, error: BodyError | None, chunk: int) -> None:
        self._content = memoryview(content)
        self._error = error
        self._chunk = chunk

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """Read at most this many bytes, or all if botocore asks for None."""
        return super().read(-1 if size is None else size) or b""

    def readinto(self, target: "memoryview[int] | bytearray") -> int:  # type: ignore[override]
        """Read at most one chunk."""
        count = min(len(target), len(self._content), self._chunk)
        if not count and self._error and len(target):
            raise self._error()
        target[:count] = self._content[:count]
        self._content = self._content[count:]
        return count

    def stream(self) -> Iterator[bytes]:
        """Yield what is left, which is how botocore reads all but an object."""
        while chunk := self.read(self._chunk):
            yield chunk
