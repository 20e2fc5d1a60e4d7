"""The rules for a row, each in two forms.

``issues`` checks one row exactly. ``suspects`` checks the columns of many rows at the speed of C,
and returns the indices of rows that may break the rule. It can suspect a good row, but never misses
a bad one.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Protocol

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.csv_format import USERNAME
from cognito_user_import.csv_rules.pool_profile import SIGN_IN_FORMS, PoolProfile
from cognito_user_import.csv_rules.quick import Quick
from cognito_user_import.csv_rules.rules import Rule
from cognito_user_import.csv_rules.values import ValueRule

Found = tuple[Rule, str, str]
"""A rule, the name of a column, and the detail."""
Cells = Mapping[str, list[str]]

_TRUE: Final = "true"
_TRUE_WORDS: Final = frozenset({"true", "TRUE", "True"})
"""As programs write it. Other spellings are only slower to check."""
_MAX_KNOWN: Final = 50_000
"""Distinct values. A century has fewer birth dates."""


class RowRule(Protocol):
    """A rule for rows.

    :param columns: The columns that the rule reads. It applies only to files with all of them.
    """

    columns: tuple[str, ...]

    def issues(self, row: Mapping[str, str]) -> Iterator[Found]:
        """Check a row whose values are trimmed."""
        ...

    def suspects(self, cells: Cells) -> Iterable[int]:
        """Return the indices of rows that may break the rule. Values aren't trimmed."""
        ...


class OneValue:
    """Rules for the values of one column."""

    def __init__(self, column: str, *rules: ValueRule, quick: Quick | None = None) -> None:
        self.columns: tuple[str, ...] = (column,)
        self._rules = rules
        self._quick = quick
        self._good: set[str] = set()

    def issues(self, row: Mapping[str, str]) -> Iterator[Found]:
        """Check the value."""
        [column] = self.columns
        for rule in self._rules:
            if problem := rule(row[column]):
                broken, detail = problem
                yield broken, column, detail

    def suspects(self, cells: Cells) -> Iterable[int]:
        """Check each distinct value once, unless the quick check passes them all."""
        values = cells[self.columns[0]]
        if self._quick and self._quick(values):
            return ()
        if len(self._good) > _MAX_KNOWN:
            self._good.clear()
        if self._good.issuperset(values):
            return ()
        new = set(values) - self._good
        bad = {
            value
            for value in new
            if value != value.strip() or any(rule(value) for rule in self._rules)
        }
        self._good |= new - bad
        return [index for index, value in enumerate(values) if value in bad] if bad else ()


class Verified:
    """A verified address must exist."""

    def __init__(self, profile: PoolProfile, address: str, missing: Rule) -> None:
        self.columns: tuple[str, ...] = (USERNAME, address, f"{address}_verified")
        self._profile = profile
        self._missing = missing

    def issues(self, row: Mapping[str, str]) -> Iterator[Found]:
        """Check the pair. The user name can be the address instead."""
        _, address, flag = self.columns
        is_missing = row[flag].lower() == _TRUE and not row[address]
        if is_missing and self._profile.sign_in_attribute(row[USERNAME]) != address:
            yield self._missing, flag, ""

    def suspects(self, cells: Cells) -> Iterable[int]:
        """Look for blanks beside true."""
        _, address, flag = self.columns
        addresses = cells[address]
        if self._profile.username_attributes == frozenset((address,)) or all(addresses):
            return ()
        pairs = enumerate(zip(addresses, cells[flag], strict=True))
        return [index for index, (value, word) in pairs if not value and word.lower() == _TRUE]


class AutoVerified:
    """Every row must verify an attribute that the pool auto-verifies."""

    def __init__(self, auto_verified: Iterable[str]) -> None:
        self.columns = tuple(f"{name}_verified" for name in sorted(auto_verified))
        self._detail = " or ".join(self.columns)

    def issues(self, row: Mapping[str, str]) -> Iterator[Found]:
        """Check the flags."""
        if not any(row[column].lower() == _TRUE for column in self.columns):
            yield rules.NOT_AUTO_VERIFIED, self.columns[0], self._detail

    def suspects(self, cells: Cells) -> Iterable[int]:
        """Look for rows without a true."""
        columns = [cells[column] for column in self.columns]
        if any(sum(map(column.count, _TRUE_WORDS)) == len(column) for column in columns):
            return ()
        flags = enumerate(zip(*columns, strict=True))
        return [index for index, row in flags if _TRUE_WORDS.isdisjoint(row)]


class Required:
    """A required attribute must have a value."""

    def __init__(self, profile: PoolProfile, column: str) -> None:
        self.columns: tuple[str, ...] = (USERNAME, column)
        self._profile = profile

    def issues(self, row: Mapping[str, str]) -> Iterator[Found]:
        """Check the value. The user name can be the address instead."""
        column = self.columns[1]
        if not row[column] and self._profile.sign_in_attribute(row[USERNAME]) != column:
            yield rules.REQUIRED, column, ""

    def suspects(self, cells: Cells) -> Iterable[int]:
        """Look for blanks."""
        column = self.columns[1]
        if self._profile.username_attributes == frozenset((column,)):
            return ()
        values = cells[column]
        if all(map(str.strip, values)):
            return ()
        return [index for index, value in enumerate(values) if not value.strip()]


class UsernameAgain:
    """If the user name is an address, the address must not be a different one."""

    def __init__(self, address: str) -> None:
        self.columns: tuple[str, ...] = (USERNAME, address)
        self._form = SIGN_IN_FORMS[address]

    def issues(self, row: Mapping[str, str]) -> Iterator[Found]:
        """Compare the two."""
        username, address = (row[column] for column in self.columns)
        if address and address != username and self._form.fullmatch(username):
            yield rules.DIFFERS_FROM_USERNAME, self.columns[1], ""

    def suspects(self, cells: Cells) -> Iterable[int]:
        """Look for pairs that differ."""
        usernames, addresses = (cells[column] for column in self.columns)
        if usernames == addresses or not any(addresses):
            return ()
        pairs = enumerate(zip(usernames, addresses, strict=True))
        return [index for index, (username, address) in pairs if address and username != address]
