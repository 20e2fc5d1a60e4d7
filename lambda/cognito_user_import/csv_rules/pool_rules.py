"""The rules for the rows of one file, as the pool demands."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from cognito_user_import.csv_rules import quick, rules, values
from cognito_user_import.csv_rules.csv_format import MFA_ENABLED, PASSWORD_HASH, USERNAME
from cognito_user_import.csv_rules.hash_forms import password_hash
from cognito_user_import.csv_rules.pool_profile import PoolAttribute, PoolProfile
from cognito_user_import.csv_rules.row_rules import (
    AutoVerified,
    OneValue,
    Required,
    RowRule,
    UsernameAgain,
    Verified,
)
from cognito_user_import.csv_rules.rules import Issue

_ADDRESSES: Final = {"email": rules.EMAIL_MISSING, "phone_number": rules.PHONE_MISSING}
_SIGNS: Final = {"email": "@", "phone_number": "+"}


class PoolRules:
    """The rules of a pool for the rows of a file with these columns.

    :param columns: The file's header.
    """

    def __init__(self, profile: PoolProfile, columns: Sequence[str], algorithm: str) -> None:
        # If a column appears twice, the last one counts.
        self._places = {name: place for place, name in enumerate(columns)}
        self._rules = [
            rule
            for rule in _rules(profile, algorithm)
            if self._places.keys() >= set(rule.columns) and rule.columns
        ]
        names = {name for rule in self._rules for name in rule.columns}
        self._read = {name: self._places[name] for name in sorted(names)}

    def issues(self, row: Sequence[str], line: int) -> Iterator[Issue]:
        """Check a row whose values are trimmed."""
        named = {name: row[place] for name, place in self._read.items()}
        for rule in self._rules:
            for broken, name, detail in rule.issues(named):
                yield Issue(broken, line, name, self._places[name] + 1, detail)

    def suspects(self, column: Callable[[int], list[str]]) -> list[int]:
        """Return the indices of the rows that may break a rule, in order.

        :param column: Returns the cells of all rows in a column, from 0.
        """
        cells: Mapping[str, list[str]] = {name: column(place) for name, place in self._read.items()}
        found: set[int] = set()
        for rule in self._rules:
            found.update(rule.suspects(cells))
        return sorted(found)


def _rules(profile: PoolProfile, algorithm: str) -> Iterator[RowRule]:
    names = [values.username(profile)]
    if "phone_number" in (profile.username_attributes or ()):
        names.append(values.e164)
    yield OneValue(USERNAME, *names, quick=_quick_names(profile))
    yield OneValue("email", values.email, quick=quick.emails)
    yield OneValue("phone_number", values.phone_number, values.e164, quick=quick.phone_numbers)
    for address, missing in _ADDRESSES.items():
        yield OneValue(f"{address}_verified", values.flag(rules.NOT_A_FLAG))
        yield Verified(profile, address, missing)
    yield AutoVerified(profile.auto_verified or ())
    yield OneValue("birthdate", values.birthdate)
    yield OneValue("updated_at", values.updated_at, quick=quick.seconds)
    yield OneValue(MFA_ENABLED, values.mfa(profile.mfa))
    for demands in profile.attributes or ():
        if demands.required:
            yield Required(profile, demands.name)
        if demands.constrains:
            yield OneValue(demands.name, values.attribute(demands), quick=_quick_lengths(demands))
    for address in sorted(profile.username_attributes or ()):
        yield UsernameAgain(address)
    if algorithm and profile.password_hashes is not False:
        yield OneValue(PASSWORD_HASH, password_hash(algorithm))


def _quick_names(profile: PoolProfile) -> quick.Quick:
    if profile.username_attributes:
        if profile.username_attributes == {"email"}:
            return quick.email_names
        if profile.username_attributes == {"phone_number"}:
            return quick.phone_number_names
        # With two allowed forms, each distinct name needs the exact rule.
        return lambda _: False
    return quick.names_without("".join(_SIGNS.get(name, "") for name in profile.aliases or ()))


def _quick_lengths(demands: PoolAttribute) -> quick.Quick | None:
    if demands.data_type != "String":
        return None
    lowest = 0 if demands.lowest is None else demands.lowest
    return quick.lengths(lowest, float("inf") if demands.highest is None else demands.highest)
