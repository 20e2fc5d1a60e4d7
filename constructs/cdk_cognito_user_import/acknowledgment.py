"""Acknowledges wildcards for cdk-nag, one by one, with the reason."""

import json
from typing import Any, Final

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct

_RULE: Final = "AwsSolutions::AwsSolutions-IAM5"


def acknowledge_wildcard(construct: IConstruct, resource: str, reason: str) -> None:
    """Acknowledge one wildcard resource of a construct's policies.

    :param resource: The resource, as in the policy statement. If it may refer to another stack,
        call this at synth: cdk-nag shows the reference as CDK writes it at the end.
    """
    validations = Validations.of(construct)
    finding = f"{_RULE}[Resource::{_as_text(Stack.of(construct).resolve(resource))}]"
    try:
        validations.acknowledge(Acknowledgment(id=finding, reason=reason))
    except RuntimeError:
        # Before 2.269, aws-cdk-lib refuses an ID with a second "::", which names a single finding.
        validations.acknowledge(Acknowledgment(id=_RULE, reason=reason))


def _as_text(resolved: Any) -> str:
    """Return a resolved resource as cdk-nag shows it in a finding: references in brackets."""
    if isinstance(resolved, str):
        return resolved.replace("${", "<").replace("}", ">")
    match resolved:
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(map(_as_text, parts))
        case {"Fn::ImportValue": name}:
            return _as_text(name)
        case {"Fn::GetAtt": [resource, attribute]}:
            return f"<{_as_text(resource)}.{_as_text(attribute)}>"
        case {"Ref": name}:
            return f"<{_as_text(name)}>"
    return json.dumps(resolved, separators=(",", ":"), ensure_ascii=False)
