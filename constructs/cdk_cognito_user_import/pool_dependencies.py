"""Lets imports run after the other resources of their pool."""

from collections.abc import Mapping
from typing import Any, Final, cast

from aws_cdk import CfnResource, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from cdk_cognito_user_import.at_synth import at_synth
from cdk_cognito_user_import.job_attributes import JobAttributes
from cdk_cognito_user_import.rendered_resource import rendered_resources
from cdk_cognito_user_import.template_references import TemplateReferences

_WAITED_FOR: Final = (
    cognito.CfnUserPoolClient,
    cognito.CfnUserPoolDomain,
    cognito.CfnUserPoolGroup,
    cognito.CfnUserPoolIdentityProvider,
    cognito.CfnUserPoolResourceServer,
    lambda_.CfnPermission,
)
_COGNITO: Final = "cognito-idp.amazonaws.com"


def import_after_pools(handler: Construct) -> None:
    """Make imports of the handler's stack wait for what belongs to their pools.

    An import can't be undone, so what can fail fails before. AWS doesn't document whether an import
    invokes the pool's triggers [?], so it also waits for Cognito's permissions to invoke functions.
    Whatever needs the import itself isn't waited for.
    """
    at_synth(handler, lambda: _order(Stack.of(handler)))


def _order(stack: Stack) -> None:
    everything = stack.node.find_all()
    jobs = [each for each in everything if isinstance(each, JobAttributes) and _is_in(stack, each)]
    candidates = [
        each for each in everything if isinstance(each, _WAITED_FOR) and _is_in(stack, each)
    ]
    # Most of the time goes to rendering.
    if not (jobs and candidates):
        return
    resources = rendered_resources(stack)
    by_name = {stack.resolve(each.logical_id): each for each in candidates}
    waiting = TemplateReferences(resources)
    for job in jobs:
        import_ = cast("CfnResource", job.node.find_child("Resource").node.default_child)
        name = stack.resolve(import_.logical_id)
        properties = resources[name]["Properties"]
        for other, resource in by_name.items():
            belongs = "SourceBucket" in properties and _belongs(resources[other], properties)
            if belongs and name not in waiting.reached([other]):
                # node.add_dependency is too late: CDK has turned these into DependsOn.
                import_.add_resource_dependency(resource)
                waiting.add(name, other)


def _is_in(stack: Stack, construct: Construct) -> bool:
    """Return whether a construct is in a stack itself, not in a nested one."""
    return Stack.of(construct) is stack


def _belongs(resource: Mapping[str, Any], import_: Mapping[str, Any]) -> bool:
    """Return whether a resource belongs to the pool of an import."""
    properties = resource.get("Properties", {})
    # CloudFormation doesn't create a resource whose condition is false.
    return "Condition" not in resource and (
        properties.get("UserPoolId") == import_["UserPoolId"]
        or properties.get("Principal") == _COGNITO
    )
