"""Reads a file in pieces of whole lines, whatever blocks it comes in."""

from collections.abc import Iterable, Iterator
from typing import Final

BYTES_AT_ONCE: Final = 1 << 17
"""The cells of so much stay in a core's own cache: a megabyte takes a fifth longer."""


def whole_lines(blocks: Iterable[bytes], most: int | None = None) -> Iterator[bytes]:
    """Yield the same bytes in pieces of about 128 KiB that end where a line ends.

    :param most: How many bytes are kept of a line that is longer than a piece, and its last one
        besides, which may be a carriage return. Default: - all
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
