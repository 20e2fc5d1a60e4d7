"""Files that appear together, each whole, or not at all."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from cognito_user_import_cli.errors import UsageError


def check_new(paths: Sequence[Path], *, force: bool) -> None:
    """Check that files may be written.

    :param force: Whether those that are there may be replaced.
    :raises UsageError: One is there, and is kept.
    """
    for path in paths:
        if path.exists() and not force:
            raise UsageError(f"{path} exists, and is kept: name another file, or use --force.")


@contextmanager
def new_files(paths: Sequence[Path], *, like: Path) -> Iterator[Sequence[BinaryIO]]:
    """Open files that get their names when the block has ended well.

    :param like: The file whose permissions they have.
    :raises UsageError: One can't be written; then none is there.
    """
    unfinished = {path.with_name(f"{path.name}.{os.getpid()}.part"): path for path in paths}
    placed: list[Path] = []
    try:
        try:
            with ExitStack() as stack:
                files = [stack.enter_context(part.open("wb")) for part in unfinished]
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
        named = unfinished.get(Path(error.filename or ""), paths[0])
        raise UsageError(f"{named} can't be written: {error.strerror}.") from None
