"""What a user pool in a CloudFormation template demands of a file, as far as the template says.

The constructs use it at synth, and so does the command line. The Lambda function reads the pool.
"""

from collections.abc import Mapping
from typing import Any, Final

from cognito_user_import.csv_rules.csv_format import BASE_COLUMNS, CUSTOM
from cognito_user_import.csv_rules.pool_profile import (
    PoolAttribute,
    PoolProfile,
    bound,
    demanding,
)

_STANDARD: Final = frozenset({*BASE_COLUMNS, "sub"})
_NOTHING: Final = ({"Ref": "AWS::NoValue"}, None)
_FLAGS: Final = {"true": True, "false": False}


def template_profile(properties: Mapping[str, Any]) -> PoolProfile:
    """Return the profile of a pool. Values of intrinsic functions are unknown.

    Whether the pool takes password hashes is unknown, too: its CSV header decides, not its tier.

    :param properties: The properties of the AWS::Cognito::UserPool, by their CloudFormation names.
    """
    if _is_function(properties):
        return PoolProfile()
    told = _told(properties)
    schema = _schema(told.get("Schema", []))
    return PoolProfile(
        columns=_columns(schema),
        attributes=_attributes(schema),
        auto_verified=_names(told.get("AutoVerifiedAttributes", [])),
        username_attributes=_names(told.get("UsernameAttributes", [])),
        aliases=_names(told.get("AliasAttributes", [])),
        mfa=_mfa(told.get("MfaConfiguration", "OFF")),
        case_sensitive=_case_sensitive(told.get("UsernameConfiguration", {})),
    )


def _told(value: Any) -> Any:
    """Return a value without the parts that are AWS::NoValue."""
    if isinstance(value, list):
        return [_told(item) for item in value if item not in _NOTHING]
    if isinstance(value, Mapping):
        return {key: _told(item) for key, item in value.items() if item not in _NOTHING}
    return value


def _is_function(value: Any) -> bool:
    return isinstance(value, Mapping) and any(
        key == "Ref" or str(key).startswith("Fn::") for key in value
    )


def _names(value: Any) -> frozenset[str] | None:
    is_known = isinstance(value, list) and all(isinstance(name, str) for name in value)
    return frozenset(value) if is_known else None


def _mfa(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _case_sensitive(value: Any) -> bool | None:
    # By default, user names are case-sensitive.
    if not isinstance(value, Mapping) or _is_function(value):
        return None
    return _flag(value.get("CaseSensitive", True))


def _flag(value: Any) -> bool | None:
    """Return a flag, which a template may write as a string."""
    if isinstance(value, str):
        return _FLAGS.get(value.lower())
    return value if isinstance(value, bool) else None


def _schema(value: Any) -> list[Mapping[str, Any]] | None:
    """Return the pool's attributes, or None if an intrinsic function hides a name."""
    if not isinstance(value, list):
        return None
    is_known = all(
        isinstance(attribute, Mapping)
        and isinstance(attribute.get("Name"), str)
        and _flag(attribute.get("DeveloperOnlyAttribute", False)) is False
        for attribute in value
    )
    return value if is_known else None


def _column(attribute: Mapping[str, Any]) -> str:
    name: str = attribute["Name"]
    return name if name in _STANDARD else CUSTOM + name


def _columns(schema: list[Mapping[str, Any]] | None) -> frozenset[str] | None:
    if schema is None:
        return None
    return frozenset({*BASE_COLUMNS, *map(_column, schema)} - {"sub"})


def _attributes(schema: list[Mapping[str, Any]] | None) -> tuple[PoolAttribute, ...] | None:
    if schema is None or any(
        _flag(attribute.get("Required", False)) is None
        or not isinstance(attribute.get("AttributeDataType", ""), str)
        for attribute in schema
    ):
        return None
    return demanding(map(_attribute, schema))


def _attribute(attribute: Mapping[str, Any]) -> PoolAttribute:
    texts = _constraints(attribute, "StringAttributeConstraints")
    numbers = _constraints(attribute, "NumberAttributeConstraints")
    return PoolAttribute(
        name=_column(attribute),
        data_type=attribute.get("AttributeDataType") or "String",
        required=_flag(attribute.get("Required", False)) is True,
        lowest=_bound(texts.get("MinLength", numbers.get("MinValue"))),
        highest=_bound(texts.get("MaxLength", numbers.get("MaxValue"))),
    )


def _constraints(attribute: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = attribute.get(name)
    return value if isinstance(value, Mapping) else {}


def _bound(value: Any) -> float | None:
    """Return a bound, or None if there is none or it is unknown."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return bound(value)
    except ValueError:
        return None
