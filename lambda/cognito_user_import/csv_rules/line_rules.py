"""The rules of one line that a grid did not take: what makes it a row, and what its signs are."""

from collections.abc import Iterator, Sequence
from typing import Final

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.dialect import CONTROLS, split
from cognito_user_import.csv_rules.issues import Issue
from cognito_user_import.csv_rules.limits import MAX_ROW_CHARACTERS, MAX_VALUE_BYTES
from cognito_user_import.csv_rules.reader import MAX_ROW_BYTES

_CONTROLS: Final = frozenset(CONTROLS.decode())


def row_of(raw: bytes, width: int) -> list[str] | Issue:
    """Return the values of a line, trimmed, or why it is no row; the issue lacks its line.

    :param raw: Without its newline.
    :param width: The number of columns.
    """
    if len(raw) > MAX_ROW_BYTES:
        return Issue(rules.ROW_TOO_LONG)
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return Issue(rules.NOT_UTF_8)
    if len(text) > MAX_ROW_CHARACTERS:
        return Issue(rules.ROW_TOO_LONG)
    if not text.strip():
        return Issue(rules.BLANK_LINE)
    values = split(text)
    if len(values) != width:
        return Issue(rules.VALUE_COUNT, detail=str(width))
    return values


def sign_issues(raw: bytes, values: Sequence[str], names: Sequence[str]) -> Iterator[Issue]:
    """Judge the size of a row's values, and the signs in them; the issues lack their line.

    :param raw: The line itself.
    :param names: Of the columns, empty for one that only the file names.
    """
    has_controls = not _CONTROLS.isdisjoint(raw.decode())
    for position, (name, value) in enumerate(zip(names, values, strict=True), 1):
        if len(value.encode()) > MAX_VALUE_BYTES:
            yield Issue(rules.VALUE_TOO_LONG, 0, name, position)
        if '"' in value:
            yield Issue(rules.QUOTE, 0, name, position)
        if "\\" in value:
            yield Issue(rules.BACKSLASH, 0, name, position)
        if has_controls and not _CONTROLS.isdisjoint(value):
            yield Issue(rules.CONTROL_CHARACTER, 0, name, position)
