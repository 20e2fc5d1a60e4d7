"""Dates in the forms that people write, as mm/dd/yyyy."""

import datetime
import re
from dataclasses import dataclass
from typing import Final, Literal

DateOrder = Literal["dmy", "mdy"]

_PARTS: Final = re.compile(
    r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[T ].*)?"
    r"|([0-9]{1,2})([-/.])([0-9]{1,2})\6([0-9]{4})(?:[T ].*)?"
    r"|([0-9]{4})([0-9]{2})([0-9]{2})"
)
REWRITTEN: Final = "dates written as mm/dd/yyyy"
NOT_A_DATE: Final = "not a date with a four-digit year"


@dataclass(slots=True)
class DateEvidence:
    """What the dates of a field say about their order.

    :param day_first: Dates that can only have the day first.
    :param open: Dates that mean another day in the other order.
    """

    day_first: int = 0
    month_first: int = 0
    open: int = 0

    def add(self, value: str) -> None:
        """Take a value into account."""
        match = _PARTS.fullmatch(value.strip())
        if not match or not match[5] or match[6] == ".":
            return
        first, second = int(match[5]), int(match[7])
        if first > 12 >= second:
            self.day_first += 1
        elif second > 12 >= first:
            self.month_first += 1
        elif first != second:
            self.open += 1

    def order(self) -> DateOrder | None:
        """Return the order, or None if the dates don't say it."""
        if self.day_first and self.month_first:
            return None
        if self.day_first:
            return "dmy"
        # Without an open date, both orders mean the same.
        return "mdy" if self.month_first or not self.open else None


def birthdate_fix(value: str, order: DateOrder) -> tuple[str, str]:
    """Return a date as mm/dd/yyyy, and what was done; nothing if it isn't one.

    Dates with dots have the day first.
    """
    match = _PARTS.fullmatch(value)
    if not match:
        return "", NOT_A_DATE
    if match[1]:
        year, month, day = match[1], match[3], match[4]
    elif match[9]:
        year, month, day = match[9], match[10], match[11]
    else:
        year = match[8]
        is_day_first = match[6] == "." or order == "dmy"
        day, month = (match[5], match[7]) if is_day_first else (match[7], match[5])
    try:
        date = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return "", "not a day of the calendar"
    written = f"{date.month:02}/{date.day:02}/{date.year:04}"
    return written, "" if written == value else REWRITTEN


_SECONDS: Final = re.compile(r"([0-9]{1,11})(?:\.[0-9]*)?")
_LATEST: Final = 99_999_999_999
"""Seconds in the year 5138. A larger number counts smaller units."""


def updated_at_fix(value: str) -> tuple[str, str]:
    """Return a time as seconds since 1970, and what was done; nothing if it isn't one."""
    if _SECONDS.fullmatch(value):
        seconds = value.partition(".")[0]
        return seconds, "" if seconds == value else "fractions of seconds removed"
    if value.isascii() and value.isdigit():
        number = int(value[:30])
        for unit, name in ((10**3, "milliseconds"), (10**6, "microseconds")):
            if number // unit <= _LATEST:
                return str(number // unit), f"{name} written as seconds"
        return "", "not a time"
    try:
        time = datetime.datetime.fromisoformat(value)
    except ValueError:
        return "", "not a time"
    if time.tzinfo is None:
        time = time.replace(tzinfo=datetime.UTC)
    seconds_since = int(time.timestamp())
    if seconds_since < 0:
        return "", "a time before 1970"
    return str(seconds_since), "times written as seconds since 1970"
