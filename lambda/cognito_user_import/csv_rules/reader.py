"""Reads a file in pieces of whole lines, whatever blocks it comes in."""

from collections.abc import Iterable, Iterator
from typing import Final

from cognito_user_import.csv_rules.limits import MAX_ROW_CHARACTERS

# Their cells stay in a core's own cache: a megabyte takes a fifth longer.
_BYTES_AT_ONCE: Final = 1 << 17
# No character has more, so that a line of more bytes is too long whatever it holds.
MAX_ROW_BYTES: Final = 4 * MAX_ROW_CHARACTERS


def whole_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of about 128 KiB that end where a line ends."""
    return _lines(_parts(blocks))


def lines_to_check(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same, but of a line that is too long only so much that it still is.

    A file that is one line of 100 MB would take several times its size.
    """
    return _lines(_shortened(_parts(blocks)))


def _parts(blocks: Iterable[bytes]) -> Iterator[bytes]:
    for block in blocks:
        for start in range(0, len(block), _BYTES_AT_ONCE):
            yield block[start : start + _BYTES_AT_ONCE]


def _shortened(parts: Iterable[bytes]) -> Iterator[bytes]:
    length = 0
    for part in parts:
        is_too_long = length > MAX_ROW_BYTES
        if (end := part.rfind(b"\n")) >= 0:
            yield part[part.index(b"\n") :] if is_too_long else part
            length = len(part) - end - 1
        elif not is_too_long:
            yield part
            length += len(part)


def _lines(parts: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    length, has_end = 0, False
    for part in parts:
        held.append(part)
        length += len(part)
        has_end = has_end or b"\n" in part
        if has_end and length >= _BYTES_AT_ONCE:
            joined = b"".join(held)
            end = joined.rindex(b"\n") + 1
            yield joined[:end]
            held = [joined[end:]]
            length, has_end = len(held[0]), False
    if length:
        yield b"".join(held)
