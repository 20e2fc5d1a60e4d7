"""Turns a user from ListUsers into a row of the file for another pool."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from cognito_user_import.csv_rules.csv_format import MFA_ENABLED, USERNAME
from cognito_user_import.csv_rules.pool_profile import SIGN_IN_FORMS, PoolProfile
from cognito_user_import.csv_rules.values import birthdate
from cognito_user_import_cli.export.tally import Tally

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserTypeTypeDef

_FEDERATED: Final = "EXTERNAL_PROVIDER"
_SUB: Final = "sub"
_LINKS: Final = "identities"
_DATE: Final = re.compile(r"^([0-9]{4})-([0-9]{2})-([0-9]{2})$")


class UserRow(NamedTuple):
    """The row of a user.

    :param problems: Columns that are blank because the user's value isn't valid there.
    """

    values: dict[str, str]
    problems: list[tuple[str, str]]


class UserRows:
    """Turns the users of one pool into rows for another.

    :param columns: The header of the file.
    :param keep_sub_as: The column for the ``sub``, or empty.
    """

    def __init__(
        self, source: PoolProfile, target: PoolProfile, columns: Sequence[str], keep_sub_as: str
    ) -> None:
        self._columns = frozenset(columns)
        self._keep_sub_as = keep_sub_as
        self._source_sign_in = source.username_attributes or frozenset()
        self._sign_in = target.username_attributes or frozenset()
        self._aliases = target.aliases or frozenset()
        self._verified = [f"{name}_verified" for name in sorted(target.auto_verified or ())]
        self._has_mfa = target.mfa != "OFF"

    def row(self, user: "UserTypeTypeDef", tally: Tally) -> UserRow | None:
        """Return a user's row, or None if the user is left out.

        :param tally: Counts what the row doesn't contain.
        """
        if user.get("UserStatus") == _FEDERATED:
            tally.federated += 1
            return None
        attributes = _attributes(user, tally)
        name = user.get("Username", "")
        username = self._username(name, attributes)
        if not username:
            tally.without_username += 1
            return None
        # In a pool with addresses as user names, Cognito generates the name.
        tally.renamed += username != name and not self._source_sign_in
        tally.disabled += user.get("Enabled") is False
        tally.linked += _LINKS in attributes
        values = {name: value for name, value in attributes.items() if name in self._columns}
        for name in attributes.keys() - self._columns - {_SUB, _LINKS}:
            tally.without_column[name] = tally.without_column.get(name, 0) + 1
        if self._keep_sub_as:
            tally.replaced += self._keep_sub_as in values
            values[self._keep_sub_as] = attributes.get(_SUB, "")
        problems = _converted(values)
        values[USERNAME] = username
        if self._has_mfa and user.get("MFAOptions"):
            values[MFA_ENABLED] = "true"
        is_verified = any(values.get(flag) == "true" for flag in self._verified)
        tally.unverified += bool(self._verified) and not is_verified
        return UserRow(values, problems)

    def _username(self, name: str, attributes: Mapping[str, str]) -> str:
        """Return the user name in the target; empty if it must be an address that the user lacks.

        Users who sign in with an address continue to do so. If the address is an alias in the
        target, it can't be a user name, so the name that Cognito generated stays.
        """
        if self._sign_in:
            return _address(attributes, self._sign_in)
        if not self._source_sign_in:
            return name
        return _address(attributes, self._source_sign_in - self._aliases) or name


def _attributes(user: "UserTypeTypeDef", tally: Tally) -> dict[str, str]:
    """Return a user's attributes that have a value, trimmed as an import trims them."""
    attributes = {}
    for attribute in user.get("Attributes", ()):
        given = attribute.get("Value", "")
        value = given.strip()
        tally.trimmed += value != given
        if value:
            attributes[attribute["Name"]] = value
    return attributes


def _address(attributes: Mapping[str, str], allowed: frozenset[str]) -> str:
    """Return the address that a user signs in with, preferring a verified one."""
    there = [name for name in SIGN_IN_FORMS if name in allowed and attributes.get(name)]
    there.sort(key=lambda name: attributes.get(f"{name}_verified") != "true")
    return attributes[there[0]] if there else ""


def _converted(values: dict[str, str]) -> list[tuple[str, str]]:
    """Convert the values that have another form in the file; return those that can't be."""
    problems = []
    for name, convert in _CONVERSIONS.items():
        if name in values:
            values[name] = convert(values[name])
            if not values[name]:
                problems.append((name, _EXPECTED[name]))
    return problems


def _birthdate(value: str) -> str:
    """Return mm/dd/yyyy for the API's YYYY-MM-DD; empty for any other form."""
    # AWS doesn't document whether the API returns the imported form [?], so both are accepted.
    text = _DATE.sub(r"\2/\3/\1", value)
    return text if birthdate(text) is None else ""


def _updated_at(value: str) -> str:
    """Return the digits of seconds since 1970."""
    seconds, _, fraction = value.partition(".")
    is_good = seconds.isascii() and seconds.isdigit() and not fraction.strip("0")
    return seconds if is_good else ""


_CONVERSIONS: Final = {
    "birthdate": _birthdate,
    "updated_at": _updated_at,
    "email_verified": str.lower,
    "phone_number_verified": str.lower,
}
_EXPECTED: Final = {
    "birthdate": "must be a date as YYYY-MM-DD",
    "updated_at": "must be seconds since 1970",
}
