"""Checks literal values at synth; unresolved tokens pass."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Any, Final, TypeVar

from aws_cdk import Duration, Stack, Token
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from cdk_cognito_user_import.user_import_source import UserImportSource
from cdk_cognito_user_import.wrong_value import SECURITY_GROUPS, attribute_of, received
from cognito_user_import.cognito.service_model import Constraint, PasswordHashingAlgorithm

_OLDEST_MINOR: Final = 11
_MAX_COUNT: Final = 999_999_999
_Member = TypeVar("_Member", bound=Enum)


def check_constraint(name: str, value: str, constraint: Constraint) -> None:
    """Raise ValueError if a string breaks a constraint of the API."""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a string. Received: {received(value)}")
    # A token always breaks the constraint, and asking whether it is one is a slow call to jsii.
    violation = constraint.violation(value)
    if violation and not Token.is_unresolved(value):
        raise ValueError(f"{name} {violation}. Received: {value!r}")


def check_text(name: str, value: str | None) -> None:
    """Raise ValueError unless the value is a string, None, or a token."""
    if not isinstance(value, str | None) and not Token.is_unresolved(value):
        raise ValueError(f"{name} must be a string. Received: {received(value)}")


def check_place(scope: Construct, user_pool: cognito.IUserPool) -> None:
    """Raise ValueError if a pool is in another account or Region than the stack of the scope."""
    stack, pool = Stack.of(scope), user_pool.env
    for what, allowed, found in (
        ("Region", stack.region, pool.region),
        ("account", stack.account, pool.account),
    ):
        if found != allowed and not (Token.is_unresolved(found) or Token.is_unresolved(allowed)):
            raise ValueError(
                f"user_pool must be in the {what} of the import's stack, {allowed}. "
                f"Received: a pool in {found}"
            )


def check_runtime(name: str, value: lambda_.Runtime) -> None:
    """Raise ValueError unless the handler can run in the runtime."""
    check_instance(name, value, lambda_.Runtime)
    if Token.is_unresolved(value.name):
        return
    version = re.fullmatch(r"python3\.(\d+)", value.name)
    if version is None or int(version[1]) < _OLDEST_MINOR:
        raise ValueError(
            f"{name} must be Python 3.{_OLDEST_MINOR} or newer. Received: {value.name!r}"
        )


def check_instance(name: str, value: object, kind: type) -> None:
    """Raise ValueError unless the value is of a class."""
    if not isinstance(value, kind):
        raise ValueError(f"{name} must be a {kind.__name__}. Received: {received(value)}")


def member(name: str, value: object, kind: type[_Member]) -> _Member:
    """Return a member of an enumeration, which may be given by its name.

    :raises ValueError: It has no such member.
    """
    if isinstance(value, kind):
        return value
    if isinstance(value, str) and value in kind.__members__:
        return kind[value]
    allowed = ", ".join(kind.__members__)
    raise ValueError(f"{name} must be one of {allowed}. Received: {received(value)}")


def seconds_of(name: str, value: Duration, minimum: int, maximum: int) -> int:
    """Return the seconds of a duration that is known at synth.

    :raises ValueError: They aren't whole, or out of range.
    """
    check_instance(name, value, Duration)
    if value.is_unresolved():
        raise ValueError(f"{name} must be known at synth. Received: a token")
    seconds = value.to_milliseconds(integral=False) / 1000
    if not (minimum <= seconds <= maximum and seconds.is_integer()):
        raise ValueError(
            f"{name} must be {minimum} to {maximum} s, in whole seconds. Received: {seconds:g} s"
        )
    return int(seconds)


def check_memory(name: str, value: int) -> None:
    """Raise ValueError unless the value is a memory size that Lambda has, or a token."""
    if not (_is_whole(value) and 128 <= value <= 10_240) and not _is_number_token(value):
        raise ValueError(
            f"{name} must be a whole number from 128 to 10,240, in MiB. Received: {received(value)}"
        )


def check_concurrency(name: str, value: int, least: int, reason: str) -> None:
    """Raise ValueError unless so many executions of a function are enough, or it is a token."""
    if not (_is_whole(value) and value >= least) and not _is_number_token(value):
        raise ValueError(
            f"{name} must be a whole number, at least {least}: {reason}. "
            f"Received: {received(value)}"
        )


def check_security_groups(name: str, value: Any) -> None:
    """Raise ValueError unless the value is a list of security groups."""
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    for group in value if is_list else (value,):
        attribute_of(name, group, "security_group_id", SECURITY_GROUPS)
    if not is_list:
        raise ValueError(f"{name} must be {SECURITY_GROUPS}. Received: {received(value)}")


def check_count(name: str, value: int) -> None:
    """Raise ValueError unless the value is a count or a token."""
    if not (_is_whole(value) and 0 <= value <= _MAX_COUNT) and not _is_number_token(value):
        raise ValueError(
            f"{name} must be a whole number from 0 to {_MAX_COUNT:,}. Received: {received(value)}"
        )


def check_source(
    source: UserImportSource | None,
    *,
    wait: bool,
    validate: bool,
    skip_existing_users: bool,
    max_failed_users: int,
    max_skipped_users: int | None,
) -> None:
    """Raise ValueError unless the source is one or None, and what needs a source has one."""
    if not isinstance(source, UserImportSource | None):
        raise ValueError(
            "source must be a UserImportSource, such as UserImportSource.asset(path). "
            f"Received: {received(source)}"
        )
    for name, value, purpose in (
        ("wait", wait, "import to wait for"),
        ("validate", validate, "file to validate"),
        ("skip_existing_users", skip_existing_users, "file to compare with the users"),
    ):
        if not isinstance(value, bool):
            raise ValueError(f"{name} must be True or False. Received: {received(value)}")
        if source is None and not value:
            raise ValueError(
                f"{name}=False must come with a source: without one, there is no {purpose}. "
                "Received: no source"
            )
    check_count("max_failed_users", max_failed_users)
    if max_failed_users != 0:
        _check_limit("max_failed_users", source, "validate", wait or validate)
    if max_skipped_users is not None:
        check_count("max_skipped_users", max_skipped_users)
        _check_limit(
            "max_skipped_users", source, "skip_existing_users", wait or skip_existing_users
        )


def _check_limit(name: str, source: object, check: str, is_checked: bool) -> None:
    if source is None:
        raise ValueError(
            f"{name} must come with a source: without one, there are no rows to count. "
            "Received: no source"
        )
    if not is_checked:
        raise ValueError(
            f"{name} must come with wait=True or {check}=True: otherwise, nothing counts the rows. "
            f"Received: wait=False, {check}=False"
        )


def check_algorithm(value: str | None) -> None:
    """Raise ValueError unless the value is a hashing algorithm that Cognito knows, or a token."""
    is_text = isinstance(value, str | None)
    if not is_text or value not in {None, *PasswordHashingAlgorithm}:
        if not isinstance(value, list) and Token.is_unresolved(value):
            return
        allowed = ", ".join(PasswordHashingAlgorithm)
        raise ValueError(
            f"password_hashing_algorithm must be one of {allowed}. Received: {received(value)}"
        )


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number_token(value: object) -> bool:
    return isinstance(value, float) and Token.is_unresolved(value)
