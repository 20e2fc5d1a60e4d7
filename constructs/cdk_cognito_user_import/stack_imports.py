"""The imports of a stack: the order in which they run, and the policies that allow them to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from aws_cdk import Annotations, CfnResource, CustomResource, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from cdk_cognito_user_import.at_synth import at_synth
from cdk_cognito_user_import.handler_roles import HandlerRoles
from cdk_cognito_user_import.import_permissions import ImportPermissions
from cdk_cognito_user_import.import_policy import MAX_ATTACHED, ImportPolicy, attached_to, named_by
from cdk_cognito_user_import.policy_packing import (
    LONGEST_POOL_ARN,
    LONGEST_ROLE_ARN,
    ImportNeeds,
    Lengths,
    PackedPolicy,
    as_json,
    grants_of,
    longest_size,
    packed,
)
from cdk_cognito_user_import.rendered_resource import Resources, forget_rendered, rendered_resources
from cdk_cognito_user_import.template_references import (
    TemplateReferences,
    chain,
    in_order,
    references,
)
from cognito_user_import.cognito.service_model import USER_POOL_ID

_IMPORTS: Final = "Custom::CognitoUserImport"
"""How the types of an import begin: a job, or the start of a workflow's execution."""
_VERSIONS: Final = 2
"""An update creates a policy's replacement before it deletes the policy."""


class StackImports:
    """The imports that share a handler.

    Both the order and the policies depend on what waits for what. Only synth knows that.

    :param handler: The construct that the policies are created in. All imports depend on it.
    :param roles: The handler's role takes the policies, unless it is immutable.
    """

    def __init__(self, handler: Construct, roles: HandlerRoles) -> None:
        self._handler = handler
        self._role = roles.handler
        self._takes_policies = roles.take_policies
        self._is_precreated = roles.is_precreated
        self._imports: list[_StackImport] = []
        self._policies: list[ImportPolicy] = []
        self._everything = iam.PolicyDocument()
        self._links: list[tuple[CfnResource, CfnResource]] = []
        # Before the checks of the imports, which are below the stack.
        at_synth(Stack.of(handler), self._arrange)

    def add(
        self,
        job: CustomResource,
        permissions: ImportPermissions,
        *,
        logs_role: iam.IRole | None,
        runs: bool,
    ) -> None:
        """Add an import to those of the stack.

        :param logs_role: The role that was created for this import alone, or None.
        :param runs: Whether it has a source, and so runs its job.
        """
        resource = cast("CfnResource", job.node.default_child)
        role = cast("CfnResource", logs_role.node.default_child) if logs_role else None
        self._imports.append(_StackImport(resource, permissions, role, runs))
        if self._is_precreated:
            for statement in permissions.statements:
                self._role.add_to_principal_policy(statement)
        if not self._takes_policies:
            return
        number = len(self._policies) + 1
        if number <= MAX_ATTACHED // _VERSIONS:
            self._policies.append(
                ImportPolicy(
                    self._handler,
                    f"Policy{number}",
                    policy_document={},
                    roles=[self._role.role_name],
                )
            )
        # Until synth packs the policies, the first one has everything: before that, CDK looks for
        # references to other stacks.
        self._everything.add_statements(*permissions.statements)
        for policy in self._policies:
            policy.is_used = policy is self._policies[0]
        self._policies[0].policy_document = self._everything

    def _arrange(self) -> None:
        """Decide on the order and the policies."""
        forget_rendered()
        self._forget()
        stack = Stack.of(self._handler)
        # One import waits for no other, and fits into any policy: rendering takes time.
        template = rendered_resources(stack) if len(self._imports) > 1 else {}
        names = stack.resolve([each.resource.logical_id for each in self._imports])
        imports = {
            name: import_
            for name, import_ in zip(names, self._imports, strict=True)
            # The app may have removed the construct.
            if not template or name in template
        }
        policies = stack.resolve([policy.logical_id for policy in self._policies])
        resources = {name: found for name, found in template.items() if name not in policies}
        self._free_logs_roles(resources)
        conditions = {name: each.condition for name, each in imports.items()}
        order, needs = _ordered(imports, resources, conditions, stack)
        if self._takes_policies:
            self._allow([imports[name] for name in order], needs, resources)
        # An account runs one job at a time.
        for before, after in chain([name for name in order if imports[name].runs], conditions):
            if before not in template[after].get("DependsOn", []):
                link = imports[after].resource, imports[before].resource
                link[0].add_resource_dependency(link[1])
                self._links.append(link)
        # Whoever looks now sees the order.
        forget_rendered()

    def _forget(self) -> None:
        """Undo what an earlier synth decided, and what CDK makes of the handler's policies.

        An import waits for its own policy only: another one may wait for this import.
        """
        for resource, target in self._links:
            resource.remove_resource_dependency(target)
        self._links = []
        for policy in self._policies:
            policy.is_used = True
            for each in self._imports:
                each.resource.remove_resource_dependency(policy)

    def _free_logs_roles(self, resources: dict[str, Mapping[str, Any]]) -> None:
        """Let no role of an import wait for other imports, as its parent does.

        The policy that passes the role would wait, too.
        """
        stack = Stack.of(self._handler)
        waiting = TemplateReferences(resources)
        imports = {name for name, each in resources.items() if each["Type"].startswith(_IMPORTS)}
        for role in (each.logs_role for each in self._imports if each.logs_role is not None):
            name = stack.resolve(role.logical_id)
            depends = list(resources.get(name, {}).get("DependsOn", []))
            for target in role.obtain_dependencies() if depends else []:
                if isinstance(target, CfnResource):
                    other = stack.resolve(target.logical_id)
                    if waiting.reached([other]) & imports:
                        role.remove_resource_dependency(target)
                        depends.remove(other)
                        resources[name] = {**resources[name], "DependsOn": depends}

    def _allow(
        self, imports: "list[_StackImport]", needs: list[ImportNeeds], resources: Resources
    ) -> None:
        """Give each import its policy."""
        packs = packed(needs, self._lengths(resources))
        self._check_number(packs, resources)
        for policy in self._policies:
            policy.is_used = False
        for policy, pack in zip(self._policies, packs, strict=False):
            served = [imports[position] for position in pack.imports]
            log_groups = [each.permissions.log_groups for each in served]
            policy.allow(pack, [each for each in log_groups if each is not None])
            policy.cfn_options.condition = served[0].resource.cfn_options.condition
            for each in served:
                each.resource.add_resource_dependency(policy)

    def _check_number(self, packs: list[PackedPolicy], resources: Resources) -> None:
        role = Stack.of(self._handler).resolve(self._role.role_name)
        # One import looks at no template, and the role may be in another stack.
        others = max(attached_to(role, resources), named_by(self._role))
        allowed = (MAX_ATTACHED - others) // _VERSIONS
        if len(packs) > allowed:
            possible = sum(len(pack.imports) for pack in packs[:allowed])
            Annotations.of(self._handler).add_error(
                f"The imports of a stack must need at most {allowed} managed policies: the "
                f"handler's role can have {MAX_ATTACHED}, {others} of them are others, and an "
                "update needs two of each. Share pools or a cloud_watch_logs_role, or move imports "
                f"to another stack. Received: {len(self._imports)} imports that need {len(packs)} "
                f"policies. The first {possible} need {allowed}"
            )

    def _lengths(self, resources: Resources) -> Lengths:
        """Return how long the references to user pools and roles are at most."""
        stack = Stack.of(self._handler)
        lengths: dict[str, int] = {}
        for each in self._imports:
            pool = each.permissions.user_pool
            pool_id, arn = stack.resolve([pool.user_pool_id, pool.user_pool_arn])
            lengths |= {as_json(pool_id): USER_POOL_ID.maximum, as_json(arn): LONGEST_POOL_ARN}
        for name, resource in resources.items():
            if resource["Type"] == "AWS::IAM::Role":
                path = longest_size(resource.get("Properties", {}).get("Path", ""), {})
                lengths[as_json({"Fn::GetAtt": [name, "Arn"]})] = LONGEST_ROLE_ARN + path
        return lengths


