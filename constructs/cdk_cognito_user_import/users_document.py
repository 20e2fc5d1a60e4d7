"""Users given in code, as a JSON document that the handler writes a CSV file from."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from aws_cdk import Stage, Token
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from cdk_cognito_user_import.pool_columns import check_file, csv_header
from cognito_user_import.csv_file import scan
from cognito_user_import.errors import InvalidFileError
from cognito_user_import.user_rows import csv_of

MAX_USERS: Final = 1000

Value = str | bool | int


def stage_users_document(
    scope: Construct,
    rows: Sequence[Mapping[str, Value]],
    user_pool: cognito.IUserPool,
    algorithm: str | None,
) -> tuple[Path, str]:
    """Write the document below the app's output folder; return its path and its SHA-256.

    :raises ValueError: The users can't be imported; the text has the row and the column, no value.
    """
    users = _texts(rows)
    _check(users, user_pool, algorithm)
    document = json.dumps({"users": users}, sort_keys=True).encode()
    if Token.is_unresolved(document.decode()):
        _refuse_token(users)
    stage = Stage.of(scope)
    if stage is None:
        raise ValueError(f"{scope.node.path} must be in an App or a Stage")
    digest = hashlib.sha256(document).hexdigest()
    path = Path(stage.asset_outdir) / f"cognito-user-import-users-{digest}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document)
    return path, digest


def _texts(rows: Sequence[Mapping[str, Value]]) -> list[dict[str, str]]:
    """Return the rows with all values as text, as in a CSV file."""
    if not isinstance(rows, Sequence) or isinstance(rows, str | bytes):
        raise ValueError(f"rows must be a sequence of mappings. Received: {type(rows).__name__}")
    if not 1 <= len(rows) <= MAX_USERS:
        raise ValueError(
            f"rows must be of 1 to {MAX_USERS:,} users; more fit into a CSV file. "
            f"Received: {len(rows):,}"
        )
    return [_text_row(number, row) for number, row in enumerate(rows, start=1)]


def _text_row(number: int, row: Mapping[str, Value]) -> dict[str, str]:
    if not isinstance(row, Mapping):
        raise ValueError(f"Row {number} must be a mapping. Received: {type(row).__name__}")
    for name, value in row.items():
        if not isinstance(name, str):
            raise ValueError(
                f"Row {number} must have strings for columns. Received: {type(name).__name__}"
            )
        if not isinstance(value, Value):
            raise ValueError(
                f"Row {number} must have a str, bool or int in the column {name!r}. "
                f"Received: {type(value).__name__}"
            )
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in row.items()
    }


def _refuse_token(users: Sequence[Mapping[str, str]]) -> None:
    for number, row in enumerate(users, start=1):
        for name, value in row.items():
            if Token.is_unresolved(name) or Token.is_unresolved(value):
                raise ValueError(
                    f"Row {number} must have values that are known at synth. Received: a token in "
                    f"the column {name!r}"
                )


def _check(
    users: list[dict[str, str]], user_pool: cognito.IUserPool, algorithm: str | None
) -> None:
    columns = [name for user in users for name in user]
    try:
        content = csv_of(users, csv_header(user_pool, columns))
        check_file(scan([content]), user_pool, algorithm)
    except InvalidFileError as error:
        raise ValueError(str(error)) from None
