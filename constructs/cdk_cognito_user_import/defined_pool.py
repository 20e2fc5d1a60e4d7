"""The resource of a user pool that the app defines."""

from aws_cdk import Annotations
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from cdk_cognito_user_import.at_synth import at_synth
from cdk_cognito_user_import.rendered_resource import rendered_properties


def defined_pool(user_pool: cognito.IUserPool) -> cognito.CfnUserPool | None:
    """Return the resource of a pool that the app defines, or None for an imported pool."""
    child = user_pool.node.default_child
    return child if isinstance(child, cognito.CfnUserPool) else None


def check_auto_verification(job: Construct, user_pool: cognito.IUserPool) -> None:
    """Fail the synth if the app's pool auto-verifies nothing: Cognito then imports no users."""

    def check() -> None:
        pool = defined_pool(user_pool)
        if pool is not None and not rendered_properties(pool).get("AutoVerifiedAttributes"):
            Annotations.of(job).add_error(
                "user_pool must auto-verify email addresses or phone numbers, or Cognito imports "
                "no users: set auto_verify. Received: a pool that auto-verifies nothing"
            )

    at_synth(job, check)
