"""Rows in code that are refused at synth."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from aws_cdk import Aws, CfnParameter, Token
from aws_cdk import aws_cognito as cognito

from cdk_cognito_user_import import PasswordHashingAlgorithm, UserImportJob, UserImportSource
from cdk_cognito_user_import.users_document import MAX_USERS, UsersDocument
from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.csv_rules.reader import read
from tests.synth.stacks import annotations, new_stack, stack_with_import

JANE = {"cognito:username": "jane"}
SECRET = "jane@example.com"
Row = dict[str, str | bool | int]


def import_rows(rows: Any, **props: Any) -> None:
    """Import rows into a pool of the app."""
    stack_with_import(source=UserImportSource.users(rows), **props)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], r"rows must have 1 to 1,000 users; put more into a CSV file\. Received: 0"),
        ([JANE] * 1001, r"rows must have 1 to 1,000 users; .* Received: 1,001"),
        ("jane", r"rows must be a sequence of mappings\. Received: str"),
        (iter([JANE]), r"rows must be a sequence of mappings\. Received: list_iterator"),
        ([JANE, "jane"], r"Row 2 must be a mapping\. Received: str"),
        ([JANE, {7: SECRET}], r"Row 2 must have strings as column names\. Received: int"),
        (
            [{**JANE, "email": None}],
            r"Row 1 must have a str, bool, or int in column 'email'\. Received: NoneType",
        ),
        ([{**JANE, "updated_at": 1.5}], r"in column 'updated_at'\. Received: float"),
        (
            [{**JANE, "updated_at": datetime(2026, 1, 2)}],  # noqa: DTZ001 - which is refused
            r"Row 1 must have a datetime\.datetime with a time zone, or an int with seconds, in "
            r"column 'updated_at'\. Received: datetime without a time zone",
        ),
        (
            [{**JANE, "birthdate": datetime(1990, 5, 17, tzinfo=UTC)}],
            r"Row 1 must have a datetime\.date, or a str as mm/dd/yyyy, in column 'birthdate'\. "
            r"Received: datetime",
        ),
        (
            [{**JANE, "custom:since": date(1990, 5, 17)}],
            r"Row 1 must have a str, bool, or int in column 'custom:since'\. Received: date",
        ),
        ([{**JANE, "email": [SECRET]}], r"in column 'email'\. Received: list"),
        (
            [{**JANE, "mail": SECRET}],
            r"Row 1 .* a column that the user pool doesn't have: 'mail'\. Allowed: name",
        ),
        ([{**JANE, "email": f'"{SECRET}"'}], r"row 1, email must not hold a quote"),
        ([{**JANE, "email": f" {SECRET}"}], r"row 1, email must not begin or end with white space"),
        ([{**JANE, "email": SECRET * 1000}], r"row 1, email must have at most 2,048 bytes"),
    ],
)
def test_rows_that_cannot_be_imported_are_refused(rows: Any, message: str) -> None:
    """By the number of the row and the column; never the value."""
    with pytest.raises(ValueError, match=message) as error:
        import_rows(rows)
    assert SECRET not in str(error.value)


def test_dates_are_written_as_cognito_reads_them() -> None:
    """A birth date with the month first, and a time in seconds, whatever its zone."""
    day, zone = date(990, 5, 7), timezone(timedelta(hours=2))
    row = {**JANE, "birthdate": day, "updated_at": datetime(2026, 1, 2, 2, tzinfo=zone)}

    [content] = UsersDocument([row]).blocks(PoolProfile())

    [header, user] = list(read([content]))
    values = dict(zip(header.values or [], user.values or [], strict=True))
    assert (values["birthdate"], values["updated_at"]) == ("05/07/0990", "1767312000")


def test_the_most_users_are_taken() -> None:
    """A thousand; and quickly, for each look for a token is a call to another process."""
    import_rows([{"cognito:username": str(number)} for number in range(MAX_USERS)])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"cognito:username": "jane", "email": Aws.ACCOUNT_ID}, "email"),
        ({"cognito:username": f"jane-{Aws.REGION}"}, "cognito:username"),
    ],
)
def test_tokens_are_refused(row: dict[str, str], column: str) -> None:
    """The document is written at synth, and would have the token's number."""
    with pytest.raises(
        ValueError, match=rf"Row 2 must be known at .* a token in column '{column}'$"
    ):
        import_rows([{"cognito:username": "first"}, row])


