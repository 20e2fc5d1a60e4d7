"""The blocks of an upload, attempt by attempt, and what is seen of them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from cognito_user_import.errors import UploadError
from cognito_user_import_cli.progress import Seen

_MOST: Final = 6
"""Attempts to reach S3; the pauses between them come to 15 seconds."""


class UploadAttempts:
    """The file's blocks for each attempt of an upload, of which a few may reach nothing.

    :param blocks: Begins the file anew.
    :param seen: Is told how many bytes are sent, from 0 on at each attempt.
    """

    def __init__(self, blocks: Callable[[], Iterable[bytes]], seen: Seen) -> None:
        self._blocks, self._seen = blocks, seen
        self._in_vain = 0

    def __call__(self) -> Iterator[bytes]:
        """Begin an attempt.

        :raises UploadError: Those before have not come as far as a connection.
        """
        if self._in_vain == _MOST:
            raise UploadError(
                f"Amazon S3 could not be reached in {_MOST} attempts: check the network and the "
                "proxy. The job is not started."
            )
        self._in_vain += 1
        return self._sent()

    def _sent(self) -> Iterator[bytes]:
        # The first block is asked for when there is a connection.
        self._in_vain = 0
        sent = 0
        self._seen(0)
        for block in self._blocks():
            yield block
            # Asked for the next one: this one is sent.
            sent += len(block)
            self._seen(sent)
