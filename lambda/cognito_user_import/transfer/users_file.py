"""Users given as rows in code, written as a CSV file for a pool."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cognito_user_import.csv_rules.csv_format import PASSWORD_HASH
from cognito_user_import.csv_rules.writer import write
from cognito_user_import.errors import InvalidFileError


def users_file(users: Sequence[Mapping[str, str]], header: Sequence[str]) -> bytes:
    """Return the file of these users, blank where a user has no value.

    ``password_hash`` becomes a column only if some user has it.

    :param header: The columns of the user pool.
    :raises InvalidFileError: A row has a column that the pool doesn't have, or a value that can't
        be written. The text names row and column, but no value.
    """
    columns = [
        name for name in header if name != PASSWORD_HASH or any(name in user for user in users)
    ]
    for number, user in enumerate(users, start=1):
        for name in user:
            if name not in header:
                raise InvalidFileError(
                    f"Row {number} of the users has a column that the user pool doesn't have: "
                    f"{name!r}. Allowed: {', '.join(header)}."
                )
    try:
        return b"".join(write(users, columns))
    except ValueError as error:
        raise InvalidFileError(f"The users can't be written as a CSV file: {error}.") from None


def stored_users(content: bytes) -> Sequence[Mapping[str, str]]:
    """Return the users from the JSON object that a deployment stored.

    :raises InvalidFileError: The object isn't in that form.
    """
    try:
        users: Any = json.loads(content)["users"]
    except (ValueError, KeyError, TypeError):
        users = None
    if not isinstance(users, list) or not all(map(_is_user, users)):
        raise InvalidFileError("The object with the users isn't the one that was deployed.")
    return users


def _is_user(user: object) -> bool:
    return isinstance(user, dict) and all(isinstance(value, str) for value in user.values())
