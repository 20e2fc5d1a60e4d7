"""New files that appear together and whole, or not at all."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from cognito_user_import_cli.command_errors import UsageError


def require_new(*paths: Path, otherwise: str = "remove it") -> None:
    """Require that none of the files exists.

    :param otherwise: The alternative to naming another file.
    :raises UsageError: One exists. It isn't overwritten.
    """
    for path in paths:
        if path.exists():
            raise UsageError(f"{path} already exists. Name another file, or {otherwise}.")


def unwritable(path: Path, error: OSError) -> UsageError:
    """Return the error for a file that can't be written, with the system's reason."""
    return UsageError(f"{path} can't be written: {error.strerror}.")


@contextmanager
def new_files(*paths: Path, like: Path | None = None) -> Iterator[Sequence[BinaryIO]]:
    """Open files that get their names when the block succeeds.

    :param like: The file whose permissions they get. Default: - those of a new file
    :raises UsageError: One can't be written, so none appears.
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