def test_a_number_that_is_a_token_is_refused() -> None:
    """It is no whole number before the deployment."""
    stack = new_stack()
    number = Token.as_number(CfnParameter(stack, "Number", type="Number").value_as_number)
    with pytest.raises(
        ValueError, match=r"an int with seconds, in column 'updated_at'\. Rec.*float"
    ):
        import_rows([{**JANE, "updated_at": number}])


def test_custom_attributes_are_columns() -> None:
    """Those of a pool of the app, and any of another pool."""
    source = UserImportSource.users([{**JANE, "custom:team": "a"}])
    stack = new_stack()
    pool = cognito.UserPool(
        stack,
        "Pool",
        auto_verify=cognito.AutoVerifiedAttrs(email=True),
        custom_attributes={"team": cognito.StringAttribute()},
    )
    imported = cognito.UserPool.from_user_pool_id(stack, "Imported", "eu-central-1_aBc123")
    UserImportJob(stack, "Users", user_pool=pool, source=source)
    UserImportJob(stack, "OtherUsers", user_pool=imported, source=source)


def errors_of(*rows: Row, **props: Any) -> list[str]:
    """Return the errors that an import of rows ends with, line by line."""
    errors, _ = annotations(stack_with_import(source=UserImportSource.users(rows), **props))
    assert SECRET not in "".join(errors)
    return [line for error in errors for line in error.splitlines()]


def test_good_rows_are_silent() -> None:
    """Python's own values are those of the file."""
    row: Row = {"email": SECRET, "email_verified": True, "updated_at": 7}
    assert errors_of({**JANE, **row}) == []


def test_rows_that_would_fail_are_an_error_with_their_numbers() -> None:
    """There is no file whose lines could be named."""
    good = {"email": SECRET, "email_verified": "true"}
    bad = {"email": f"{SECRET}@", "email_verified": "true"}
    lines = errors_of({**JANE, **good}, {"cognito:username": "", **bad})
    assert lines[:-1] == [
        "The users can't be imported:",
        "row 2: email: expected an email address, with one @ (CUI-109 email-form)",
        "row 2: cognito:username: expected a user name (CUI-201 username-missing)",
    ]
    assert lines[-1].startswith("1 row would fail, allowed: 0; 2 errors, 0 warnings in 2 rows")
    assert errors_of({**JANE, **bad}, max_failed_users=1) == []
    assert errors_of({**JANE, **bad}, validate=False) == []


def test_a_column_that_the_pool_loses_later_is_an_error() -> None:
    """The pool may be changed after the import was defined."""
    stack = new_stack()
    pool = cognito.UserPool(
        stack,
        "Pool",
        auto_verify=cognito.AutoVerifiedAttrs(email=True),
        custom_attributes={"team": cognito.StringAttribute()},
    )
    UserImportJob(
        stack,
        "Users",
        user_pool=pool,
        source=UserImportSource.users([{**JANE, "custom:team": "a"}]),
    )
    resource: Any = pool.node.default_child
    resource.schema = []
    (error,), _ = annotations(stack)
    assert error.startswith(
        "Row 1 of the users has a column that the user pool doesn't have: 'custom:team'."
    )


def test_hashes_and_their_algorithm_go_together() -> None:
    """As in a file."""
    bcrypt = {"password_hashing_algorithm": PasswordHashingAlgorithm.BCRYPT}
    user: Row = {**JANE, "email": SECRET, "email_verified": True}
    hashed: Row = {**user, "password_hash": "$2b$12$" + "a" * 53}
    assert errors_of(hashed, **bcrypt) == []
    lines = errors_of(hashed)
    assert "row 1: password_hash: expected blank, or a job that names a hashing al" in lines[1]
    assert "$2b" not in "".join(lines)
    assert "password_hash: expected a password_hash column" in errors_of(user, **bcrypt)[1]
