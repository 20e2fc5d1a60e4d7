"""Rows written in the dialect are read back as they were."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_user_import.csv_rules import PoolProfile, check
from cognito_user_import.csv_rules.reader import read
from cognito_user_import.csv_rules.writer import write
from tests.unit.csv_rules.pools import COLUMNS as POOL_COLUMNS

COLUMNS = ("cognito:username", "name", "email_verified")
VALUES = st.text(max_size=20)
ROWS = st.lists(st.dictionaries(st.sampled_from(COLUMNS), VALUES), max_size=5)


@given(ROWS)
def test_what_is_written_is_read_back(rows: list[dict[str, str]]) -> None:
    """All values are the same, or the row is refused for one of its values."""
    try:
        file = b"".join(write(rows, COLUMNS))
    except ValueError:
        return
    expected = [list(COLUMNS), *([row.get(name, "") for name in COLUMNS] for row in rows)]
    assert [row.values for row in read([file])] == expected


DIALECT = ("CUI-004", "CUI-013", "CUI-014", "CUI-101", "CUI-120", "CUI-121", "CUI-122", "CUI-123")
# Letters, marks, numbers, punctuation, symbols and spaces, and what is for private use.
ALLOWED = st.text(
    st.characters(
        codec="utf-8",
        categories=("L", "M", "N", "P", "S", "Zs", "Co"),
        exclude_characters=("\\", '"'),
    ),
    max_size=20,
).map(str.strip)


@given(st.lists(st.dictionaries(st.sampled_from(POOL_COLUMNS), ALLOWED, max_size=5), max_size=5))
def test_whatever_is_allowed_is_written_and_read_back(rows: list[dict[str, str]]) -> None:
    """Nothing of it is refused, and the check has nothing to say of the file's dialect."""
    file = b"".join(write(rows, POOL_COLUMNS))

    expected = [
        list(POOL_COLUMNS),
        *([row.get(name, "") for name in POOL_COLUMNS] for row in rows),
    ]
    assert [row.values for row in read([file])] == expected
    report = check([file], PoolProfile(columns=frozenset(POOL_COLUMNS)), limit=None)
    assert [issue for issue in report.issues if issue.rule.code in DIALECT] == []


@given(st.text(max_size=20).filter(lambda text: text == text.strip() and text.isprintable()))
def test_printable_text_is_refused_for_a_quote_or_a_backslash_only(value: str) -> None:
    """A comma is written, and so is any other sign that people use."""
    is_refused = not {'"', "\\"}.isdisjoint(value)

    try:
        lines = list(write([{"name": value}], ["name"]))
    except ValueError:
        assert is_refused
    else:
        assert not is_refused
        assert lines[1] == value.replace(",", "\\,").encode() + b"\n"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("secret\n", "must not hold a newline"),
        ("sec\rret", "must not hold a newline"),
        ("sec\u2028ret", "must not hold a newline"),
        ("secret\\", "must not hold a backslash"),
        ('"secret"', "must not hold a quote"),
        ("sec\tret", "must not hold a control character"),
        (" secret", "must not begin or end with white space"),
        ("secret\u3000", "must not begin or end with white space"),
        ("secret\ud800", "must not hold half of a surrogate pair"),
        ("secret" * 342, "must have at most 2,048 bytes"),
        (None, "must be a string, a bool or an int, is NoneType"),
        (1.5, "must be a string, a bool or an int, is float"),
    ],
)
def test_what_the_dialect_cannot_hold_is_refused_unseen(value: Any, reason: str) -> None:
    """The row and the column are named, and the value is not."""
    with pytest.raises(ValueError, match="row 2") as raised:
        list(write([{}, {"name": value}], COLUMNS))

    assert str(raised.value) == f"row 2, name {reason}"


def test_a_row_may_be_as_long_as_the_quota() -> None:
    """And not a character longer."""
    columns = [f"c{number}" for number in range(8)]
    row = dict.fromkeys(columns, "x" * 1999) | {"c7": "x" * 2000}

    assert len(list(write([row], columns))[1]) == 16_001
    with pytest.raises(ValueError, match="row 1 must have at most 16,000 characters"):
        list(write([row | {"c0": "x" * 2000}], columns))


def test_a_column_that_the_file_does_not_have_is_refused_unseen() -> None:
    """It can be a cell, where somebody mixed up keys and values."""
    with pytest.raises(ValueError, match="row 1") as raised:
        list(write([{"secret": "x"}], COLUMNS))

    assert "secret" not in str(raised.value)


def test_a_column_is_named_once() -> None:
    """Or one of its values would be lost."""
    with pytest.raises(ValueError, match="once each"):
        list(write([], ["name", "name"]))


def test_python_s_own_values_are_written_as_cognito_takes_them() -> None:
    """True in small letters, a number in digits."""
    lines = list(write([{"name": 7, "email_verified": True}], COLUMNS))

    assert lines == [b"cognito:username,name,email_verified\n", b",7,true\n"]
