"""The header that a file must have, by what the app knows of its pool."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Stack, Token
from aws_cdk import aws_cognito as cognito

from cdk_cognito_user_import import UserImportJob, UserImportSource
from cdk_cognito_user_import.pool_columns import BASE_COLUMNS
from tests.local_aws.pools import BASE_COLUMNS as COGNITOS_BASE_COLUMNS
from tests.synth.stacks import new_pool, new_stack, write_csv

MakePool = Callable[[Stack], cognito.IUserPool]


def changed_pool(stack: Stack, name: str, value: object) -> cognito.UserPool:
    """Return a pool with another property than the construct gave it."""
    pool = new_pool(stack)
    setattr(pool.node.default_child, name, value)
    return pool


def with_schema(*attributes: object) -> MakePool:
    """Return what makes a pool with this schema."""
    return lambda stack: changed_pool(stack, "schema", list(attributes))


def attribute(name: str, **props: Any) -> cognito.CfnUserPool.SchemaAttributeProperty:
    """Return an attribute of a schema."""
    return cognito.CfnUserPool.SchemaAttributeProperty(name=name, **props)


def own_pool(stack: Stack) -> cognito.IUserPool:
    """Return a pool with standard and custom attributes."""
    return cognito.UserPool(
        stack,
        "Pool",
        auto_verify=cognito.AutoVerifiedAttrs(phone=True),
        standard_attributes=cognito.StandardAttributes(
            fullname=cognito.StandardAttribute(required=True)
        ),
        custom_attributes={
            "department": cognito.StringAttribute(),
            "level": cognito.NumberAttribute(),
        },
    )


def imported_pool(stack: Stack) -> cognito.IUserPool:
    """Return a pool that the app does not define."""
    return cognito.UserPool.from_user_pool_id(stack, "Pool", "eu-central-1_aBc123")


TOKEN_SCHEMA: MakePool = lambda stack: changed_pool(  # noqa: E731
    stack, "schema", Token.as_any({"Ref": "Schema"})
)
TOKEN_ATTRIBUTE = with_schema(Token.as_any({"Ref": "Attribute"}))
TOKEN_NAME = with_schema(attribute(Token.as_string({"Ref": "Name"})))
UNKNOWN = [imported_pool, TOKEN_SCHEMA, TOKEN_ATTRIBUTE, TOKEN_NAME]


def import_columns(folder: Path, make_pool: MakePool, *columns: str) -> None:
    """Import a file with the base columns and these into the pool."""
    stack = new_stack()
    source = UserImportSource.asset(write_csv(folder, columns=[*BASE_COLUMNS, *columns]))
    UserImportJob(stack, "Users", user_pool=make_pool(stack), source=source)


def test_every_pool_has_the_same_base_columns() -> None:
    """As the embedded AWS answers them to GetCSVHeader."""
    assert BASE_COLUMNS == COGNITOS_BASE_COLUMNS


@pytest.mark.parametrize(
    ("make_pool", "columns"),
    [
        (new_pool, []),
        (new_pool, ["password_hash"]),
        (own_pool, ["custom:department", "custom:level"]),
        (own_pool, ["password_hash", "custom:level", "custom:department"]),
        # Whether these are in Cognito's header is not documented [?]: they may be in a file's.
        (with_schema(attribute("secret", developer_only_attribute=True)), []),
        (with_schema(attribute("secret", developer_only_attribute=True)), ["dev:custom:secret"]),
        (with_schema(attribute("sub", required=True)), []),
        *[(make_pool, []) for make_pool in UNKNOWN],
        *[(make_pool, ["custom:any", "dev:custom:any", "password_hash"]) for make_pool in UNKNOWN],
    ],
)
def test_a_header_that_the_pool_can_have_is_taken(
    tmp_path: Path, make_pool: MakePool, columns: list[str]
) -> None:
    """What only the deployment knows is checked by the handler."""
    import_columns(tmp_path, make_pool, *columns)


@pytest.mark.parametrize(
    ("make_pool", "columns", "problem"),
    [
        (new_pool, ["custom:department"], "by position: 22"),
        (own_pool, ["custom:department"], "missing: custom:level"),
        (own_pool, ["custom:department", "custom:level", "level"], "by position: 24"),
        (own_pool, ["custom:level", "custom:level"], "missing: custom:department; there twice: cu"),
        *[(make_pool, ["department"], "by position: 22") for make_pool in UNKNOWN],
        *[(make_pool, ["custom:a", "custom:a"], "twice: custom:a") for make_pool in UNKNOWN],
    ],
)
def test_a_header_that_the_pool_cannot_have_is_refused(
    tmp_path: Path, make_pool: MakePool, columns: list[str], problem: str
) -> None:
    """By the schema of a pool of the app, and by the prefix for any other."""
    with pytest.raises(ValueError, match=problem):
        import_columns(tmp_path, make_pool, *columns)


def test_a_pool_that_verifies_nothing_is_refused(tmp_path: Path) -> None:
    """Cognito starts no import there; a job alone can be made."""
    stack = new_stack()
    pool = cognito.UserPool(stack, "Pool")
    source = UserImportSource.asset(write_csv(tmp_path))
    UserImportJob(stack, "JobAlone", user_pool=pool)
    with pytest.raises(
        ValueError, match=r"user_pool must auto-verify .* Received: a pool that aut"
    ):
        UserImportJob(stack, "Users", user_pool=pool, source=source)


@pytest.mark.parametrize(
    "make_pool",
    [
        imported_pool,
        lambda stack: changed_pool(
            stack, "auto_verified_attributes", Token.as_list({"Ref": "Verified"})
        ),
        lambda stack: cognito.UserPool(
            stack, "Pool", sign_in_aliases=cognito.SignInAliases(email=True)
        ),
    ],
)
def test_a_pool_that_may_verify_something_is_taken(tmp_path: Path, make_pool: MakePool) -> None:
    """Signing in by an address makes CDK let the pool verify it."""
    import_columns(tmp_path, make_pool)
