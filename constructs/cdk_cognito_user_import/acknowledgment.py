"""Acknowledges wildcards for cdk-nag, one by one, with the reason."""

from typing import Any, Final

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct

_RULE: Final = "AwsSolutions::AwsSolutions-IAM5"


def acknowledge_wildcard(construct: IConstruct, resource: str, reason: str) -> None:
    """Acknowledge one wildcard resource of a construct's policies.

    :param resource: The resource, as in the policy statement.
    """
    validations = Validations.of(construct)
    finding = f"{_RULE}[Resource::{_as_text(Stack.of(construct), resource)}]"
    try:
        validations.acknowledge(Acknowledgment(id=finding, reason=reason))
    except RuntimeError:
        # Before 2.269 aws-cdk-lib takes no id with a second "::", so no single finding.
        validations.acknowledge(Acknowledgment(id=_RULE, reason=reason))


def _as_text(stack: Stack, resource: str) -> str:
    """Return a resource as cdk-nag shows it in a finding: pseudo parameters in brackets."""
    resolved: str | dict[str, Any] = stack.resolve(resource)
    if isinstance(resolved, str):
        return resolved
    _, parts = resolved["Fn::Join"]
    return "".join(part if isinstance(part, str) else f"<{part['Ref']}>" for part in parts)
