"""The rows of a CSV file that are uploaded. Rows whose users exist stay out of the upload."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, count, islice
from operator import not_
from typing import Final

from cognito_user_import.csv_rules.csv_format import (
    MAX_ROW_BYTES,
    PASSWORD_HASH,
    USERNAME,
    split,
)
from cognito_user_import.csv_rules.reader import whole_lines

_BOM: Final = "\ufeff"
_FIRST_LINE: Final = 2
"""The line of the first row: the header is line 1."""


@dataclass(frozen=True, slots=True)
class SelectedRows:
    """Which rows of a file are uploaded.

    :param left_out: A byte for each line below the header: 1 if the line stays out.
    :param size: The size of the upload in bytes.
    :param hashes_left_out: The number of left-out rows with a password hash.
    """

    left_out: bytes
    size: int
    hashes_left_out: int

    @property
    def rows_left_out(self) -> int:
        """The number of rows that stay out."""
        return self.left_out.count(1)

    def of(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the header and the selected rows, byte for byte."""
        is_out = b"\0" + self.left_out
        start = 0
        for piece in whole_lines(blocks):
            lines = _lines(piece)
            end = start + len(lines)
            if is_out.find(1, start, end) < 0:
                yield piece
            else:
                yield b"".join(compress(lines, map(not_, is_out[start:end])))
            start = end

    def file_line(self, line: int) -> int:
        """Return the line in the file of a line in the upload, in which the header is line 1."""
        if line < _FIRST_LINE:
            return line
        return next(islice(self.file_lines(), line - _FIRST_LINE, None), line)

    def file_lines(self) -> Iterator[int]:
        """Yield the line in the file of each line of the upload below the header."""
        return compress(count(_FIRST_LINE), map(not_, self.left_out))


def select_rows(blocks: Iterable[bytes], exists: Callable[[str], bool]) -> SelectedRows | None:
    """Return which rows to upload, or None if no row can be left out.

    :param exists: Whether a user of this name exists.
    """
    left_out, size, hashes = bytearray(), 0, 0
    for cells, lines in _rows(blocks):
        if max(cells.header_size, *map(len, lines), 0) > MAX_ROW_BYTES:
            # Only a part of it was kept, because no import accepts it.
            return None
        is_out = bytes(map(exists, cells.usernames(lines)))
        left_out += is_out
        size = (size or cells.header_size) + sum(map(len, compress(lines, map(not_, is_out))))
        hashes += sum(map(cells.has_hash, compress(lines, is_out)))
    return SelectedRows(bytes(left_out), size, hashes) if any(left_out) else None


def usernames(blocks: Iterable[bytes]) -> Iterator[str]:
    """Yield the user name of each row; empty for a row without one."""
    for cells, lines in _rows(blocks):
        yield from cells.usernames(lines)


def _rows(blocks: Iterable[bytes]) -> Iterator[tuple["_Cells", list[bytes]]]:
    """Yield the lines below the header, many at a time."""
    cells: _Cells | None = None
    for piece in whole_lines(blocks, MAX_ROW_BYTES):
        lines = _lines(piece)
        if cells is None:
            cells = _Cells(lines.pop(0))
        yield cells, lines


class _Cells:
    """The cells of a row that decide what happens to it.

    :param header: The file's first line.
    """

    def __init__(self, header: bytes) -> None:
        self.header_size = len(header)
        columns = split(header.decode(errors="replace").removeprefix(_BOM))
        self._username = columns.index(USERNAME) if USERNAME in columns else None
        self._hash = columns.index(PASSWORD_HASH) if PASSWORD_HASH in columns else None

    def usernames(self, rows: Sequence[bytes]) -> list[str]:
        place = self._username
        if place is not None and rows and b"\\" not in b"".join(rows):
            try:
                # Three times as fast as one by one.
                names = b",".join([row.split(b",", place + 1)[place] for row in rows])
                return list(map(str.strip, names.decode().split(",")))
            except (IndexError, UnicodeDecodeError):
                pass
        return [_cell(row, place) for row in rows]

    def has_hash(self, row: bytes) -> bool:
        return _cell(row, self._hash) != ""


def _cell(row: bytes, place: int | None) -> str:
    """Return a trimmed cell, or an empty one if the row has no such cell or isn't UTF-8."""
    if place is None:
        return ""
    try:
        if b"\\" in row:
            return split(row.decode())[place]
        return row.split(b",", place + 1)[place].decode().strip()
    except (IndexError, UnicodeDecodeError):
        return ""


def _lines(piece: bytes) -> list[bytes]:
    """Return the lines with their newlines, which the last one may lack."""
    lines = [line + b"\n" for line in piece.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines
