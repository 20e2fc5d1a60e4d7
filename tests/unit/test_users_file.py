"""Rows in code become the CSV file of a pool."""

from collections.abc import Mapping

import pytest

from cognito_user_import.errors import InvalidFileError
from cognito_user_import.transfer.users_file import users_file

HEADER = ("email", "custom:a,b", "cognito:username", "password_hash")
SECRET = "jane@example.com"


def test_each_row_has_a_value_for_each_column() -> None:
    """Empty ones for those that a row does not name; commas are escaped, in names as well."""
    users = [{"cognito:username": "jane", "email": SECRET}, {"cognito:username": "Doe, John"}]
    assert users_file(users, HEADER) == (
        rb"email,custom:a\,b,cognito:username" + b"\n"
        b"jane@example.com,,jane\n"
        rb",,Doe\, John" + b"\n"
    )


def test_hashes_become_a_column_when_someone_has_one() -> None:
    """A column of hashes without an algorithm may not be taken."""
    user = {"cognito:username": "jane"}
    assert b"password_hash" not in users_file([user], HEADER)
    hashed = [user, {"cognito:username": "max", "password_hash": "h"}]
    assert users_file(hashed, HEADER).endswith(b",password_hash\n,,jane,\n,,max,h\n")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"Email": SECRET}, r"^Row 2 .* pool doesn't have: 'Email'\. Allowed: email, cust"),
        ({"email": f"{SECRET}\\"}, r"written as a CSV file: row 2, email must not hold a backslas"),
        ({"email": f'"{SECRET}"'}, r"row 2, email must not hold a quote\.$"),
        ({"email": f"{SECRET}\n"}, r"row 2, email must not hold a newline\.$"),
        ({"email": f"{SECRET}\0"}, r"row 2, email must not hold a control character\.$"),
        ({"email": f"{SECRET}\ud83d"}, r"row 2, email must not hold half of a surrogate pair\.$"),
        ({"email": f" {SECRET}"}, r"row 2, email must not begin or end with white space\.$"),
        ({"email": SECRET * 200}, r"row 2, email must have at most 2,048 bytes\.$"),
    ],
)
def test_what_cannot_be_written_is_refused(row: Mapping[str, str], message: str) -> None:
    """By row and column, without the value."""
    users = [{"cognito:username": "first"}, {"cognito:username": "second", **row}]
    with pytest.raises(InvalidFileError, match=message) as raised:
        users_file(users, HEADER)
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None
