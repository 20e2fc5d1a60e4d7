"""Files of this machine, with errors for the person who named them."""

import os
from collections.abc import Iterable
from pathlib import Path

from cognito_user_import_cli.errors import UsageError


def write_new(path: Path, blocks: Iterable[bytes]) -> None:
    """Write a file that is not there yet, whole or not at all.

    :raises UsageError: It is there, or cannot be written.
    """
    if path.exists():
        raise UsageError(f"{path} exists, and is kept: name another file, or remove it.")
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        try:
            with unfinished.open("wb") as file:
                file.writelines(blocks)
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}.") from None
