"""What errors say of wrong values."""

from typing import Any, Final

USER_POOL: Final = "an IUserPool, such as UserPool(...) or UserPool.from_user_pool_id(...)"
ROLE: Final = "an IRole, such as UserImportLogsRole(...) or Role.from_role_arn(...)"
BUCKET: Final = "an IBucket, such as Bucket(...) or Bucket.from_bucket_name(...)"
KEY: Final = "an IKey, such as Key(...) or Key.from_key_arn(...)"
DEPLOYMENT: Final = "a BucketDeployment"
LOG_GROUP: Final = "an ILogGroup, such as LogGroup(...) or LogGroup.from_log_group_name(...)"
SECURITY_GROUPS: Final = "a list of ISecurityGroup, such as [SecurityGroup(...)]"
VPC: Final = "an IVpc, such as Vpc(...) or Vpc.from_lookup(...)"


def attribute_of(name: str, value: object, attribute: str, interface: str) -> Any:
    """Return an attribute of a construct.

    :raises ValueError: It has none, so it isn't of the interface: a string, for example, or a
        resource of CloudFormation, such as CfnUserPool.
    """
    found = getattr(value, attribute, None)
    if found is None:
        raise ValueError(f"{name} must be {interface}. Received: {received(value)}")
    return found


def received(value: object) -> str:
    """Return how an error calls a value: a literal by itself, all else by its type."""
    is_literal = isinstance(value, str | int | float | list | dict | None)
    return repr(value) if is_literal else f"a {type(value).__name__}"
