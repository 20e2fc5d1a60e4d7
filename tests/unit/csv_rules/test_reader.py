"""Bytes in blocks become pieces of whole lines."""

import tracemalloc

from cognito_user_import.csv_rules import check
from cognito_user_import.csv_rules.csv_format import MAX_ROW_BYTES
from cognito_user_import.csv_rules.reader import whole_lines
from tests.unit.csv_rules.pools import COLUMNS, POOL

BLOCK = 1 << 17


def test_every_byte_is_kept() -> None:
    """However long its line is."""
    blocks = [b"a\n" + b"b" * 300_000, b"c" * 300_000 + b"\nd\n", b"e"]
    assert b"".join(whole_lines(blocks)) == b"".join(blocks)


def test_pieces_end_where_a_line_does() -> None:
    """But for the last one of a file that does not."""
    *pieces, last = whole_lines([b"abc\n" * 100_000 + b"e"])
    assert pieces
    assert all(piece.endswith(b"\n") for piece in pieces)
    assert last.endswith(b"\ne")


def test_of_a_line_that_is_too_long_enough_is_kept_to_tell() -> None:
    """And all lines before and after it, under their numbers."""
    blocks = [b"a\n" + b"b" * 1_000_000 + b"\n", b"c\n", b"d"]
    found = b"".join(whole_lines(blocks, MAX_ROW_BYTES)).split(b"\n")
    assert (found[0], *found[2:]) == (b"a", b"c", b"d")
    assert MAX_ROW_BYTES < len(found[1]) <= MAX_ROW_BYTES + 2 * BLOCK


def test_no_line_that_may_be_right_is_cut() -> None:
    """Four bytes for each of the most characters."""
    lines = b"x" * MAX_ROW_BYTES + b"\n" + b"y" * MAX_ROW_BYTES + b"\n"
    blocks = [lines[start : start + 1000] for start in range(0, len(lines), 1000)]
    assert b"".join(whole_lines(blocks, MAX_ROW_BYTES)) == lines


def test_memory_does_not_grow_with_a_line() -> None:
    """Of a file that is one line, a binary one perhaps, little is held."""
    header = ",".join(COLUMNS).encode() + b"\n"
    for start in (b"", header):
        tracemalloc.start()
        check([start, *[b"x" * 100_000] * 300], POOL)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 4_000_000
