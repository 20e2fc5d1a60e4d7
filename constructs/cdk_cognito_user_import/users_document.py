"""Users given in code, as a JSON document from which the handler writes a CSV file."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from aws_cdk import Token
from constructs import Construct

from cdk_cognito_user_import.output_folder import output_folder
from cognito_user_import.csv_rules import Issue, PoolProfile
from cognito_user_import.csv_rules.csv_format import BASE_COLUMNS, PASSWORD_HASH
from cognito_user_import.errors import InvalidFileError
from cognito_user_import.judgement.of_file import of_row
from cognito_user_import.transfer.users_file import users_file

MAX_USERS: Final = 1000


class UsersDocument:
    """Rows in code.

    :param digest: The SHA-256 of the document, in hexadecimal digits.
    :raises ValueError: No CSV file can hold them, whatever the pool. The text names the row and
        the column, never a value.
    """

    name = "The users"
    size: int | None = None

    def __init__(self, rows: Sequence[Mapping[str, object]]) -> None:
        self._users = _texts(rows)
        self._content = json.dumps({"users": self._users}, sort_keys=True).encode()
        self.digest = hashlib.sha256(self._content).hexdigest()
        if Token.is_unresolved(self._content.decode()):
            _refuse_token(self._users)
        try:
            list(self.blocks(PoolProfile()))
        except InvalidFileError as error:
            raise ValueError(str(error)) from None

    def stage(self, scope: Construct) -> Path:
        """Write the document below the app's output folder, and return its path."""
        path = output_folder(scope) / f"cognito-user-import-users-{self.digest}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self._content)
        return path

    def blocks(self, profile: PoolProfile) -> Iterator[bytes]:
        """Yield the CSV file that the handler would write, as far as the pool is known.

        :raises InvalidFileError: It can't be written.
        """
        given = dict.fromkeys(name for user in self._users for name in user)
        known = [*BASE_COLUMNS, *sorted(profile.known_columns - {*BASE_COLUMNS}), PASSWORD_HASH]
        free = [name for name in given if name not in known and profile.may_have(name)]
        yield users_file(self._users, [*known, *free])

    def describe(self, issue: Issue) -> str:
        """Describe an issue by row and column."""
        return of_row(issue)


def _texts(rows: Sequence[Mapping[str, object]]) -> list[dict[str, str]]:
    """Return the rows with all values as text, as in a CSV file."""
    if not isinstance(rows, Sequence) or isinstance(rows, str | bytes):
        raise ValueError(f"rows must be a sequence of mappings. Received: {type(rows).__name__}")
    if not 1 <= len(rows) <= MAX_USERS:
        raise ValueError(
            f"rows must have 1 to {MAX_USERS:,} users; put more into a CSV file. "
            f"Received: {len(rows):,}"
        )
    return [_text_row(number, row) for number, row in enumerate(rows, start=1)]


def _text_row(number: int, row: Mapping[str, object]) -> dict[str, str]:
    if not isinstance(row, Mapping):
        raise ValueError(f"Row {number} must be a mapping. Received: {type(row).__name__}")
    for name in row:
        if not isinstance(name, str):
            raise ValueError(
                f"Row {number} must have strings as column names. Received: {type(name).__name__}"
            )
    return {name: _text(number, name, value) for name, value in row.items()}


def _text(number: int, name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int):
        return str(value)
    allowed, received = "a str, bool, or int", type(value).__name__
    if name == "birthdate":
        if type(value) is date:
            return f"{value.month:02}/{value.day:02}/{value.year:04}"
        allowed = "a datetime.date, or a str as mm/dd/yyyy,"
    elif name == "updated_at":
        if isinstance(value, datetime) and value.utcoffset() is not None:
            return str(int(value.timestamp()))
        allowed = "a datetime.datetime with a time zone, or an int with seconds,"
        received += " without a time zone" if isinstance(value, datetime) else ""
    raise ValueError(f"Row {number} must have {allowed} in column {name!r}. Received: {received}")


def _refuse_token(users: Sequence[Mapping[str, str]]) -> None:
    for number, row in enumerate(users, start=1):
        for name, value in row.items():
            if Token.is_unresolved(name) or Token.is_unresolved(value):
                raise ValueError(
                    f"Row {number} must be known at synth. Received: a token in column {name!r}"
                )
