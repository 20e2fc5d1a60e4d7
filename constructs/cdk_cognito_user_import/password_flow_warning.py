"""Warns if users can't sign in with the passwords whose hashes are imported."""

from typing import Final

from aws_cdk import Annotations
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from cdk_cognito_user_import.at_synth import at_synth
from cdk_cognito_user_import.defined_pool import defined_pool
from cdk_cognito_user_import.rendered_resource import rendered_properties

_WARNING_ID: Final = "cdk-cognito-user-import:noPasswordAuthFlow"
_PASSWORD_FLOWS: Final = frozenset(
    {
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        # The legacy names, without ALLOW_.
        "ADMIN_NO_SRP_AUTH",
        "USER_PASSWORD_AUTH",
    }
)


def warn_without_password_flow(job: Construct, user_pool: cognito.IUserPool) -> None:
    """Warn at synth if no app client of the pool allows the flow of a first sign-in.

    Source: Cognito developer guide, "Importing users into user pools from a CSV file".
    """

    def warn() -> None:
        clients = _clients(job, user_pool.user_pool_id)
        # An imported pool may have clients outside the app.
        is_known = clients or defined_pool(user_pool) is not None
        if is_known and not any(map(_allows_passwords, clients)):
            Annotations.of(job).add_warning_v2(
                _WARNING_ID,
                "Users with an imported password hash can't use SRP for their first sign-in. They "
                "need USER_PASSWORD_AUTH or ADMIN_USER_PASSWORD_AUTH, and no app client of the "
                "pool in this app allows either. Give one auth_flows=AuthFlow(user_password=True) "
                "or AuthFlow(admin_user_password=True).",
            )

    at_synth(job, warn)


def _clients(scope: Construct, user_pool_id: str) -> list[cognito.CfnUserPoolClient]:
    """Return the clients of a pool, in all stacks of the app."""
    return [
        construct
        for construct in scope.node.root.node.find_all()
        if isinstance(construct, cognito.CfnUserPoolClient)
        and construct.user_pool_id == user_pool_id
    ]


def _allows_passwords(client: cognito.CfnUserPoolClient) -> bool:
    # A client that names no flow allows SRP, custom, and refresh: API_CreateUserPoolClient.
    flows = rendered_properties(client).get("ExplicitAuthFlows", [])
    # An intrinsic function may stand for any flow.
    return isinstance(flows, dict) or any(
        isinstance(flow, dict) or flow in _PASSWORD_FLOWS for flow in flows
    )
