"""Files that appear together, each whole, or not at all."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from cognito_user_import_cli.errors import UsageError


def require_new(*paths: Path, otherwise: str = "remove it") -> None:
    """Require that no file is there.

    :param otherwise: What else than naming another file can be done about it.
    :raises UsageError: One is there, and is kept.
    """
    for path in paths:
        if path.exists():
            raise UsageError(f"{path} exists, and is kept: name another file, or {otherwise}.")


def unwritable(path: Path, error: OSError) -> UsageError:
    """Return the error of a file that can't be written, with the reason of the system."""
    return UsageError(f"{path} can't be written: {error.strerror}.")


@contextmanager
def new_files(*paths: Path, like: Path | None = None) -> Iterator[Sequence[BinaryIO]]:
    """Open files that get their names when the block has ended well.

    :param like: The file whose permissions they have. Default: - those of a new file
    :raises UsageError: One can't be written; then none is there.
    """
    unfinished = {path.with_name(f"{path.name}.{os.getpid()}.part"): path for path in paths}
    placed: list[Path] = []
    try:
        try:
            with ExitStack() as stack:
                files = [stack.enter_context(part.open("wb")) for part in unfinished]
                if like:
                    for part in unfinished:
                        shutil.copymode(like, part)
                yield files
            for part, path in unfinished.items():
                part.replace(path)
                placed.append(path)
        finally:
            for part in unfinished:
                part.unlink(missing_ok=True)
    except OSError as error:
        for path in placed:
            path.unlink()
        raise unwritable(unfinished.get(Path(error.filename or ""), paths[0]), error) from None
