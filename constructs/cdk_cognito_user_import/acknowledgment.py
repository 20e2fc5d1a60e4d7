"""Acknowledges findings of cdk-nag, one by one, with the reason."""

import json
from typing import Any, Final

import jsii
from aws_cdk import Acknowledgment, Stack, Validations
from aws_cdk import aws_lambda as lambda_
from constructs import IConstruct, IValidation

_RULE: Final = "AwsSolutions::AwsSolutions-IAM5"
_RUNTIME_RULES: Final = (
    "AwsSolutions::AwsSolutions-L1",
    "Serverless::Serverless-LambdaLatestVersion",
)


def acknowledge(construct: IConstruct, rule: str, reason: str) -> None:
    """Acknowledge that a construct breaks a rule of cdk-nag's AwsSolutions, such as ``S1``."""
    finding = Acknowledgment(id=f"AwsSolutions::AwsSolutions-{rule}", reason=reason)
    Validations.of(construct).acknowledge(finding)


def acknowledge_wildcard(construct: IConstruct, resource: str, reason: str) -> None:
    """Acknowledge one wildcard resource of a construct's policies.

    :param resource: The resource, as in the policy statement.
    """
    validations = Validations.of(construct)
    finding = f"{_RULE}[Resource::{_as_text(Stack.of(construct).resolve(resource))}]"
    try:
        validations.acknowledge(Acknowledgment(id=finding, reason=reason))
    except RuntimeError:
        # Before 2.269, aws-cdk-lib refuses an ID with a second "::", which names a single finding.
        validations.acknowledge(Acknowledgment(id=_RULE, reason=reason))


def acknowledge_runtime(function: lambda_.Function) -> None:
    """Acknowledge that aws-cdk-lib may know a newer runtime than the default."""
    reason = "The library is tested with this runtime. A release changes it after its tests."
    rules = (Acknowledgment(id=rule, reason=reason) for rule in _RUNTIME_RULES)
    Validations.of(function).acknowledge(*rules)


def acknowledge_reference(construct: IConstruct, resource: str, reason: str) -> None:
    """Acknowledge a wildcard resource that may refer to another stack.

    CDK writes such a reference after the app defines its last construct, and cdk-nag shows it as
    written.
    """
    acknowledge_wildcard(construct, resource, reason)
    construct.node.add_validation(_Acknowledging(construct, resource, reason))


@jsii.implements(IValidation)
class _Acknowledging:
    """Acknowledges after CDK has written the references; it reports no error."""

    def __init__(self, construct: IConstruct, resource: str, reason: str) -> None:
        self._wildcard = construct, resource, reason

    def validate(self) -> list[str]:
        acknowledge_wildcard(*self._wildcard)
        return []


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
