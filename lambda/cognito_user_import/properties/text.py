"""A resource property as CloudFormation sends it: a string."""

from collections.abc import Mapping
from typing import Any

from cognito_user_import.errors import InvalidPropertyError


def text(properties: Mapping[str, Any], name: str, *, default: str | None = None) -> str:
    """Return a property, or the default if it is missing.

    :raises InvalidPropertyError: It isn't a string, or is missing without a default.
    """
    value = properties.get(name, default)
    if not isinstance(value, str):
        received = "nothing" if value is None else type(value).__name__
        raise InvalidPropertyError(f"{name} must be a string. Received: {received}")
    return value
