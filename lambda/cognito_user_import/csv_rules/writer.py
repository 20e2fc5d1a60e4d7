"""Writes rows as a file, and refuses values that the dialect can't hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from cognito_user_import.csv_rules.csv_format import (
    CONTROLS,
    MAX_ROW_CHARACTERS,
    MAX_VALUE_BYTES,
    join,
)

_REFUSED: Final = {
    "a newline": frozenset("\n\r\u2028\u2029\x85"),
    "a backslash": frozenset("\\"),
    "a quote": frozenset('"'),
    "a control character": frozenset(CONTROLS.decode()),
}

Cell = str | bool | int


def write(rows: Iterable[Mapping[str, Cell]], columns: Sequence[str]) -> Iterator[bytes]:
    """Yield the lines of a file: the header and the rows, with blanks for missing values.

    ``read`` returns the same values.

    :param rows: Values by column; True is written as ``true``, a number in digits.
    :param columns: The header, in the order of the file.
    :raises ValueError: A value can't be written. The text names the row, counted from 1, and the
        column, never the value.
    """
    places = frozenset(columns)
    if len(places) < len(columns):
        raise ValueError("columns must be named once each")
    yield _line([_text(name, f"the name of column {n}") for n, name in enumerate(columns, 1)], 0)
    for number, row in enumerate(rows, 1):
        if unknown := row.keys() - places:
            raise ValueError(
                f"row {number} may have the pool's columns only; {len(unknown)} of its keys are not"
            )
        yield _line([_text(row.get(name, ""), f"row {number}, {name}") for name in columns], number)


def _line(values: Sequence[str], number: int) -> bytes:
    line = join(values)
    if len(line) > MAX_ROW_CHARACTERS:
        raise ValueError(f"row {number} must have at most 16,000 characters")
    return f"{line}\n".encode()


def problem(value: Cell) -> str:
    """Return why a value can't be written, such as ``must not hold a quote``; empty if it can."""
    text = str(value) if isinstance(value, int) else value
    if not isinstance(text, str):
        return f"must be a string, a bool or an int, is {type(value).__name__}"
    for name, signs in _REFUSED.items():
        if not signs.isdisjoint(text):
            return f"must not hold {name}"
    if text != text.strip():
        return "must not begin or end with white space"
    if any("\ud800" <= sign <= "\udfff" for sign in text) if not text.isascii() else False:
        return "must not hold half of a surrogate pair"
    if len(text.encode()) > MAX_VALUE_BYTES:
        return "must have at most 2,048 bytes"
    return ""


def _text(value: Cell, place: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if found := problem(value):
        raise ValueError(f"{place} {found}")
    return str(value)
