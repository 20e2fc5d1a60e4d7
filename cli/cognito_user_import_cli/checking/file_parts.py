"""A local file in parts that other processes can read and check."""

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final

from cognito_user_import.csv_rules import PartReport, PoolProfile, check_part
from cognito_user_import_cli.command_errors import (
    CheckProcessError,
    CommandError,
    FileChangedError,
    without_text,
)
from cognito_user_import_cli.local_files.file_state import FileState

_BLOCK: Final = 1 << 17
_LONGEST_HEADER: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class FilePart:
    """A part of a file, and how to check it.

    :param start: The place of its first byte; ``end`` is the place after its last.
    :param header: The file's first line, unless the part begins with it.
    :param limit: The number of issues in the report; None for all.
    :param row_rules: Whether to check each row, or only the file as a whole.
    """

    path: str
    state: FileState
    start: int
    end: int
    header: bytes | None
    profile: PoolProfile
    algorithm: str
    limit: int | None
    row_rules: bool


def divided(file: BinaryIO, size: int, near: int) -> list[tuple[int, int, bytes | None]]:
    """Return start, end, and header of a file's parts, which end where lines end.

    A file whose first line has no end, or isn't a header, is one part.

    :param near: The minimum number of bytes in a part.
    """
    file.seek(0)
    header = file.readline(_LONGEST_HEADER)
    ends = []
    place = near if header.endswith(b"\n") else size
    while place < size:
        ends.append(_line_end(file, place))
        place = ends[-1] + near
    places = [0, *filter(size.__gt__, ends), size]
    return [(start, end, header if start else None) for start, end in pairwise(places)]


def check_file_part(part: FilePart) -> PartReport:
    """Check a part of a file, in any process.

    :raises FileChangedError: The file was replaced, or is shorter.
    :raises OSError: It can't be read.
    :raises CheckProcessError: Anything else went wrong.
    """
    try:
        with Path(part.path).open("rb") as file:
            if FileState.of(file) != part.state:
                raise FileChangedError(part.path)
            return check_part(
                _blocks(file, part),
                part.profile,
                header=part.header,
                password_hashing_algorithm=part.algorithm,
                limit=part.limit,
                row_rules=part.row_rules,
            )
    except (CommandError, OSError):
        raise
    except Exception as error:
        # The executor would pass on its text, which can contain a value.
        raise CheckProcessError(part.path, without_text(error)) from None


def begin_worker() -> None:
    """Prepare a process that checks parts.

    The parent process handles Ctrl-C. If the parent is killed, this process ends, too.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        os._exit(1)


def _blocks(file: BinaryIO, part: FilePart) -> Iterator[bytes]:
    file.seek(part.start)
    left = part.end - part.start
    while left:
        block = file.read(min(_BLOCK, left))
        if not block:
            raise FileChangedError(part.path)
        left -= len(block)
        yield block


def _line_end(file: BinaryIO, place: int) -> int:
    """Return the end of the line at this place, or of the file."""
    file.seek(place)
    while block := file.read(_BLOCK):
        if (found := block.find(b"\n")) >= 0:
            return place + found + 1
        place += len(block)
    return place
