"""A managed policy of the handler's role that serves some of a stack's imports."""

from collections.abc import Iterable
from typing import Any, Final

from aws_cdk import Fn, Stack, Token
from aws_cdk import aws_iam as iam

from cdk_cognito_user_import.acknowledgment import acknowledge_wildcard
from cdk_cognito_user_import.policy_packing import PackedPolicy, policy_document
from cdk_cognito_user_import.rendered_resource import Resources

MAX_ATTACHED: Final = 10
"""Managed policies of a role: IAM User Guide, "IAM and AWS STS quotas"."""


class ImportPolicy(iam.CfnManagedPolicy):
    """A policy that is no part of the template while nothing uses it."""

    is_used = False

    def _should_synthesize(self) -> bool:
        return self.is_used

    def allow(self, pack: PackedPolicy, log_groups: Iterable[str]) -> None:
        """Allow what is packed. Another set of pools makes CloudFormation replace the policy.

        :param log_groups: The wildcard resources in it.
        """
        self.is_used = True
        self.policy_document = policy_document(pack.grants)
        self.description = Fn.join(" ", ["User pools:", *map(Token.as_string, pack.pools)])
        for each in dict.fromkeys(log_groups):
            acknowledge_wildcard(
                self, each, "Cognito names the log group itself: by the pool's id and its name."
            )


def attached_to(role: Any, resources: Resources) -> int:
    """Return how many managed policies a template attaches to a role.

    :param role: The role's name, as in the template.
    """
    number = 0
    for name, resource in resources.items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::IAM::ManagedPolicy":
            roles = properties.get("Roles", [])
            # An intrinsic function may stand for any roles.
            number += isinstance(roles, list) and role in roles
        elif role == {"Ref": name}:
            number += len(properties.get("ManagedPolicyArns", []))
    return number


def named_by(role: iam.IRole) -> int:
    """Return how many managed policies a role itself names."""
    resource = role.node.default_child
    arns = resource.managed_policy_arns if isinstance(resource, iam.CfnRole) else None
    return len(Stack.of(role).resolve(arns) or [])
