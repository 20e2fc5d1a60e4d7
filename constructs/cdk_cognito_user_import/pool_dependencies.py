"""Lets imports run after the other resources of their pool, and executions after all imports."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast
from weakref import WeakKeyDictionary

from aws_cdk import CfnResource, CustomResource, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from constructs import Construct, IConstruct

from cdk_cognito_user_import.at_synth import at_synth
from cdk_cognito_user_import.job_attributes import JobAttributes
from cdk_cognito_user_import.rendered_resource import forget_rendered, rendered_resources
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


def import_after_pools(scope: Construct) -> None:
    """Make imports of the scope's stack wait for what belongs to their pools.

    An import can't be undone, so what can fail fails before. AWS doesn't document whether an import
    invokes the pool's triggers [?], so it also waits for Cognito's permissions to invoke functions.
    Whatever needs the import itself isn't waited for.
    """
    _order_of(scope)


def start_after_imports(scope: Construct, start: CustomResource, end: CfnResource) -> None:
    """Make the start of an execution wait for its pool, too, and for the stack's other imports.

    An account runs one job at a time, so it waits for all UserImportJobs and for the executions of
    workflows that were defined before, apart from those that need this one.

    :param end: What is created when the deployment waits no longer for the execution.
    """
    resource = cast("CfnResource", start.node.default_child)
    _order_of(scope).starts.append((resource, end))


class _ImportOrder:
    """What imports of a stack wait for."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._added: list[tuple[CfnResource, CfnResource]] = []
        self._is_arranged = False
        self.starts: list[tuple[CfnResource, CfnResource]] = []
        # Before the imports are put into their order.
        at_synth(stack, self._forget)

    def arrange(self) -> None:
        """Let the imports wait, once at each synth."""
        if not self._is_arranged:
            self._is_arranged = True
            self._added.extend(_ordered(self._stack, self.starts))

    def _forget(self) -> None:
        """Undo what an earlier synth added: since then, the app may need another order."""
        forget_rendered()
        self._is_arranged = False
        for import_, resource in self._added:
            import_.remove_resource_dependency(resource)
        self._added.clear()


_ORDERS: Final = WeakKeyDictionary[Stack, _ImportOrder]()


def _order_of(scope: Construct) -> _ImportOrder:
    stack = Stack.of(scope)
    if (order := _ORDERS.get(stack)) is None:
        order = _ORDERS[stack] = _ImportOrder(stack)
    # The app may remove another scope.
    at_synth(scope, order.arrange)
    return order


def _ordered(
    stack: Stack, starts: Sequence[tuple[CfnResource, CfnResource]]
) -> Iterator[tuple[CfnResource, CfnResource]]:
    """Let the imports wait, and yield each of them with what it waits for now."""
    everything = [each for each in stack.node.find_all() if _is_in(stack, each)]
    jobs = [
        cast("CfnResource", each.node.find_child("Resource").node.default_child)
        for each in everything
        if isinstance(each, JobAttributes)
    ]
    others = [each for each in everything if isinstance(each, _WAITED_FOR)]
    # Most of the time goes to rendering.
    if not (jobs or starts) or len(jobs) + len(starts) + len(others) == 1:
        return
    resources = rendered_resources(stack)
    named: dict[str, CfnResource] = {}

    def names(of: Iterable[CfnResource]) -> list[str]:
        found = {stack.resolve(each.logical_id): each for each in of}
        named.update(found)
        # The app may have removed the construct.
        return [name for name in found if name in resources]

    candidates = names(others)
    running = [name for name in names(jobs) if "SourceBucket" in resources[name]["Properties"]]
    waited_for = {name: list[str]() for name in [*running, *names(start for start, _ in starts)]}
    for import_, found in waited_for.items():
        found += [each for each in candidates if _belongs(resources[each], resources[import_])]
    before = running
    for start, end in starts:
        for name in names([start]):
            waited_for[name] += before
        before = [*before, *names([end])]
    waiting = TemplateReferences(resources)
    for import_, found in waited_for.items():
        for other in found:
            # CloudFormation doesn't create a resource whose condition is false.
            exists = resources[other].get("Condition") in (
                None,
                resources[import_].get("Condition"),
            )
            if exists and import_ not in waiting.reached([other]):
                if other not in resources[import_].get("DependsOn", []):
                    # node.add_dependency is too late: CDK has turned these into DependsOn.
                    named[import_].add_resource_dependency(named[other])
                    yield named[import_], named[other]
                waiting.add(import_, other)


def _is_in(stack: Stack, construct: IConstruct) -> bool:
    """Return whether a construct is in a stack itself, not in a nested one."""
    return Stack.of(construct) is stack


def _belongs(resource: Mapping[str, Any], import_: Mapping[str, Any]) -> bool:
    """Return whether a resource belongs to the pool of an import."""
    properties = resource.get("Properties", {})
    return bool(
        properties.get("UserPoolId") == import_["Properties"]["UserPoolId"]
        or properties.get("Principal") == _COGNITO
    )
