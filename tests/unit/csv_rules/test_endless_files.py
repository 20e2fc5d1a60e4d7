"""A file that is no list of users takes no memory, or Lambda would kill the function."""

import tracemalloc
from collections.abc import Iterator

import pytest

from cognito_user_import.csv_rules import PoolProfile, Report, check, csv_check, row_checks
from cognito_user_import.csv_rules.reader import read
from tests.unit.csv_rules.pools import COLUMNS, POOL

HEADER = (",".join(COLUMNS) + "\n").encode()
BLOCK = 1 << 20
BLOCKS = 20
FEW_BYTES = 4 * BLOCK


def _checked(start: bytes, sign: bytes, end: bytes = b"") -> tuple[Report, int]:
    """Return the report of a file with one long line, and the most memory that the check held."""

    def blocks() -> Iterator[bytes]:
        yield start
        for _ in range(BLOCKS):
            yield sign * (BLOCK // len(sign))
        yield end

    tracemalloc.start()
    report = check(blocks(), POOL)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return report, peak


@pytest.mark.parametrize("start", [b"", HEADER], ids=["header", "row"])
@pytest.mark.parametrize("sign", [b"x", b",", b"\\", b"\xff", "\u20ac".encode()])
def test_a_line_without_an_end_is_not_collected(start: bytes, sign: bytes) -> None:
    """It is too long, in whatever encoding, and its bytes are counted all the same."""
    report, peak = _checked(start, sign)

    assert "CUI-102" in {issue.rule.code for issue in report.issues}
    assert "CUI-004" not in {issue.rule.code for issue in report.issues}
    assert report.file.bytes == len(start) + BLOCKS * (BLOCK // len(sign)) * len(sign)
    assert peak < FEW_BYTES


@pytest.mark.parametrize("size", [997, 1 << 17, (1 << 17) + 1, BLOCK])
@pytest.mark.parametrize("length", [64_002, 1 << 17, 200_000])
def test_the_lines_after_a_long_one_have_their_numbers(length: int, size: int) -> None:
    """And the end of the long one is seen, whatever blocks it comes in."""
    file = HEADER + b"x" * length + b"\r\na,b\n"
    blocks = [file[start : start + size] for start in range(0, len(file), size)]

    assert [(issue.rule.code, issue.line) for issue in check(blocks, POOL).issues] == [
        ("CUI-014", 2),
        ("CUI-102", 2),
        ("CUI-101", 3),
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_header_may_be_as_long_as_a_row(end: bytes) -> None:
    """Its line break is no part of it."""
    longest = HEADER.strip() + b",custom:" + b"x" * (16_000 - len(HEADER) - 7)
    assert len(longest) == 16_000

    fits = check([longest + end + b"x\n"], PoolProfile())
    too_long = check([longest + b"x" + end + b"x\n"], PoolProfile())

    assert "CUI-102" not in {issue.rule.code for issue in fits.issues}
    assert "CUI-102" in {issue.rule.code for issue in too_long.issues}


@pytest.mark.parametrize("sign", ["x", "\u20ac", "\U0001f600"])
def test_a_long_line_is_judged_by_characters_and_not_by_bytes(sign: str) -> None:
    """Of the most there can be in its bytes, 16,000 are allowed and one more is not."""
    file = HEADER + (sign * 16_000 + "\r\n" + sign * 16_001 + "\n").encode()

    assert [(issue.rule.code, issue.line) for issue in check([file], POOL).issues] == [
        ("CUI-014", 2),
        ("CUI-101", 2),
        ("CUI-102", 3),
    ]


def test_a_reader_of_rows_gets_all_of_a_long_line() -> None:
    """Whoever fixes the file loses nothing."""
    [_, row] = read([b"a\n", *[b"x" * BLOCK] * 2])

    assert row.values == ["x" * (2 * BLOCK)]


def test_rows_beyond_the_quota_are_not_kept_to_be_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No job takes the file as it is; without an end the values would fill the memory."""
    for module in (csv_check, row_checks):
        monkeypatch.setattr(module, "MAX_USERS", 3)
    values = {"given_name": "A", "email": "a@b", "email_verified": "true", "cognito:username": "a"}
    row = (",".join(values.get(name, "") for name in COLUMNS) + "\n").encode()
    # In pieces of a row, which the rows before the quota share with none beyond it.
    rows = [row + b"x" * (1 << 17) + b"\n" for _ in range(5)]

    report = check([HEADER, *rows], POOL, limit=None)

    found = [issue.line for issue in report.issues if issue.rule.code == "CUI-301"]
    assert found == [4]
    assert "CUI-002" in {issue.rule.code for issue in report.issues}