@dataclass(frozen=True)
class _StackImport:
    resource: CfnResource
    permissions: ImportPermissions
    logs_role: CfnResource | None
    runs: bool

    @property
    def condition(self) -> str | None:
        """The name of the condition under which it exists."""
        condition = self.resource.cfn_options.condition
        return None if condition is None else condition.node.path


def _ordered(
    imports: Mapping[str, _StackImport],
    resources: Resources,
    conditions: Mapping[str, str | None],
    stack: Stack,
) -> tuple[list[str], list[ImportNeeds]]:
    """Return the imports so that each follows those it waits for, and what each needs."""
    waiting = TemplateReferences(resources)
    statements: dict[str, list[Any]] = {
        name: stack.resolve([s.to_statement_json() for s in each.permissions.statements])
        for name, each in imports.items()
    }
    granted = {
        name: imports.keys() & waiting.reached(references(statements[name])) for name in imports
    }
    order = in_order(
        {name: granted[name] | imports.keys() & waiting.reached([name]) for name in imports}
    )
    positions = {name: position for position, name in enumerate(order)}
    needs = [
        ImportNeeds(
            pool=stack.resolve(imports[name].permissions.user_pool.user_pool_id),
            grants=grants_of(statements[name]),
            after=max((positions[other] for other in granted[name]), default=-1),
            condition=conditions[name],
        )
        for name in order
    ]
    return order, needs
