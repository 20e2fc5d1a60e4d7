"""What the app knows of a user pool that an import depends on."""

from collections.abc import Collection
from typing import Final

from aws_cdk import Token
from aws_cdk import aws_cognito as cognito

from cognito_user_import.csv_file import (
    PASSWORD_HASH,
    FileSummary,
    check_columns,
    check_hashes,
)

BASE_COLUMNS: Final = (
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "email_verified",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_number_verified",
    "address",
    "updated_at",
    "cognito:mfa_enabled",
    "cognito:username",
)
"""Of every pool. Source: Cognito developer guide, "Importing users into user pools"."""

_OWN_PREFIXES: Final = ("custom:", "dev:")


def csv_header(user_pool: cognito.IUserPool, columns: Collection[str]) -> list[str]:
    """Return the columns that a CSV file for the pool has; ``password_hash`` is always possible.

    Of a pool that the app does not define, every custom attribute among the columns is taken for
    one of it. So are those that only developers see, ``dev:custom:<name>``: whether they are in
    Cognito's header is not documented [?].
    """
    own = _custom_columns(user_pool)
    free = _OWN_PREFIXES if own is None else _OWN_PREFIXES[1:]
    given = [name for name in dict.fromkeys(columns) if name.startswith(free)]
    return [*BASE_COLUMNS, *(own or ()), *given, PASSWORD_HASH]


def check_file(summary: FileSummary, user_pool: cognito.IUserPool, algorithm: str | None) -> None:
    """Check a file against its pool and its algorithm, as far as they are known.

    :raises InvalidFileError: It does not fit.
    """
    check_columns(summary.columns, csv_header(user_pool, summary.columns))
    if not Token.is_unresolved(algorithm):
        check_hashes(summary, algorithm or "")


def check_auto_verification(user_pool: cognito.IUserPool) -> None:
    """Raise ValueError if the app's pool auto-verifies nothing: Cognito then imports no users."""
    pool = defined_pool(user_pool)
    if pool is not None and not pool.auto_verified_attributes:
        raise ValueError(
            "user_pool must auto-verify e-mail addresses or phone numbers, or Cognito imports no "
            "users into it: give it auto_verify. Received: a pool that auto-verifies nothing"
        )


def defined_pool(user_pool: cognito.IUserPool) -> cognito.CfnUserPool | None:
    """Return the resource of a pool that the app defines; None of one that it imports."""
    child = user_pool.node.default_child
    return child if isinstance(child, cognito.CfnUserPool) else None


def _custom_columns(user_pool: cognito.IUserPool) -> list[str] | None:
    """Return the columns of the pool's custom attributes; None when only the deployment knows."""
    pool = defined_pool(user_pool)
    if pool is None:
        return None
    names = []
    schema = pool.schema or []
    for attribute in schema if isinstance(schema, list) else [schema]:
        if not isinstance(attribute, cognito.CfnUserPool.SchemaAttributeProperty):
            return None
        if attribute.name is None or Token.is_unresolved(attribute.name):
            return None
        is_custom = attribute.name not in (*BASE_COLUMNS, "sub")
        if is_custom and attribute.developer_only_attribute in (None, False):
            names.append(f"custom:{attribute.name}")
    return names
