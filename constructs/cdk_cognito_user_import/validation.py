"""Checks of literal values at synth; what is known only at deployment passes."""

from aws_cdk import Token

from cognito_user_import.service_model import Constraint, PasswordHashingAlgorithm


def check_constraint(name: str, value: str, constraint: Constraint) -> None:
    """Raise ValueError if a string breaks a constraint of the API."""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a string. Received: {value!r}")
    if Token.is_unresolved(value):
        return
    if violation := constraint.violation(value):
        raise ValueError(f"{name} {violation}. Received: {value!r}")


def check_count(name: str, value: int | None) -> None:
    """Raise ValueError unless the value is a count, None, or a token."""
    if value is None or Token.is_unresolved(value):
        return
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{name} must be a whole number of 0 or more. Received: {value!r}")


def check_algorithm(value: str | None) -> None:
    """Raise ValueError unless the value is a hashing algorithm that Cognito knows."""
    if value is None or Token.is_unresolved(value) or value in PasswordHashingAlgorithm.__members__:
        return
    allowed = ", ".join(PasswordHashingAlgorithm)
    raise ValueError(f"password_hashing_algorithm must be one of {allowed}. Received: {value!r}")
