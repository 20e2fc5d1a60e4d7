"""Lets imports run after the other resources of their pool."""

from collections.abc import Iterator, Mapping
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
    stack = Stack.of(handler)
    added: list[tuple[CfnResource, CfnResource]] = []

    def forget() -> None:
        """Undo what an earlier synth added: since then, the app may need another order."""
        for import_, resource in added:
            import_.remove_resource_dependency(resource)
        added.clear()

    # Before the imports are put into their order.
    at_synth(stack, forget)
    at_synth(handler, lambda: added.extend(_ordered(stack)))


def _ordered(stack: Stack) -> Iterator[tuple[CfnResource, CfnResource]]:
    """Let the imports wait, and yield each of them with what it waits for now."""
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
        found = resources[name]
        for other, resource in by_name.items():
            belongs = "SourceBucket" in found["Properties"] and _belongs(resources[other], found)
            if belongs and name not in waiting.reached([other]):
                if other not in found.get("DependsOn", []):
                    # node.add_dependency is too late: CDK has turned these into DependsOn.
                    import_.add_resource_dependency(resource)
                    yield import_, resource
                waiting.add(name, other)


def _is_in(stack: Stack, construct: Construct) -> bool:
    """Return whether a construct is in a stack itself, not in a nested one."""
    return Stack.of(construct) is stack


def _belongs(resource: Mapping[str, Any], import_: Mapping[str, Any]) -> bool:
    """Return whether a resource belongs to the pool of an import."""
    properties = resource.get("Properties", {})
    # CloudFormation doesn't create a resource whose condition is false.
    return resource.get("Condition") in (None, import_.get("Condition")) and (
        properties.get("UserPoolId") == import_["Properties"]["UserPoolId"]
        or properties.get("Principal") == _COGNITO
    )
