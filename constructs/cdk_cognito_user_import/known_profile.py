"""What a user pool demands of a file, as far as synth knows it."""

from typing import Any, Final

from aws_cdk import Stack
from aws_cdk import aws_cognito as cognito

from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.csv_rules.template_profile import template_profile

_PROPERTIES: Final = (
    "schema",
    "auto_verified_attributes",
    "username_attributes",
    "alias_attributes",
    "mfa_configuration",
    "username_configuration",
)


def known_profile(pool: cognito.CfnUserPool | None) -> PoolProfile:
    """Return what is known of a pool: nothing if the app doesn't define it, nothing of tokens.

    Call it when nothing changes the pool anymore. It doesn't see ``add_property_override``. Only
    the deployment knows whether the pool takes password hashes: its CSV header decides.
    """
    if pool is None:
        return PoolProfile()
    defined = {name: getattr(pool, name) for name in _PROPERTIES}
    return template_profile(_as_in_template(Stack.of(pool).resolve(defined)))


def _as_in_template(value: Any) -> Any:
    """Return a resolved value with CloudFormation's names instead of the CDK's."""
    if isinstance(value, list):
        return [_as_in_template(item) for item in value]
    if isinstance(value, dict):
        return {_pascal_case(key): _as_in_template(item) for key, item in value.items()}
    return value


def _pascal_case(name: str) -> str:
    first, *others = name.split("_")
    return first[:1].upper() + first[1:] + "".join(map(str.capitalize, others))
