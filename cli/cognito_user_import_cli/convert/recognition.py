"""Recognizes what a file is: its encoding, its format, and the system that wrote it."""

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from cognito_user_import.csv_rules.other_formats import is_json, other_format
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.convert.csv_dialect import CsvDialect, dialect_of
from cognito_user_import_cli.convert.csv_records import header_names
from cognito_user_import_cli.convert.json_objects import objects, place_of_users
from cognito_user_import_cli.convert.kind import CSV, JSON, Kind
from cognito_user_import_cli.convert.server_kinds import COGNITO, DJANGO, KEYCLOAK
from cognito_user_import_cli.convert.service_kinds import (
    AUTH0,
    FIREBASE,
    FIREBASE_FIELDS,
    OKTA,
    SUPABASE,
    is_firebase_row,
)
from cognito_user_import_cli.convert.text_encoding import encoding_of, require_encoding
from cognito_user_import_cli.convert.user_source import UserSource, text_of
from cognito_user_import_cli.local_files.opened_file import opened

_HEAD: Final = 1 << 16
_START: Final = 64
_FIRST: Final = 20
_SYSTEMS: Final = (FIREBASE, COGNITO, DJANGO, OKTA, AUTH0, SUPABASE, KEYCLOAK)
KINDS: Final = {kind.name: kind for kind in (CSV, JSON, *_SYSTEMS)}


def recognized(
    path: Path, kind: Kind | None, encoding: str | None, separator: str | None
) -> UserSource:
    """Return a file with its kind, encoding, and dialect.

    :param kind: The kind, if a person named it.
    :param encoding: The encoding, if a person named it.
    :param separator: The separator of values, if a person named it.
    :raises UsageError: It can't be recognized, or isn't a regular file.
    """
    with opened(path, why="it is read twice") as file:
        if not file.size:
            raise UsageError(f"{path} is empty.")
        name, is_certain = (
            (require_encoding(encoding), True) if encoding else encoding_of(path, file.file)
        )
        known = path, name, not is_certain, file.state
        try:
            head = _text(file.file, name).read(_HEAD)
            if what := other_format(head[:_START].encode()):
                raise UsageError(f"{path} is {what}.")
            if is_json(head):
                if kind is CSV:
                    raise UsageError(f"{path} is JSON, not CSV.")
                place = place_of_users(path, _text(file.file, name))
                first = islice(objects(path, _text(file.file, name), place), _FIRST)
                return UserSource(*known, kind=kind or _kind(first) or JSON, place_in_json=place)
        except UnicodeDecodeError:
            raise UsageError(f"{path} isn't in the encoding {name}.") from None
        if kind is JSON:
            raise UsageError(f"{path} isn't JSON.")
        dialect = dialect_of(path, head, separator)
        names, first_rows = _names(path, dialect, head, kind)
        found = kind or (FIREBASE if names == FIREBASE_FIELDS else _kind(first_rows)) or CSV
        has_header = names != FIREBASE_FIELDS
        return UserSource(*known, kind=found, dialect=dialect, names=names, has_header=has_header)


def _kind(first: "Iterator[Any] | Sequence[Any]") -> Kind | None:
    """Return the system of the first users."""
    users = [user for user in first if isinstance(user, Mapping)]
    return next((kind for kind in _SYSTEMS if any(map(kind.is_it, users))), None)


def _names(
    path: Path, dialect: CsvDialect, head: str, kind: Kind | None
) -> tuple[tuple[str, ...], Sequence[Mapping[str, str]]]:
    """Return the names of the columns, and the first rows."""
    rows = [row for _, row in islice(dialect.rows(io.StringIO(head, newline="")), _FIRST)]
    if rows and is_firebase_row(rows[0]) and kind in (None, FIREBASE):
        return FIREBASE_FIELDS, []
    names = header_names(path, rows[0] if rows else [])
    return names, [dict(zip(names, row, strict=False)) for row in rows[1:]]


def _text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    file.seek(0)
    return text_of(file, encoding)
