r"""The format of an import's CSV file: its columns, its quotas and its dialect.

Values are separated by commas, ``\,`` is a comma in a value, and quotes mean nothing.
"""

import re
from collections.abc import Iterable
from typing import Final

USERNAME: Final = "cognito:username"
MFA_ENABLED: Final = "cognito:mfa_enabled"
PASSWORD_HASH: Final = "password_hash"  # noqa: S105 - the name of a column
CUSTOM: Final = "custom:"

BASE_COLUMNS: Final = (
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "email_verified",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_number_verified",
    "address",
    "updated_at",
    MFA_ENABLED,
    USERNAME,
)
"""In the order of GetCSVHeader."""

MAX_BYTES: Final = 100_000_000
MAX_USERS: Final = 500_000
MAX_ROW_CHARACTERS: Final = 16_000
MAX_ROW_BYTES: Final = 4 * MAX_ROW_CHARACTERS
"""A UTF-8 character has at most four bytes, so a longer line has too many characters."""
MAX_VALUE_BYTES: Final = 2048
MAX_USERNAME_CHARACTERS: Final = 128
E164_DIGITS: Final = 15
SECONDS_DIGITS: Final = 11
"""Enough for 3,000 years. Milliseconds have had more since 1973."""

CONTROLS: Final = bytes([*range(10), *range(11, 32), 127])
"""The control characters except the newline."""

_SEPARATOR: Final = re.compile(r"(?<!\\),")


def split(line: str) -> list[str]:
    """Return the values of a line, trimmed as Cognito trims them."""
    if "\\" not in line:
        return [value.strip() for value in line.split(",")]
    return [value.replace("\\,", ",").strip() for value in _SEPARATOR.split(line)]


def join(values: Iterable[str]) -> str:
    """Return the values as a line. The writer checks that the dialect can hold them."""
    return ",".join([value.replace(",", "\\,") for value in values])
