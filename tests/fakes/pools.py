"""The user pools that a fake Cognito has."""

from typing import Any

from local_aws.pools import Attribute, PoolSettings

DEFAULT_POOL = PoolSettings(
    name="Users",
    attributes=(
        Attribute("sub", "String", required=True, lowest=1, highest=2048),
        Attribute("email", "String", required=False, lowest=0, highest=2048),
    ),
    auto_verified=frozenset({"email"}),
    username_attributes=frozenset(),
    alias_attributes=frozenset(),
    mfa="OFF",
    case_sensitive=True,
    takes_password_hashes=True,
)


def custom_attribute(name: str) -> Attribute:
    """Return an attribute whose column is `custom:` and the name."""
    return Attribute(f"custom:{name}", "String", required=False, lowest=0, highest=2048)


def description(pool_id: str, pool: PoolSettings) -> dict[str, Any]:
    """Return what DescribeUserPool says of a pool, as far as an import asks for it."""
    optional = {
        "AutoVerifiedAttributes": sorted(pool.auto_verified),
        "AliasAttributes": sorted(pool.alias_attributes),
        "UsernameAttributes": sorted(pool.username_attributes),
    }
    return {
        "Id": pool_id,
        "Name": pool.name,
        "MfaConfiguration": pool.mfa,
        "UsernameConfiguration": {"CaseSensitive": pool.case_sensitive},
        "UserPoolTier": "ESSENTIALS",
        "SchemaAttributes": [_schema(attribute) for attribute in pool.attributes],
        **{name: values for name, values in optional.items() if values},
    }


def _schema(attribute: Attribute) -> dict[str, Any]:
    return {
        "Name": attribute.name,
        "AttributeDataType": attribute.data_type,
        "Required": attribute.required,
        "Mutable": attribute.name != "sub",
    }
