"""The options that name columns: --map and --set."""

from collections.abc import Iterable, Mapping
from typing import Final

from cognito_user_import.csv_rules.csv_format import CUSTOM, PASSWORD_HASH
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import.csv_rules.writer import problem
from cognito_user_import_cli.command_errors import UsageError

_MAX_CUSTOM_NAME: Final = 20
_FLAGS: Final = ("email_verified", "phone_number_verified", "cognito:mfa_enabled")


def mapped(given: Iterable[str], profile: PoolProfile) -> Mapping[str, str]:
    """Return the fields of --map by column.

    :raises UsageError: One isn't COLUMN=FIELD, or names no column of the pool.
    """
    return _pairs("--map", "FIELD", given, profile)


def constants(given: Iterable[str], profile: PoolProfile) -> Mapping[str, str]:
    """Return the values of --set by column.

    :raises UsageError: One isn't COLUMN=VALUE, names no column, or can't be written.
    """
    pairs = _pairs("--set", "VALUE", given, profile)
    for column, value in pairs.items():
        if found := problem(value):
            raise UsageError(f"The value of --set {column} {found}.")
        if column in _FLAGS and value not in ("", "true", "false"):
            raise UsageError(f"--set {column} must be true or false. Received: {value[:32]!r}.")
        if column == PASSWORD_HASH and value:
            raise UsageError("--set password_hash must be blank: no two users share a hash.")
    return pairs


def require_column(option: str, column: str, profile: PoolProfile) -> None:
    """Require that a pool may have a column.

    :raises UsageError: It has no such column.
    """
    if not profile.may_have(column):
        known = ", ".join(sorted(profile.known_columns))
        custom = "" if profile.columns else f", and {CUSTOM}NAME"
        raise UsageError(
            f"{option} must name a column of the pool. Received: {column[:64]!r}. "
            f"Allowed: {known}{custom}."
        )
    if len(column.rpartition(CUSTOM)[2]) > _MAX_CUSTOM_NAME and CUSTOM in column:
        raise UsageError(
            f"A custom attribute's name has at most {_MAX_CUSTOM_NAME} characters. "
            f"Received: {column[:64]!r}."
        )


def _pairs(option: str, what: str, given: Iterable[str], profile: PoolProfile) -> Mapping[str, str]:
    pairs: dict[str, str] = {}
    for text in given:
        column, sign, value = text.partition("=")
        if not sign:
            raise UsageError(f"{option} must be COLUMN={what}. Received: {text[:64]!r}.")
        require_column(option, column, profile)
        if column in pairs:
            raise UsageError(f"{option} names {column} twice.")
        pairs[column] = value
    return pairs
