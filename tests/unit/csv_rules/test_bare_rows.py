"""A file whose rows are not judged: what fails a job as a whole is found all the same."""

from dataclasses import replace

import pytest
from hypothesis import given

from cognito_user_import.csv_rules import PoolProfile, Report, check
from cognito_user_import.csv_rules.csv_format import MAX_ROW_CHARACTERS, MAX_USERS
from tests.unit.csv_rules.pools import COLUMNS, POOL
from tests.unit.csv_rules.test_any_bytes import ALGORITHMS, POOLS, files

HASHED_COLUMNS = ("email", "password_hash", "cognito:username")
HASHED = replace(PoolProfile(columns=frozenset(HASHED_COLUMNS)), password_hashes=True)


def bare(content: bytes, pool: PoolProfile = POOL, algorithm: str = "") -> Report:
    """Check a file without the rules of rows."""
    return check([content], pool, password_hashing_algorithm=algorithm, row_rules=False)


def codes(report: Report) -> list[str]:
    """Return the codes of the rules that are broken."""
    return [issue.rule.code for issue in report.issues]


def test_no_row_is_judged() -> None:
    """Not even one that has too few values, a quote, or the name of another."""
    report = bare(",".join(COLUMNS).encode() + b'\nx\n"\n"\n\\x\n')
    assert (codes(report), report.file.rows) == ([], 4)


def test_a_blank_line_is_no_row() -> None:
    """As when rows are judged."""
    report = bare(",".join(COLUMNS).encode() + b"\n\n \nx\n\r\n")
    assert (codes(report), report.file.rows) == (["CUI-014"], 1)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (b"", ["CUI-003"]),
        (b"x\ny\n\xff\n", ["CUI-004"]),
        (b"x\n" * (MAX_USERS + 1), ["CUI-002"]),
        (b"x", ["CUI-013"]),
        (("ä" * MAX_ROW_CHARACTERS + "\n").encode(), []),
        (b"x\n" + b"x" * (MAX_ROW_CHARACTERS + 1) + b"\n", ["CUI-102"]),
        (b"x" * 100_000 + b"\n", ["CUI-102"]),
    ],
)
def test_the_file_is_judged(rows: bytes, expected: list[str]) -> None:
    """By its rows' number and length, its encoding and its end."""
    report = bare(",".join(COLUMNS).encode() + b"\n" + rows)
    assert codes(report) == expected


def test_a_byte_that_is_no_text_has_its_line() -> None:
    """Which is the one thing that helps to find it."""
    [issue] = bare(",".join(COLUMNS).encode() + b"\nx\ny\nz\xff\n").issues
    assert issue.line == 4


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("a,,x\n", None),
        ("a, \t,x\n\n", None),
        ("a\n", None),
        ("a,,x\na,$2b$,x\n", 3),
        ("a\\,b,,x\n", None),
        ("a\\,b,\\,,x\n", 2),
        ("a,hash\n", 2),
    ],
)
def test_hashes_are_found_in_their_column(rows: str, line: int | None) -> None:
    """Wherever it is, and whatever commas the values before it have."""
    content = f"{','.join(HASHED_COLUMNS)}\n{rows}".encode()
    report = bare(content, HASHED)
    assert [issue.line for issue in report.issues if issue.rule.code == "CUI-401"] == (
        [line] if line else []
    )
    assert report.file.has_password_hashes is (line is not None)
    assert "CUI-401" not in codes(bare(content, HASHED, "BCRYPT"))


@given(files(), POOLS, ALGORITHMS)
def test_what_is_found_of_a_file_is_found_with_its_rows_too(
    content: bytes, pool: PoolProfile, algorithm: str
) -> None:
    """The rules for rows only add issues, and find no hash in a line that isn't a row."""
    with_rows = check([content], pool, password_hashing_algorithm=algorithm)
    found = {rule.code for rule in bare(content, pool, algorithm).counts}
    assert found - {rule.code for rule in with_rows.counts} <= {"CUI-401"}
    assert all(code < "CUI-100" or code in ("CUI-102", "CUI-401") for code in found)
