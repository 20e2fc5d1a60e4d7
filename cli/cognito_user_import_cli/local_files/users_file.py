"""The CSV file that is imported: opened once, and the same to its end."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from cognito_user_import_cli.errors import UsageError

_BLOCK: Final = 1 << 20


class UsersFile:
    """An open file, of which every reading gives the same bytes, or ends with an error.

    :param path: What an error calls it.
    :param file: Open for reading, unbuffered.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self.file = file
        self._state = _state(file)

    @property
    def size(self) -> int:
        """Its size in bytes, as it was when it was opened."""
        return self._state[0]

    def blocks(self, block: int = _BLOCK) -> Iterator[bytes]:
        """Yield the file from its start, the last block only when nothing has changed.

        So whoever counts on the size never has the whole of another file.

        :raises UsageError: It has changed since it was opened, or can't be read.
        """
        self.file.seek(0)
        read, held = 0, b""
        while following := self._read(block):
            if held:
                yield held
            read += len(following)
            held = following
        if read != self.size:
            raise self._changed()
        self.require_unchanged()
        if held:
            yield held

    def require_unchanged(self) -> None:
        """Do nothing.

        :raises UsageError: The file has changed since it was opened.
        """
        if _state(self.file) != self._state:
            raise self._changed()

    def _read(self, block: int) -> bytes:
        try:
            return self.file.read(block)
        except OSError as error:
            # Not as an OSError, which an upload takes for one of the network.
            raise _unreadable(self.path, error) from None

    def _changed(self) -> UsageError:
        return UsageError(f"{self.path} was changed while it was read: run the command again.")


@contextmanager
def opened(path: Path) -> Iterator[UsersFile]:
    """Yield a file while it is open.

    :raises UsageError: It is not there, can't be read, or is no regular file.
    """
    try:
        # Before it is opened: opening a pipe waits for whoever writes to it.
        is_regular = stat.S_ISREG(path.stat().st_mode)
        if is_regular:
            file = path.open("rb", buffering=0)
    except OSError as error:
        raise _unreadable(path, error) from None
    if not is_regular:
        raise UsageError(f"{path} is no regular file: what is uploaded has a size beforehand.")
    with file:
        yield UsersFile(path, file)


def _state(file: BinaryIO) -> tuple[int, int]:
    seen = os.fstat(file.fileno())
    return seen.st_size, seen.st_mtime_ns


def _unreadable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"{path} can't be read: {error.strerror}.")
