"""Reading local files, with errors for the person who named them."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cognito_user_import_cli.command_errors import UsageError


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Name the file if the system can't read it.

    :raises UsageError: The system can't read it.
    """
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}.") from None


def size_of(path: Path) -> int | None:
    """Return the size of a file, or None if it is unknown, as for a pipe.

    :raises UsageError: The file doesn't exist.
    """
    with readable(path):
        found = path.stat()
    return found.st_size if stat.S_ISREG(found.st_mode) else None
