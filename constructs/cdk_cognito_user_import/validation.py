"""Checks literal values at synth; unresolved tokens pass."""

import re
from typing import Final

from aws_cdk import Duration, Token
from aws_cdk import aws_lambda as lambda_

from cdk_cognito_user_import.user_import_source import UserImportSource
from cognito_user_import.cognito.service_model import Constraint, PasswordHashingAlgorithm

_OLDEST_MINOR: Final = 11
_MAX_COUNT: Final = 999_999_999


def check_constraint(name: str, value: str, constraint: Constraint) -> None:
    """Raise ValueError if a string breaks a constraint of the API."""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a string. Received: {value!r}")
    # A token always breaks the constraint, and asking whether it is one is a slow call to jsii.
    violation = constraint.violation(value)
    if violation and not Token.is_unresolved(value):
        raise ValueError(f"{name} {violation}. Received: {value!r}")


def check_runtime(value: lambda_.Runtime) -> None:
    """Raise ValueError unless the handler can run in the runtime."""
    if Token.is_unresolved(value.name):
        return
    version = re.fullmatch(r"python3\.(\d+)", value.name)
    if version is None or int(version[1]) < _OLDEST_MINOR:
        raise ValueError(
            f"handler_runtime must be Python 3.{_OLDEST_MINOR} or newer. Received: {value.name!r}"
        )


def check_seconds(name: str, value: Duration, minimum: int, maximum: int) -> None:
    """Raise ValueError unless the value is within these seconds."""
    if not minimum <= value.to_seconds() <= maximum:
        raise ValueError(
            f"{name} must be {minimum} to {maximum} s. Received: {value.to_seconds()} s"
        )


def check_memory(name: str, value: int) -> None:
    """Raise ValueError unless the value is a memory size that Lambda has, or a token."""
    if not 128 <= value <= 10_240 and not Token.is_unresolved(value):
        raise ValueError(f"{name} must be 128 to 10,240 MiB. Received: {value!r}")


def check_count(name: str, value: int | None) -> None:
    """Raise ValueError unless the value is a count, None, or a token."""
    if value is None:
        return
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    is_count = is_whole and 0 <= value <= _MAX_COUNT
    if not is_count and not Token.is_unresolved(value):
        raise ValueError(
            f"{name} must be a whole number from 0 to {_MAX_COUNT:,}. Received: {value!r}"
        )


def check_source(
    source: UserImportSource | None, *, wait: bool, validate: bool, skip_existing_users: bool
) -> None:
    """Raise ValueError unless the source is one or None, and what needs a source has one."""
    if not isinstance(source, UserImportSource | None):
        raise ValueError(
            "source must be a UserImportSource, such as UserImportSource.asset(path). "
            f"Received: {source!r}"
        )
    for name, value, purpose in (
        ("wait", wait, "import to wait for"),
        ("validate", validate, "file to validate"),
        ("skip_existing_users", skip_existing_users, "file to compare with the users"),
    ):
        if not isinstance(value, bool):
            raise ValueError(f"{name} must be True or False. Received: {value!r}")
        if source is None and not value:
            raise ValueError(
                f"{name}=False must come with a source: without one, there is no {purpose}. "
                "Received: no source"
            )


def check_algorithm(value: str | None) -> None:
    """Raise ValueError unless the value is a hashing algorithm that Cognito knows."""
    if value is None or Token.is_unresolved(value) or value in PasswordHashingAlgorithm.__members__:
        return
    allowed = ", ".join(PasswordHashingAlgorithm)
    raise ValueError(f"password_hashing_algorithm must be one of {allowed}. Received: {value!r}")
