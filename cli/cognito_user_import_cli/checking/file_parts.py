"""A file on this machine in parts, each of which can be read by another process."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO, Final

from cognito_user_import.csv_rules.reader import BYTES_AT_ONCE
from cognito_user_import_cli.errors import FileChangedError

_LONGEST_HEADER: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file, by its first byte and the one behind its last."""

    start: int
    end: int


def blocks(file: BinaryIO, part: Part) -> Iterator[bytes]:
    """Yield a part's bytes.

    The blocks end where those of the whole file would, so that the check takes the same lines at
    once, and its issues come in the same order.

    :raises FileChangedError: The file is shorter than it was.
    """
    start = part.start
    file.seek(start)
    while start < part.end:
        next_start = start - start % BYTES_AT_ONCE + BYTES_AT_ONCE
        block = file.read(min(next_start, part.end) - start)
        if not block:
            raise FileChangedError(file.name)
        start += len(block)
        yield block


def header_line(file: BinaryIO) -> bytes | None:
    """Return the first line, or None if it has no end, or is no header."""
    file.seek(0)
    line = file.readline(_LONGEST_HEADER)
    return line if line.endswith(b"\n") else None


def parts(file: BinaryIO, size: int, count: int, head_start: int) -> list[Part]:
    """Return so many parts of about the same size, which end where lines end; or fewer.

    :param head_start: How much longer the first part is.
    """
    share = max(0, size - head_start) // count
    ends = [_line_end(file, size, head_start + share * number) for number in range(1, count)]
    places = sorted({end for end in ends if end < size})
    return [Part(start, end) for start, end in pairwise([0, *places, size])]


def _line_end(file: BinaryIO, size: int, near: int) -> int:
    """Return where the last line ends before a multiple of the size of a block, or the file does.

    The check of the whole file begins anew in these places.
    """
    start = near - near % BYTES_AT_ONCE
    while start < size:
        file.seek(start)
        if (found := file.read(BYTES_AT_ONCE).rfind(b"\n")) >= 0:
            return start + found + 1
        start += BYTES_AT_ONCE
    return size
