"""Files of this machine that are read, with errors for the person who named them."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cognito_user_import_cli.errors import UsageError


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Name the file where the system fails to read it.

    :raises UsageError: It does.
    """
    try:
        yield
    except BrokenPipeError:  # of whoever reads what is written meanwhile
        raise
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}.") from None


def size_of(path: Path) -> int | None:
    """Return the size of a file, or None if only its end tells, as that of a pipe.

    :raises UsageError: There is no such file.
    """
    with readable(path):
        found = path.stat()
    return found.st_size if stat.S_ISREG(found.st_mode) else None
