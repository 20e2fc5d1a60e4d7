"""What a user pool demands of a file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from cognito_user_import.csv_rules.csv_format import (
    BASE_COLUMNS,
    CUSTOM,
    MAX_VALUE_BYTES,
    PASSWORD_HASH,
)

SIGN_IN_FORMS: Final = {
    "email": re.compile(r"[^@\s]+@[^@\s]+"),
    "phone_number": re.compile(r"\+[0-9]+"),
}
_OWN_RULES: Final = frozenset(
    {"sub", "birthdate", "email_verified", "phone_number_verified", "updated_at"}
)


@dataclass(frozen=True, slots=True)
class PoolAttribute:
    """An attribute whose value the pool requires or constrains.

    :param name: The name of its column.
    :param data_type: ``String``, ``Number``, ``Boolean`` or ``DateTime``.
    :param lowest: Lower bound of the length or the number; None if there is none or it is unknown.
    """

    name: str
    data_type: str = "String"
    required: bool = False
    lowest: float | None = None
    highest: float | None = None

    @property
    def constrains(self) -> bool:
        """Whether the attribute has a constraint that a value can break."""
        if self.name in _OWN_RULES:
            return False
        if self.data_type != "String":
            return self.data_type in ("Number", "Boolean")
        highest = MAX_VALUE_BYTES if self.highest is None else self.highest
        return (self.lowest or 0) > 0 or highest < MAX_VALUE_BYTES


@dataclass(frozen=True, slots=True)
class PoolProfile:
    """What a pool demands of a file. None means unknown, and isn't checked.

    :param columns: The columns of the pool's CSV header, without ``password_hash``.
    :param attributes: The required and the constrained attributes, by name.
    :param auto_verified: The attributes that the pool verifies by itself.
    :param username_attributes: The attributes that are user names in this pool.
    :param aliases: The attributes that users can sign in with instead of their user name.
    :param mfa: ``OFF``, ``ON`` or ``OPTIONAL``.
    :param password_hashes: Whether the pool's CSV header has ``password_hash``.
    """

    columns: frozenset[str] | None = None
    attributes: tuple[PoolAttribute, ...] | None = None
    auto_verified: frozenset[str] | None = None
    username_attributes: frozenset[str] | None = None
    aliases: frozenset[str] | None = None
    mfa: str | None = None
    case_sensitive: bool | None = None
    password_hashes: bool | None = None

    @classmethod
    def of_service(cls, described: Mapping[str, Any], csv_header: Iterable[str]) -> "PoolProfile":
        """Return the profile of a pool from Cognito's responses.

        :param described: The ``UserPool`` of DescribeUserPool.
        :param csv_header: The ``CSVHeader`` of GetCSVHeader.
        """
        header = frozenset(csv_header)
        usernames = described.get("UsernameConfiguration") or {}
        return cls(
            columns=header - {PASSWORD_HASH},
            attributes=demanding(map(_attribute, described.get("SchemaAttributes") or ())),
            auto_verified=frozenset(described.get("AutoVerifiedAttributes") or ()),
            username_attributes=frozenset(described.get("UsernameAttributes") or ()),
            aliases=frozenset(described.get("AliasAttributes") or ()),
            mfa=described.get("MfaConfiguration") or "OFF",
            case_sensitive=_is_true(usernames.get("CaseSensitive", True)),
            password_hashes=PASSWORD_HASH in header,
        )

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of the properties that are unknown."""
        return tuple(name for name in self.__slots__ if getattr(self, name) is None)

    @property
    def known_columns(self) -> frozenset[str]:
        """The columns that the pool certainly has, without ``password_hash``."""
        return frozenset(BASE_COLUMNS) if self.columns is None else self.columns

    def may_have(self, column: str) -> bool:
        """Return whether the pool's CSV header may have a column."""
        if column == PASSWORD_HASH:
            return self.password_hashes is not False
        if column in self.known_columns:
            return True
        return self.columns is None and column.removeprefix("dev:").startswith(CUSTOM)

    def sign_in_attribute(self, username: str) -> str | None:
        """Return the attribute whose form a user name has, if the pool may use it to sign in."""
        attributes = self.username_attributes
        for name, form in SIGN_IN_FORMS.items():
            if (attributes is None or name in attributes) and form.fullmatch(username):
                return name
        return None


def demanding(attributes: Iterable[PoolAttribute]) -> tuple[PoolAttribute, ...]:
    """Return the attributes that constrain a row, by name, and only their constraints."""
    found = [_bare(a) for a in attributes if a.name != "sub" and (a.required or a.constrains)]
    return tuple(sorted(found, key=lambda attribute: attribute.name))


def _bare(attribute: PoolAttribute) -> PoolAttribute:
    if not attribute.constrains:
        return PoolAttribute(attribute.name, required=attribute.required)
    if attribute.data_type != "String":
        return attribute
    lowest = attribute.lowest if (attribute.lowest or 0) > 0 else None
    highest = attribute.highest
    if highest is not None and highest >= MAX_VALUE_BYTES:
        highest = None
    return replace(attribute, lowest=lowest, highest=highest)


def _attribute(described: Mapping[str, Any]) -> PoolAttribute:
    texts = described.get("StringAttributeConstraints") or {}
    numbers = described.get("NumberAttributeConstraints") or {}
    return PoolAttribute(
        name=described["Name"],
        data_type=described.get("AttributeDataType") or "String",
        required=_is_true(described.get("Required")),
        lowest=bound(texts.get("MinLength", numbers.get("MinValue"))),
        highest=bound(texts.get("MaxLength", numbers.get("MaxValue"))),
    )


def _is_true(value: Any) -> bool:
    # A string, where a template had one.
    return str(value).lower() == "true"


def bound(value: Any) -> float | None:
    """Return a bound as a number. The service writes a string, which may be empty."""
    return None if value in (None, "") else float(value)
