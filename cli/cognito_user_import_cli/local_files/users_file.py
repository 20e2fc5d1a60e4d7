"""The CSV file that is imported: opened once, and the same to its end."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from cognito_user_import_cli.errors import FileChangedError, UsageError
from cognito_user_import_cli.local_files.file_state import FileState
from cognito_user_import_cli.local_files.readable import readable

_BLOCK: Final = 1 << 20


class UsersFile:
    """An open file, of which every reading gives the same bytes, or ends with an error.

    :param path: What an error calls it.
    :param file: Open for reading, unbuffered.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self.file = file
        self.state = FileState.of(file)

    @property
    def size(self) -> int:
        """Its size in bytes, as it was when it was opened."""
        return self.state.size or 0

    def blocks(self, block: int = _BLOCK) -> Iterator[bytes]:
        """Yield the file from its start, the last block only when nothing has changed.

        So whoever counts on the size never has the whole of another file.

        :raises FileChangedError: It has changed since it was opened.
        :raises UsageError: It can't be read.
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
        # Not as an OSError, which an upload takes for one of the network.
        with readable(self.path):
            return self.file.read(block)


@contextmanager
def opened(path: Path) -> Iterator[UsersFile]:
    """Yield a file while it is open.

    :raises UsageError: It is not there, can't be read, or is no regular file.
    """
    with readable(path):
        # Before it is opened: opening a pipe waits for whoever writes to it.
        is_regular = stat.S_ISREG(path.stat().st_mode)
        file = path.open("rb", buffering=0) if is_regular else None
    if not file:
        raise UsageError(f"{path} is no regular file: what is uploaded has a size beforehand.")
    with file:
        yield UsersFile(path, file)
