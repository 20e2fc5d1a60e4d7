"""Rows in code become a CSV file in Cognito's dialect."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_user_import.csv_file import MAX_ROW_CHARACTERS, scan
from cognito_user_import.errors import InvalidFileError
from cognito_user_import.user_rows import csv_of
from tests.local_aws.csv_file import split

HEADER = ("email", "custom:a,b", "cognito:username", "password_hash")
SECRET = "jane@example.com"


def test_each_row_has_a_value_for_each_column() -> None:
    """Empty ones for those that a row does not name; commas are escaped, in names as well."""
    users = [{"cognito:username": "jane", "email": SECRET}, {"cognito:username": "Doe, John"}]
    assert csv_of(users, HEADER) == (
        rb"email,custom:a\,b,cognito:username" + b"\n"
        b"jane@example.com,,jane\n"
        rb",,Doe\, John" + b"\n"
    )


def test_hashes_become_a_column_when_someone_has_one() -> None:
    """A column of hashes without an algorithm may not be taken."""
    user = {"cognito:username": "jane"}
    assert scan([csv_of([user], HEADER)]).columns == HEADER[:3]
    hashed = scan(
        [csv_of([user, {**user, "cognito:username": "max", "password_hash": "h"}], HEADER)]
    )
    assert (hashed.columns, hashed.has_password_hashes) == (HEADER, True)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"Email": SECRET}, r"Row 2 of the users has the column 'Email', .* Allowed: email, cust"),
        ({"email": f"{SECRET}\\"}, r"Row 2 of the users has a backslash in the column email"),
        ({"email": f'"{SECRET}"'}, r"Row 2 of the users has a quote in the column email"),
        ({"email": f"{SECRET}\n"}, r"Row 2 of the users has a line break in the column email"),
        ({"email": f"{SECRET}\r"}, r"Row 2 of the users has a line break in the column email"),
        ({"email": f"{SECRET}\u2028"}, r"Row 2 of the users has a line break in the column email"),
        ({"email": f"{SECRET}\0"}, r"Row 2 of the users has a NUL in the column email"),
        ({"email": f"{SECRET}\ud83d"}, r"Row 2 of the users has half of a surrogate pair in the"),
        ({"cognito:username": ""}, r"Row 2 of the users has no cognito:username\."),
        ({"cognito:username": " \t"}, r"Row 2 of the users has no cognito:username\."),
        ({"cognito:username": " first"}, r"Rows 1 and 2 of the users have the same cognito:user"),
    ],
)
def test_what_cannot_be_written_is_refused(row: Mapping[str, str], message: str) -> None:
    """By row and column, without the value."""
    users = [{"cognito:username": "first"}, {"cognito:username": "second", **row}]
    with pytest.raises(InvalidFileError, match=message) as raised:
        csv_of(users, HEADER)
    assert SECRET not in str(raised.value)


def test_a_row_without_a_user_name_is_refused() -> None:
    """It is the one value that every user has."""
    with pytest.raises(InvalidFileError, match=r"Row 1 of the users has no cognito:username\."):
        csv_of([{"email": SECRET}], HEADER)


def test_a_row_may_have_16000_characters_and_not_one_more() -> None:
    """As a line, with its commas."""
    user = {"cognito:username": "jane", "email": "x" * (MAX_ROW_CHARACTERS - len(",,jane"))}
    assert scan([csv_of([user], HEADER)]).rows == 1
    longer = {**user, "custom:a,b": "y"}
    with pytest.raises(InvalidFileError, match=r"Row 1 of the users has more than 16,000 charact"):
        csv_of([longer], HEADER)


VALUES = st.text(st.characters(codec="utf-8"), max_size=12)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"cognito:username": VALUES},
        optional={"email": VALUES, "custom:a,b": VALUES, "password_hash": VALUES},
    ),
    min_size=1,
    max_size=6,
)


@given(ROWS)
def test_what_is_written_reads_back_as_the_rows(users: list[dict[str, str]]) -> None:
    """Except for the white space round a value, which Cognito trims; or the rows are refused."""
    try:
        content = csv_of(users, HEADER)
    except InvalidFileError:
        return
    assert scan([content]).rows == len(users)
    columns, *rows = (split(line) for line in content.decode().removesuffix("\n").split("\n"))
    read = [dict(zip(columns, row, strict=True)) for row in rows]
    assert read == [{name: user.get(name, "").strip() for name in columns} for user in users]
    assert set().union(*users) <= set(columns)
