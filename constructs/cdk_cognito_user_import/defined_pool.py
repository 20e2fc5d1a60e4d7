"""The resource of a user pool that the app defines."""

from aws_cdk import aws_cognito as cognito


def defined_pool(user_pool: cognito.IUserPool) -> cognito.CfnUserPool | None:
    """Return the resource of a pool that the app defines, or None for an imported pool."""
    child = user_pool.node.default_child
    return child if isinstance(child, cognito.CfnUserPool) else None


def check_auto_verification(user_pool: cognito.IUserPool) -> None:
    """Raise ValueError if the app's pool auto-verifies nothing: Cognito then imports no users."""
    pool = defined_pool(user_pool)
    if pool is not None and not pool.auto_verified_attributes:
        raise ValueError(
            "user_pool must auto-verify email addresses or phone numbers, or Cognito imports no "
            "users: set auto_verify. Received: a pool that auto-verifies nothing"
        )
