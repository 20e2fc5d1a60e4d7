"""The CSV file to import: opened once, and unchanged to its end."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from cognito_user_import_cli.command_errors import FileChangedError, UsageError
from cognito_user_import_cli.local_files.file_state import FileState
from cognito_user_import_cli.local_files.readable import readable

_BLOCK: Final = 1 << 20


class UsersFile:
    """An open file. Each read returns the same bytes, or ends with an error.

    :param path: The file's name for error messages.
    :param file: The file, open for reading, unbuffered.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self.file = file
        self.state = FileState.of(file)

    @property
    def size(self) -> int:
        """The size in bytes when the file was opened."""
        return self.state.size or 0

    def blocks(self, block: int = _BLOCK) -> Iterator[bytes]:
        """Yield the file from its start, and the last block only if nothing has changed.

        This way, an upload of a changed file is never complete.

        :raises FileChangedError: The file has changed since it was opened.
        :raises UsageError: The file can't be read.
        """
        self.file.seek(0)
        read, held = 0, b""
        while following := self._read(block):
            if held:
                yield held
            read += len(following)
            held = following
        if read != self.size:
            raise FileChangedError(self.path)
        self.require_unchanged()
        if held:
            yield held

    def require_unchanged(self) -> None:
        """Do nothing.

        :raises FileChangedError: The file has changed since it was opened.
        """
        if FileState.of(self.file) != self.state:
            raise FileChangedError(self.path)

    def _read(self, block: int) -> bytes:
        # Not as an OSError, which the upload treats as a network error.
        with readable(self.path):
            return self.file.read(block)


@contextmanager
def opened(path: Path, *, why: str = "uploads need a known size") -> Iterator[UsersFile]:
    """Yield an open file.

    :param why: Why it must be a regular file.
    :raises UsageError: The file doesn't exist, can't be read, or isn't a regular file.
    """
    with readable(path):
        # Before it is opened, because opening a pipe waits for its writer.
        is_regular = stat.S_ISREG(path.stat().st_mode)
        file = path.open("rb", buffering=0) if is_regular else None
    if not file:
        raise UsageError(f"{path} must be a regular file: {why}.")
    with file:
        yield UsersFile(path, file)
