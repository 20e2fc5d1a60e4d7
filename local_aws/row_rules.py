"""The rules for a row of the CSV, and the user that it becomes."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping

from local_aws import guesses
from local_aws.pools import (
    MFA_ENABLED,
    PASSWORD_HASH,
    USERNAME,
    Attribute,
    ImportedUser,
    PoolSettings,
)

MAX_VALUE_BYTES = 2048
MAX_USERNAME_CHARACTERS = 128
BROKEN_ROW = "The row does not have as many values as the header, or is too long."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_PHONE = re.compile(r"\+[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_ADDRESSES = {"email": _EMAIL, "phone_number": _PHONE}
_NOT_STORED = frozenset({USERNAME, MFA_ENABLED, PASSWORD_HASH})
_B64 = r"[A-Za-z0-9+/._=-]+"
_FORMS = {
    "BCRYPT": re.compile(r"\$2[abxy]\$(\d{2})\$[./A-Za-z0-9]{53}"),
    "SCRYPT": re.compile(r"(\d+)\$(\d+)\$(\d+)\$(?:[0-9a-fA-F]{2})+\$(?:[0-9a-fA-F]{2})+"),
    "ARGON2ID": re.compile(rf"\$argon2id\$v=\d+\$m=(\d+),t=(\d+),p=(\d+)\${_B64}\${_B64}"),
    "PBKDF2_SHA256": re.compile(rf"\$pbkdf2-sha256\$(\d+)\${_B64}\${_B64}"),
}
_BOUNDS = {
    "BCRYPT": (12,),
    "SCRYPT": (65536, 8, 1),
    "ARGON2ID": (19456, 2, 1),
    "PBKDF2_SHA256": (600000,),
}

Row = Mapping[str, str]
Rule = Callable[[Row], str | None]


class RowRules:
    """The rules of a pool for one job's rows. A reason never contains a value."""

    def __init__(self, pool: PoolSettings, algorithm: str | None) -> None:
        self._pool = pool
        self._algorithm = algorithm
        self._required = [a.name for a in pool.attributes if a.required and a.name != "sub"]
        self._constrained = [a for a in pool.attributes if _is_constrained(a)]
        self._verified = [f"{name}_verified" for name in sorted(pool.auto_verified)]
        self._rules: tuple[Rule, ...] = (
            self._username,
            self._size,
            self._addresses,
            self._verified_flags,
            self._auto_verified,
            self._required_attributes,
            self._dates,
            self._mfa,
            self._constraints,
            self._password_hash,
        )

    def problem(self, row: Row) -> str | None:
        """Return why a row fails, or None."""
        for rule in self._rules:
            if (reason := rule(row)) is not None:
                return reason
        return None

    def user(self, row: Row) -> ImportedUser:
        """Return the user from a good row."""
        attributes = {
            name: value for name, value in row.items() if value and name not in _NOT_STORED
        }
        if "birthdate" in attributes:
            attributes["birthdate"] = _date(attributes["birthdate"]).isoformat()
        for name in ("email_verified", "phone_number_verified"):
            if name in attributes:
                attributes[name] = attributes[name].lower()
        if alias := self.username_alias(row):
            attributes[alias] = row[USERNAME]
        return ImportedUser(row[USERNAME], attributes, bool(row.get(PASSWORD_HASH)))

    def username_alias(self, row: Row) -> str | None:
        """Return the attribute that is the user name, in a pool whose users sign in with one."""
        for name in sorted(self._pool.username_attributes):
            if _ADDRESSES[name].fullmatch(row[USERNAME]):
                return name
        return None

    def _username(self, row: Row) -> str | None:
        username = row[USERNAME]
        if not username:
            return "The user name is missing."
        if len(username) > MAX_USERNAME_CHARACTERS or any(
            # The API's UsernameType has no separators and no characters of the category "other".
            unicodedata.category(character)[0] in "ZC"
            for character in username
        ):
            return "The user name is longer than 128 characters or has white space."
        if self._pool.username_attributes and self.username_alias(row) is None:
            names = " or ".join(sorted(self._pool.username_attributes))
            return f"The user name is not of the form of {names}."
        for name in sorted(self._pool.alias_attributes & _ADDRESSES.keys()):
            if _ADDRESSES[name].fullmatch(username):
                return f"The user name is of the form of {name}, an alias of the pool."
        return None

    def _size(self, row: Row) -> str | None:
        for name, value in row.items():
            # A character has at most four bytes: most values need no encoding to be known as short.
            if len(value) * 4 > MAX_VALUE_BYTES and len(value.encode()) > MAX_VALUE_BYTES:
                return f"The value of {name} is longer than 2048 bytes."
        return None

    def _addresses(self, row: Row) -> str | None:
        alias = self.username_alias(row)
        for name, form in _ADDRESSES.items():
            if row[name] and not form.fullmatch(row[name]):
                return f"The value of {name} is not valid."
            if name == alias and row[name] not in ("", row[USERNAME]):
                return f"The value of {name} is not the user name."
        return None

    def _verified_flags(self, row: Row) -> str | None:
        alias = self.username_alias(row)
        for name in _ADDRESSES:
            flag = row[f"{name}_verified"].lower()
            if flag not in ("", "true", "false"):
                return f"The value of {name}_verified is neither true nor false."
            if flag == "true" and not row[name] and name != alias:
                return f"{name}_verified is true and {name} is missing."
        return None

    def _auto_verified(self, row: Row) -> str | None:
        if any(row[name].lower() == "true" for name in self._verified):
            return None
        return guesses.NOT_VERIFIED_REASON

    def _required_attributes(self, row: Row) -> str | None:
        alias = self.username_alias(row)
        for name in self._required:
            if not row.get(name) and name != alias:
                return f"The required attribute {name} is missing."
        return None

    def _dates(self, row: Row) -> str | None:
        if row["birthdate"]:
            try:
                _date(row["birthdate"])
            except ValueError:
                return "The value of birthdate is not a date in the form mm/dd/yyyy."
        updated = row["updated_at"]
        if updated and not (updated.isascii() and updated.isdigit()):
            return "The value of updated_at is not in epoch seconds."
        return None

    def _mfa(self, row: Row) -> str | None:
        enabled = row[MFA_ENABLED].lower()
        allowed = {"ON": ("", "true"), "OFF": ("", "false")}.get(
            self._pool.mfa, ("", "true", "false")
        )
        if enabled not in allowed:
            return "The value of cognito:mfa_enabled does not fit the pool's MFA setting."
        return None

    def _constraints(self, row: Row) -> str | None:
        for attribute in self._constrained:
            value = row.get(attribute.name)
            if value and not _satisfies(attribute, value):
                return f"The value of {attribute.name} does not satisfy the pool's schema."
        return None

    def _password_hash(self, row: Row) -> str | None:
        password_hash = row.get(PASSWORD_HASH)
        if not password_hash:
            return None
        if self._algorithm is None:
            return guesses.HASH_WITHOUT_ALGORITHM
        return hash_problem(self._algorithm, password_hash)


