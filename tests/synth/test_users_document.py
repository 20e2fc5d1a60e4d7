"""Rows in code that are refused at synth."""

from typing import Any

import pytest
from aws_cdk import Aws, CfnParameter, Token
from aws_cdk import aws_cognito as cognito

from cdk_cognito_user_import import PasswordHashingAlgorithm, UserImportJob, UserImportSource
from cdk_cognito_user_import.users_document import MAX_USERS
from tests.synth.stacks import new_stack, stack_with_import

JANE = {"cognito:username": "jane"}
SECRET = "jane@example.com"


def import_rows(rows: Any, **props: Any) -> None:
    """Import rows into a pool of the app."""
    stack_with_import(source=UserImportSource.users(rows), **props)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], r"rows must be of 1 to 1,000 users; more fit into a CSV file\. Received: 0"),
        ([JANE] * 1001, r"rows must be of 1 to 1,000 users; .* Received: 1,001"),
        ("jane", r"rows must be a sequence of mappings\. Received: str"),
        (iter([JANE]), r"rows must be a sequence of mappings\. Received: list_iterator"),
        ([JANE, "jane"], r"Row 2 must be a mapping\. Received: str"),
        ([JANE, {7: SECRET}], r"Row 2 must have strings for columns\. Received: int"),
        (
            [{**JANE, "email": None}],
            r"Row 1 must have a str, bool or int in the column 'email'\. Received: NoneType",
        ),
        ([{**JANE, "updated_at": 1.5}], r"in the column 'updated_at'\. Received: float"),
        ([{**JANE, "email": [SECRET]}], r"in the column 'email'\. Received: list"),
        ([{**JANE, "mail": SECRET}], r"Row 1 of the users has the column 'mail', .* Allowed: name"),
        ([{**JANE, "custom:team": "a"}], r"Row 1 of the users has the column 'custom:team'"),
        ([{"email": SECRET}], r"Row 1 of the users has no cognito:username"),
        ([JANE, JANE], r"Rows 1 and 2 of the users have the same cognito:username"),
        ([{**JANE, "email": f'"{SECRET}"'}], r"Row 1 of the users has a quote in the column email"),
        ([{**JANE, "email": SECRET * 1000}], r"Row 1 of the users has more than 16,000 characters"),
    ],
)
def test_rows_that_cannot_be_imported_are_refused(rows: Any, message: str) -> None:
    """By the number of the row and the column; never the value."""
    with pytest.raises(ValueError, match=message) as error:
        import_rows(rows)
    assert SECRET not in str(error.value)


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
    with pytest.raises(ValueError, match=rf"Row 2 must have values .* a token in .* '{column}'$"):
        import_rows([{"cognito:username": "first"}, row])


def test_a_number_that_is_a_token_is_refused() -> None:
    """It is no whole number before the deployment."""
    stack = new_stack()
    number = Token.as_number(CfnParameter(stack, "Number", type="Number").value_as_number)
    with pytest.raises(
        ValueError, match=r"str, bool or int in the column 'updated_at'\. Rec.*float"
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


def test_hashes_and_their_algorithm_go_together() -> None:
    """As in a file."""
    hashed = [{**JANE, "password_hash": "$2b$12$abc"}]
    import_rows(hashed, password_hashing_algorithm=PasswordHashingAlgorithm.BCRYPT)
    with pytest.raises(ValueError, match=r"values in the column password_hash: name the") as error:
        import_rows(hashed)
    assert "$2b" not in str(error.value)
    with pytest.raises(ValueError, match=r"no column password_hash"):
        import_rows([JANE], password_hashing_algorithm=PasswordHashingAlgorithm.BCRYPT)
