"""What a user pool of the app demands of a file, as far as synthesis knows it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from aws_cdk import Stack
from aws_cdk import aws_cognito as cognito

from cognito_user_import.csv_rules.columns import BASE_COLUMNS, CUSTOM
from cognito_user_import.csv_rules.pool_profile import (
    PoolAttribute,
    PoolProfile,
    bound,
    demanding,
)

_STANDARD: Final = frozenset({*BASE_COLUMNS, "sub"})


def pool_profile(user_pool: cognito.IUserPool) -> PoolProfile:
    """Return what is known of a pool; of an imported one, and of tokens, that is nothing.

    Read it when nothing changes the pool any more. What ``add_property_override`` sets is not seen.
    Whether the pool takes password hashes shows at deployment only: AWS does not say which do.
    """
    resource = user_pool.node.default_child
    if isinstance(user_pool, cognito.CfnUserPool):
        resource = user_pool
    if not isinstance(resource, cognito.CfnUserPool):
        return PoolProfile()
    resolve: Callable[[Any], Any] = Stack.of(resource).resolve
    schema = _schema(resolve(resource.schema))
    return PoolProfile(
        columns=_columns(schema),
        attributes=_attributes(schema),
        auto_verified=_names(resolve(resource.auto_verified_attributes)),
        username_attributes=_names(resolve(resource.username_attributes)),
        aliases=_names(resolve(resource.alias_attributes)),
        mfa=_mfa(resolve(resource.mfa_configuration)),
        case_sensitive=_case_sensitive(resolve(resource.username_configuration)),
    )


def _names(value: Any) -> frozenset[str] | None:
    names = [] if value is None else value
    is_known = isinstance(names, list) and all(isinstance(name, str) for name in names)
    return frozenset(names) if is_known else None


def _mfa(value: Any) -> str | None:
    if value is None:
        return "OFF"
    return value if isinstance(value, str) else None


def _case_sensitive(value: Any) -> bool | None:
    # A pool that says nothing of it tells capitals from small letters.
    setting = {} if value is None else value
    told = setting.get("caseSensitive", None if _is_token(setting) else True)
    return told if isinstance(told, bool) else None


def _schema(value: Any) -> list[Mapping[str, Any]] | None:
    """Return the attributes that the pool names, or None if a token hides one's name."""
    attributes = [] if value is None else value
    if not isinstance(attributes, list):
        return None
    is_known = all(
        isinstance(attribute, dict)
        and isinstance(attribute.get("name"), str)
        and not attribute.get("developerOnlyAttribute")
        for attribute in attributes
    )
    return attributes if is_known else None


def _column(attribute: Mapping[str, Any]) -> str:
    name: str = attribute["name"]
    return name if name in _STANDARD else CUSTOM + name


def _columns(schema: list[Mapping[str, Any]] | None) -> frozenset[str] | None:
    if schema is None:
        return None
    return frozenset({*BASE_COLUMNS, *map(_column, schema)} - {"sub"})


def _attributes(schema: list[Mapping[str, Any]] | None) -> tuple[PoolAttribute, ...] | None:
    if schema is None or any(
        not isinstance(attribute.get(key, ""), str | bool)
        for attribute in schema
        for key in ("required", "attributeDataType")
    ):
        return None
    return demanding(map(_attribute, schema))


def _attribute(attribute: Mapping[str, Any]) -> PoolAttribute:
    texts = attribute.get("stringAttributeConstraints") or {}
    numbers = attribute.get("numberAttributeConstraints") or {}
    return PoolAttribute(
        name=_column(attribute),
        data_type=attribute.get("attributeDataType") or "String",
        required=attribute.get("required", False) is True,
        lowest=_bound(texts.get("minLength", numbers.get("minValue"))),
        highest=_bound(texts.get("maxLength", numbers.get("maxValue"))),
    )


def _bound(value: Any) -> float | None:
    """Return a bound, or None if there is none or it is a token: then it is not checked."""
    return bound(value) if isinstance(value, str) else None


def _is_token(resolved: Mapping[str, Any]) -> bool:
    return any(key == "Ref" or key.startswith("Fn::") for key in resolved)
