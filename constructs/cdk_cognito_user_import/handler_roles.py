"""The roles of the handler's functions: two new ones, or the one that the app gives."""

from typing import Final, cast

from aws_cdk import Names, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from cdk_cognito_user_import.handler_functions import HandlerFunctions, may_invoke

_MAX_HANDLER_NAME: Final = 80
"""Characters of a policy's name before the Region. IAM allows 128 in all."""
_DESCRIPTION: Final = "Cognito user import jobs: the handler's functions"


class HandlerRoles:
    """What the functions can do apart from the policies of the imports.

    :param functions: Creates the functions of the handler.
    """

    def __init__(self, functions: HandlerFunctions) -> None:
        self._scope = functions.scope
        self._options = functions.options
        self._permissions = functions.permissions()
        self._policy: iam.Policy | None = None
        self.take_policies = True
        """Whether policies can be attached: not to a role that is imported as immutable."""
        self.is_precreated = False
        """Whether CDK's report is to say what the role must be able to do."""
        self.responder: iam.IRole
        self.handler: iam.IRole
        if self._options.role is None:
            self.responder = functions.new_role(
                "ResponderRole", _DESCRIPTION, functions.permissions()
            )
            self.handler = functions.new_role("Role", _DESCRIPTION, self._permissions)
            self._invocations = self._permissions
            # With Role.customize_roles, others create the roles and all that they may do.
            self.is_precreated = self.handler.node.default_child is None
            self.take_policies = not self.is_precreated
        else:
            self.responder = self.handler = self._options.role
            self._policy = self._attached("Policy", self._permissions)
            self.take_policies = self._policy is not None
            # Of its own, because the functions depend on the other one.
            self._invocations = iam.PolicyDocument()

    def give_to(self, function: lambda_.Function) -> None:
        """Let a function be created after what it can do."""
        if self._policy is not None:
            function.node.add_dependency(self._policy)

    def allow_responder(self, responder: lambda_.Function, config: Construct) -> None:
        """Allow the handler to have the responder as its destination.

        :param config: The configuration, for which Lambda demands the permission.
        """
        self._allow(self._invocations, may_invoke(responder))
        if self._policy and (policy := self._attached("InvocationPolicy", self._invocations)):
            config.node.add_dependency(policy)

    def allow_continuation(self, handler: lambda_.Function) -> None:
        """Allow the handler to invoke itself, for imports that outlast one invocation."""
        if self._options.role is not None:
            self._invocations.add_statements(may_invoke(handler))
        elif self.is_precreated:
            self.handler.add_to_principal_policy(may_invoke(handler))
        elif self._scope.node.try_find_child("ContinuationPolicy") is None:
            # A policy of its own, because the function depends on those of its role.
            iam.CfnRolePolicy(
                self._scope,
                "ContinuationPolicy",
                role_name=self.handler.role_name,
                policy_name="Continuation",
                policy_document=iam.PolicyDocument(statements=[may_invoke(handler)]),
            )

    def allow_questions(self) -> None:
        """Allow the handler to ask CloudFormation about its own stack.

        Once per stack, because all inline policies of a role together are limited in length.
        """
        self._allow(
            self._permissions,
            iam.PolicyStatement(
                actions=["cloudformation:DescribeStackResource", "cloudformation:DescribeStacks"],
                resources=[Stack.of(self._scope).stack_id],
            ),
        )

    def _allow(self, document: iam.PolicyDocument, statement: iam.PolicyStatement) -> None:
        if self.is_precreated:
            # The report has read the documents already.
            self.handler.add_to_principal_policy(statement)
        else:
            document.add_statements(statement)

    def _attached(self, name: str, permissions: iam.PolicyDocument) -> iam.Policy | None:
        """Attach a policy to the app's role, and return it, or None if the role takes none."""
        # Stacks of other names and Regions may have the same role.
        handler = Names.unique_resource_name(self._scope, max_length=_MAX_HANDLER_NAME)
        policy_name = f"{handler}-{Stack.of(self._scope).region}-{name}"
        policy = iam.Policy(self._scope, name, policy_name=policy_name, document=permissions)
        self.handler.attach_inline_policy(policy)
        if Stack.of(self._scope).resolve(cast("iam.CfnPolicy", policy.node.default_child).roles):
            return policy
        # It isn't in the template, but scanners would see it.
        self._scope.node.try_remove_child(name)
        return None
