"""Whole blocks of plain lines, taken apart in C."""

from typing import Final

from cognito_user_import.csv_rules.csv_format import CONTROLS

MASK: Final = "\x01"
"""Stands for an escaped comma in a cell. A plain line doesn't contain it."""

_MASK: Final = MASK.encode()
_SIGNS: Final = b',\n"\\' + CONTROLS
_WORDS: Final = bytes(byte for byte in range(256) if byte not in _SIGNS or byte == _MASK[0])
_LONG: Final = 1024
# Pieces are smaller, unless a line in them is far too long.
_LARGE: Final = 1 << 19


class Grid:
    """The cells of lines that all have this many values."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._row = b"," * (width - 1) + b"\n"
        self._rows = self._row * 1024

    def cells(self, lines: bytes) -> list[str] | None:
        r"""Return the cells of all lines, row by row, or None unless all lines are plain.

        A plain line is UTF-8 with the right number of values. It has no value of more than 2,048
        bytes, no quote, no control character, and backslashes only before commas.

        :param lines: Each with its newline.
        """
        if len(lines) > _LARGE or _MASK in lines:
            return None
        first, *others = lines.split(b"\\")
        if others:
            # Ten times as fast as replacing two bytes.
            if not all(other.startswith(b",") for other in others):
                return None
            lines = _MASK.join([first, *[other[1:] for other in others]])
        # Without the words, the remaining signs show how many values each line has.
        signs = lines.translate(None, _WORDS)
        if signs != self._signs(lines.count(b"\n")):
            return None
        flat = lines.replace(b"\n", b",")
        # A longer value would fill one of these windows.
        for start in range(0, len(flat), _LONG):
            if flat.find(b",", start, start + _LONG) < 0:
                return None
        try:
            cells = flat.decode().split(",")
        except UnicodeDecodeError:
            return None
        cells.pop()
        return cells

    def sort_out(self, lines: bytes) -> tuple[bytes, list[int], dict[int, bytes]]:
        """Return the plain lines and their indices, and the other lines by index."""
        plain, indices, others = [], [], {}
        for index, line in enumerate(_split(lines)):
            # So short that no window over two of them can hide in one.
            if len(line) < _LONG and self.cells(line) is not None:
                plain.append(line)
                indices.append(index)
            else:
                others[index] = line[:-1]
        return b"".join(plain), indices, others

    def _signs(self, count: int) -> bytes:
        while len(self._rows) < count * self._width:
            self._rows += self._rows
        return self._rows[: count * self._width]


def _split(lines: bytes) -> list[bytes]:
    return [line + b"\n" for line in lines[:-1].split(b"\n")]
