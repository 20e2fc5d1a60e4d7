"""Quick checks of a whole column, in C.

True means that every value is good. False means only that the exact rules must check the values one
by one. No check runs Python code for each value, so checking is as fast as reading.
"""

from collections.abc import Callable
from typing import Final

from cognito_user_import.csv_rules.csv_format import (
    E164_DIGITS,
    MAX_USERNAME_CHARACTERS,
    SECONDS_DIGITS,
)

Quick = Callable[[list[str]], bool]

_ALL: Final = bytes(range(256))
_WHITE: Final = b"\t\v\f\r\x1c\x1d\x1e\x1f "
_NOT_AT: Final = bytes(byte for byte in _ALL if byte not in b"@\n" + _WHITE)
_DIGITS: Final = b"0123456789"


def emails(values: list[str]) -> bool:
    """Check email addresses: one ``@`` in each, something on both sides, no white space."""
    lines = _lines(values)
    # Only the signs remain: of each good value, one sign and the newline.
    return (
        lines.isascii()
        and lines.translate(None, _NOT_AT) == b"\n" + b"@\n" * (lines.count(b"\n") - 1)
        and b"\n@" not in lines
        and b"@\n" not in lines
    )


def phone_numbers(values: list[str]) -> bool:
    """Check phone numbers: a plus and at most 15 digits, of which the first isn't 0."""
    lines = _lines(values)
    count = lines.count(b"\n") - 1
    return not count or (
        lines.translate(None, _DIGITS) == b"\n" + b"+\n" * count
        and lines.count(b"\n+") == count
        and b"+\n" not in lines
        and b"+0" not in lines
        and max(map(len, values)) <= 1 + E164_DIGITS
    )


def _lines(values: list[str]) -> bytes:
    """Return the values that are not blank, each between newlines."""
    return "\n".join(["", *filter(None, values), ""]).encode() if any(values) else b"\n"


def seconds(values: list[str]) -> bool:
    """Check times in seconds, in digits."""
    joined = "".join(values)
    return not joined or (
        joined.isascii() and joined.isdigit() and max(map(len, values)) <= SECONDS_DIGITS
    )


def names(values: list[str]) -> bool:
    """Check user names: none blank or too long, no white space or invisible characters."""
    joined = "".join(values)
    return (
        all(values)
        and max(map(len, values)) <= MAX_USERNAME_CHARACTERS
        and " " not in joined
        # Fast, and stricter than the rule: it refuses unassigned characters, too.
        and joined.isprintable()
    )


def names_without(signs: str) -> Quick:
    """Return the check of user names that must not contain these signs."""

    def check(values: list[str]) -> bool:
        joined = "".join(values)
        return names(values) and not any(sign in joined for sign in signs)

    return check


def email_names(values: list[str]) -> bool:
    """Check user names that are email addresses."""
    return names(values) and emails(values)


def phone_number_names(values: list[str]) -> bool:
    """Check user names that are phone numbers."""
    return names(values) and phone_numbers(values)


def lengths(lowest: float, highest: float) -> Quick:
    """Return the check of values that are blank or have an allowed number of characters."""

    def check(values: list[str]) -> bool:
        found = set(map(len, map(str.strip, values)))
        return all(lowest <= length <= highest or not length for length in found)

    return check
