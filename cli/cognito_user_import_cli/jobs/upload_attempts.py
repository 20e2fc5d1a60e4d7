"""The blocks of an upload, attempt by attempt, and their progress."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from cognito_user_import.errors import UploadError
from cognito_user_import_cli.progress import Seen

_MOST: Final = 6
"""Attempts to reach S3. The pauses between them add up to 15 seconds."""


class UploadAttempts:
    """The file's blocks for each attempt of an upload. A few attempts may fail to connect.

    :param blocks: Starts from the beginning of the file at each call.
    :param seen: Called with the bytes sent so far, starting at 0 for each attempt.
    """

    def __init__(self, blocks: Callable[[], Iterable[bytes]], seen: Seen) -> None:
        self._blocks, self._seen = blocks, seen
        self._in_vain = 0

    def __call__(self) -> Iterator[bytes]:
        """Start an attempt.

        :raises UploadError: The attempts before couldn't connect.
        """
        if self._in_vain == _MOST:
            raise UploadError(
                f"Amazon S3 couldn't be reached in {_MOST} attempts. Check the network and the "
                "proxy."
            )
        self._in_vain += 1
        return self._sent()

    def _sent(self) -> Iterator[bytes]:
        # The first block is requested only after a connection is made.
        self._in_vain = 0
        sent = 0
        self._seen(0)
        for block in self._blocks():
            yield block
            # The next block is requested: this one is sent.
            sent += len(block)
            self._seen(sent)
