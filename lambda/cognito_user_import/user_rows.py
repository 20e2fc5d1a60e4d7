r"""Users given as rows in code, written in Cognito's dialect of CSV.

The dialect has no quotes, and writes a comma in a value as `\,`. How it takes a backslash, a quote
or a line break in a value is not documented [?]: those are refused.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from cognito_user_import.csv_file import MAX_ROW_CHARACTERS, PASSWORD_HASH
from cognito_user_import.errors import InvalidFileError

USERNAME: Final = "cognito:username"

_REFUSED: Final = {
    "\\": "a backslash",
    '"': "a quote",
    "\0": "a NUL",
    **dict.fromkeys("\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029", "a line break"),
}
_REFUSED_CHARACTER: Final = re.compile(f"[{re.escape(''.join(_REFUSED))}]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def csv_of(users: Sequence[Mapping[str, str]], header: Sequence[str]) -> bytes:
    """Return the CSV file of these users, a value for each of the header's columns.

    ``password_hash`` becomes a column only when some user has it.

    :param header: The columns of the user pool.
    :raises InvalidFileError: A row has an unknown column, or a value that can't be written, or a
        user name that is missing or another row's.
    """
    check_users(users, header)
    columns = [
        name for name in header if name != PASSWORD_HASH or any(name in user for user in users)
    ]
    lines = [_line(columns)]
    for number, user in enumerate(users, start=1):
        lines.append(line := _line([user.get(name, "") for name in columns]))
        if len(line) > MAX_ROW_CHARACTERS:
            raise InvalidFileError(
                f"Row {number} of the users has more than {MAX_ROW_CHARACTERS:,} characters as a "
                "line of a CSV file."
            )
    return "".join(f"{line}\n" for line in lines).encode()


def check_users(users: Sequence[Mapping[str, str]], header: Collection[str]) -> None:
    """Check that rows can be written; an error names the row, from 1, and the column."""
    first_rows: dict[str, int] = {}
    for number, user in enumerate(users, start=1):
        for name, value in user.items():
            if name not in header:
                raise InvalidFileError(
                    f"Row {number} of the users has the column {name!r}, which is none of the user "
                    f"pool's. Allowed: {', '.join(header)}."
                )
            if problem := _problem(value):
                raise InvalidFileError(
                    f"Row {number} of the users has {problem} in the column {name}, which a CSV "
                    "file for Cognito can't have."
                )
        username = user.get(USERNAME, "").strip()
        if not username:
            raise InvalidFileError(f"Row {number} of the users has no {USERNAME}.")
        if (first := first_rows.setdefault(username, number)) != number:
            raise InvalidFileError(
                f"Rows {first} and {number} of the users have the same {USERNAME}."
            )


def _problem(value: str) -> str:
    """Say what a value has that can't be written, empty when there is nothing."""
    if refused := _REFUSED_CHARACTER.search(value):
        return _REFUSED[refused[0]]
    return "half of a surrogate pair" if _SURROGATE.search(value) else ""


def _line(values: Sequence[str]) -> str:
    return ",".join(value.replace(",", r"\,") for value in values)
