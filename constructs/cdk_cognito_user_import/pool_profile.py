"""What a user pool of the app demands of a file, as far as synthesis knows it."""

from typing import Any, Final

from aws_cdk import Stack
from aws_cdk import aws_cognito as cognito

from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import.csv_rules.template_profile import template_profile

_PROPERTIES: Final = (
    "schema",
    "auto_verified_attributes",
    "username_attributes",
    "alias_attributes",
    "mfa_configuration",
    "username_configuration",
)


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
    told = {name: getattr(resource, name) for name in _PROPERTIES}
    return template_profile(_as_in_template(Stack.of(resource).resolve(told)))


def _as_in_template(value: Any) -> Any:
    """Return a resolved value with the names that CloudFormation has for the CDK's."""
    if isinstance(value, list):
        return [_as_in_template(item) for item in value]
    if isinstance(value, dict):
        return {_pascal_case(key): _as_in_template(item) for key, item in value.items()}
    return value


def _pascal_case(name: str) -> str:
    first, *others = name.split("_")
    return first[:1].upper() + first[1:] + "".join(map(str.capitalize, others))
