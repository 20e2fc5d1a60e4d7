"""Reads a file from blocks of any size: in pieces of whole lines, or in rows."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from cognito_user_import.csv_rules.csv_format import split

BYTES_AT_ONCE: Final = 1 << 16
"""The cells of this much fit into a core's own cache. A megabyte takes a fifth longer."""


def whole_lines(blocks: Iterable[bytes], most: int | None = None) -> Iterator[bytes]:
    """Yield the same bytes in pieces of about 64 KiB that end where a line ends.

    :param most: The number of bytes to keep of a line that is longer than a piece, in addition to
        the last byte, which may be a carriage return. Default: - all
    """
    parts: list[bytes] = []
    length, has_end = 0, False
    for block in blocks:
        for start in range(0, len(block), BYTES_AT_ONCE):
            part = block[start : start + BYTES_AT_ONCE]
            parts.append(part)
            length += len(part)
            has_end = has_end or b"\n" in part
            if has_end and length >= BYTES_AT_ONCE:
                joined = b"".join(parts)
                end = joined.rindex(b"\n") + 1
                yield joined[:end]
                parts = [joined[end:]]
                length, has_end = len(parts[0]), False
            elif most is not None and length > max(most + 1, BYTES_AT_ONCE):
                joined = b"".join(parts)
                parts = [joined[:most] + joined[-1:]]
                length = len(parts[0])
    if length:
        yield b"".join(parts)


class Row(NamedTuple):
    """A line of the file. The header is a line, too.

    :param values: None if the line is not UTF-8.
    """

    line: int
    values: list[str] | None


def read(blocks: Iterable[bytes]) -> Iterator[Row]:
    """Yield the rows of a file as Cognito reads them, the header first."""
    line = 0
    for lines in whole_lines(blocks):
        for raw in lines.removesuffix(b"\n").split(b"\n"):
            line += 1
            try:
                yield Row(line, split(raw.decode()))
            except UnicodeDecodeError:
                yield Row(line, None)