def _date(value: str) -> datetime.date:
    if not re.fullmatch(r"\d{2}/\d{2}/\d{4}", value, re.ASCII):
        raise ValueError("not in the form mm/dd/yyyy")
    return datetime.date(int(value[6:]), int(value[:2]), int(value[3:5]))


def _is_constrained(attribute: Attribute) -> bool:
    if attribute.name in ("sub", "birthdate", "email_verified", "phone_number_verified"):
        return False  # `sub` is never in a file, the others have rules of their own.
    wide = (attribute.lowest or 0) <= 0 and (
        attribute.highest or MAX_VALUE_BYTES
    ) >= MAX_VALUE_BYTES
    return attribute.name.startswith("custom:") or not wide


def _satisfies(attribute: Attribute, value: str) -> bool:
    if attribute.data_type == "Boolean":
        return value.lower() in ("true", "false")
    if attribute.data_type == "Number":
        if not _NUMBER.fullmatch(value):
            return False
        measure = float(value)
    elif attribute.data_type == "DateTime":
        return True
    else:
        measure = float(len(value))
    above = attribute.lowest is None or measure >= attribute.lowest
    return above and (attribute.highest is None or measure <= attribute.highest)


def hash_problem(algorithm: str, password_hash: str) -> str | None:
    """Return why a hash can't be imported, without showing it, or None."""
    match = _FORMS[algorithm].fullmatch(password_hash)
    if match is None:
        return f"The password hash is not in the form of {algorithm}."
    costs = [int(cost) for cost in match.groups()]
    if any(cost > bound for cost, bound in zip(costs, _BOUNDS[algorithm], strict=True)):
        return f"The password hash exceeds the bounds of {algorithm}."
    return None
