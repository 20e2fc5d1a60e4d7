"""Warns of users who could not sign in with the password whose hash was imported."""

from typing import Final

import jsii
from aws_cdk import Annotations, AspectPriority, Aspects, IAspect, Token
from aws_cdk import aws_cognito as cognito
from constructs import Construct, IConstruct

from cdk_cognito_user_import.defined_pool import defined_pool

WARNING_ID: Final = "cdk-cognito-user-import:noPasswordAuthFlow"

_PASSWORD_FLOWS: Final = frozenset(
    {
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        # The names of before, without ALLOW_.
        "ADMIN_NO_SRP_AUTH",
        "USER_PASSWORD_AUTH",
    }
)


def warn_without_password_flow(job: Construct, user_pool: cognito.IUserPool) -> None:
    """Let the synth warn if no app client of the pool allows what a first sign-in takes.

    Source: Cognito developer guide, "Importing users into user pools from a CSV file".
    """
    # When all is defined: a client may come after the job.
    Aspects.of(job).add(_PasswordFlow(job, user_pool), priority=AspectPriority.READONLY)


@jsii.implements(IAspect)
class _PasswordFlow:
    def __init__(self, job: Construct, user_pool: cognito.IUserPool) -> None:
        self._job = job
        self._user_pool = user_pool

    def visit(self, node: IConstruct) -> None:
        if node is not self._job:
            return
        clients = _clients(self._job, self._user_pool.user_pool_id)
        # The clients of a pool that the app only imports may be wherever the pool is.
        is_known = clients or defined_pool(self._user_pool) is not None
        if is_known and not any(map(_allows_passwords, clients)):
            Annotations.of(self._job).add_warning_v2(
                WARNING_ID,
                "Users who are imported with a password hash first sign in with USER_PASSWORD_AUTH "
                "or ADMIN_USER_PASSWORD_AUTH, never with SRP, and no app client of their pool in "
                "this app allows either: give one auth_flows=AuthFlow(user_password=True) or "
                "AuthFlow(admin_user_password=True).",
            )


def _clients(scope: Construct, user_pool_id: str) -> list[cognito.CfnUserPoolClient]:
    """Return the clients of a pool, in all stacks of the app."""
    return [
        construct
        for construct in scope.node.root.node.find_all()
        if isinstance(construct, cognito.CfnUserPoolClient)
        and construct.user_pool_id == user_pool_id
    ]


def _allows_passwords(client: cognito.CfnUserPoolClient) -> bool:
    # With none named, a client allows SRP, custom and refresh: API_CreateUserPoolClient.
    flows = client.explicit_auth_flows or []
    if Token.is_unresolved(flows):
        return True
    return any(flow in _PASSWORD_FLOWS or Token.is_unresolved(flow) for flow in flows)
