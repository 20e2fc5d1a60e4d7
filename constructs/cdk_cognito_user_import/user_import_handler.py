"""The one Lambda function of a stack that handles its import jobs."""

from typing import Final

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk_cognito_user_import.acknowledgment import acknowledge_wildcard
from cdk_cognito_user_import.handler_asset import HANDLER, RESPONDER, stage_handler_asset
from cdk_cognito_user_import.handler_settings import RESPONDER_TIMEOUT, RETRIES, HandlerSettings
from cdk_cognito_user_import.stack_imports import StackImports

_ID: Final = "CognitoUserImportHandler"


class UserImportHandler(Construct):
    """The handler, and the responder that answers CloudFormation if the handler can't.

    Its logical IDs are part of the library's contract: no custom resource can change its
    ServiceToken.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the name that all constructs have
        settings: HandlerSettings,
    ) -> None:
        super().__init__(scope, id)
        self.settings = settings
        self._code = lambda_.Code.from_asset(str(stage_handler_asset(self)))
        self._log_group = logs.LogGroup(
            self, "Logs", retention=settings.log_retention, removal_policy=RemovalPolicy.DESTROY
        )
        responder = self._function(
            "Responder",
            role=self._function_role("ResponderRole", self._function_permissions()),
            handler=RESPONDER,
            description="Answers CloudFormation when the handler of user import jobs cannot",
            memory_size=128,
            timeout=Duration.seconds(RESPONDER_TIMEOUT),
        )
        self._permissions = self._function_permissions()
        self._permissions.add_statements(
            iam.PolicyStatement(
                actions=["lambda:InvokeFunction"], resources=[responder.function_arn]
            )
        )
        self.role = self._function_role("Role", self._permissions)
        self.imports = StackImports(self, self.role)
        self.function = self._function(
            "Function",
            role=self.role,
            handler=HANDLER,
            description="Creates Amazon Cognito user import jobs for CloudFormation",
            memory_size=settings.memory_size,
            timeout=settings.timeout,
        )
        lambda_.CfnEventInvokeConfig(
            self,
            "EventInvokeConfig",
            function_name=self.function.function_name,
            qualifier="$LATEST",
            maximum_retry_attempts=RETRIES,
            maximum_event_age_in_seconds=settings.last_start,
            destination_config={"onFailure": {"destination": responder.function_arn}},
        )

    @classmethod
    def of_stack(cls, scope: Construct, settings: HandlerSettings) -> "UserImportHandler":
        """Return the handler of the scope's stack, which the first import creates.

        :raises ValueError: A setting contradicts that of an earlier import.
        """
        stack = Stack.of(scope)
        existing = stack.node.try_find_child(_ID)
        if existing is None:
            return cls(stack, _ID, settings)
        if not isinstance(existing, UserImportHandler):
            raise ValueError(
                f"The construct ID {_ID} must be free for the handler in stack {stack.node.path}. "
                f"Received: a {type(existing).__name__} with this ID"
            )
        existing.settings.require_agreement(settings)
        return existing

    def allow_questions(self) -> None:
        """Allow the handler to ask CloudFormation about its own stack, for imports with a source.

        Once per stack, in the role's own policy.
        """
        self._permissions.add_statements(
            iam.PolicyStatement(
                actions=["cloudformation:DescribeStackResource", "cloudformation:DescribeStacks"],
                resources=[Stack.of(self).stack_id],
            )
        )

    def allow_continuation(self) -> None:
        """Allow the handler to invoke itself, for imports that outlast one invocation.

        A policy of its own, because the function depends on those of its role.
        """
        if self.node.try_find_child("ContinuationPolicy") is None:
            may_invoke = iam.PolicyStatement(
                actions=["lambda:InvokeFunction"], resources=[self.function.function_arn]
            )
            iam.CfnRolePolicy(
                self,
                "ContinuationPolicy",
                role_name=self.role.role_name,
                policy_name="Continuation",
                policy_document=iam.PolicyDocument(statements=[may_invoke]),
            )

    def _function_permissions(self) -> iam.PolicyDocument:
        """Return what both functions can do: write the log. With tracing, CDK adds its actions."""
        may_log = iam.PolicyStatement(
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[self._log_group.log_group_arn],
        )
        return iam.PolicyDocument(statements=[may_log])

    def _function_role(self, name: str, permissions: iam.PolicyDocument) -> iam.Role:
        """Create the role of a function."""
        role = iam.Role(
            self,
            name,
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description="Cognito user import jobs: the handler's functions",
            inline_policies={"Function": permissions},
        )
        if self.settings.tracing == lambda_.Tracing.ACTIVE:
            reason = "The actions of X-Ray that send traces take no resource."
            acknowledge_wildcard(role, "*", reason)
        return role

    def _function(
        self,
        name: str,
        *,
        role: iam.Role,
        handler: str,
        description: str,
        memory_size: int,
        timeout: Duration,
    ) -> lambda_.Function:
        return lambda_.Function(
            self,
            name,
            description=description,
            code=self._code,
            handler=handler,
            runtime=self.settings.runtime,
            architecture=self.settings.architecture,
            memory_size=memory_size,
            timeout=timeout,
            role=role,
            log_group=self._log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            application_log_level_v2=self.settings.log_level,
            tracing=self.settings.tracing,
        )
