"""The one Lambda function of a stack that handles its import jobs."""

from collections.abc import Sequence
from typing import Final

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct, IConstruct

from cdk_cognito_user_import.acknowledgment import acknowledge_runtime
from cdk_cognito_user_import.handler_asset import HANDLER, RESPONDER, stage_handler_asset
from cdk_cognito_user_import.handler_roles import HandlerRoles
from cdk_cognito_user_import.handler_timing import RESPONDER_TIMEOUT, RETRIES, last_start
from cdk_cognito_user_import.pool_dependencies import import_after_pools
from cdk_cognito_user_import.stack_imports import StackImports
from cdk_cognito_user_import.user_import_handler_options import UserImportHandlerOptions
from cdk_cognito_user_import.validation import check_instance

_ID: Final = "CognitoUserImportHandler"
_DEFAULT_RUNTIME: Final = UserImportHandlerOptions.runtime.name


class UserImportHandler(Construct):
    """The handler, and the responder that answers CloudFormation if the handler can't.

    Its logical IDs are part of the library's contract: no custom resource can change its
    ServiceToken.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the name that all constructs have
        options: UserImportHandlerOptions,
    ) -> None:
        super().__init__(scope, id)
        self.options = options
        self._code = lambda_.Code.from_asset(str(stage_handler_asset(self)))
        self._log_group = options.log_group or logs.LogGroup(
            self,
            "Logs",
            retention=options.log_retention or logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self._security_groups = options.security_groups or self._new_security_groups()
        self.roles = HandlerRoles(self, options, self._log_group)
        responder = self._function(
            "Responder",
            role=self.roles.responder,
            handler=RESPONDER,
            description="Answers CloudFormation when the handler of user import jobs cannot",
            memory_size=128,
            timeout=Duration.seconds(RESPONDER_TIMEOUT),
        )
        import_after_pools(self)
        self.imports = StackImports(self, self.roles)
        self.function = self._function(
            "Function",
            role=self.roles.handler,
            handler=HANDLER,
            description="Creates Amazon Cognito user import jobs for CloudFormation",
            memory_size=options.memory_size,
            timeout=options.timeout,
        )
        config = lambda_.CfnEventInvokeConfig(
            self,
            "EventInvokeConfig",
            function_name=self.function.function_name,
            qualifier="$LATEST",
            maximum_retry_attempts=RETRIES,
            maximum_event_age_in_seconds=last_start(options.timeout),
            destination_config={"onFailure": {"destination": responder.function_arn}},
        )
        # With this name, configure_async_invoke says that the function is configured already. A
        # second configuration would fail the deployment, and other retries would break the promise
        # that CloudFormation gets a response.
        Construct(self.function, "EventInvokeConfig")
        self.roles.allow_responder(responder, config)

    @classmethod
    def of_stack(
        cls, scope: Construct, options: UserImportHandlerOptions | None
    ) -> "UserImportHandler":
        """Return the handler of the scope's stack, which the first import creates.

        :raises ValueError: The options aren't those of the first import.
        """
        if options is not None:
            check_instance("handler_options", options, UserImportHandlerOptions)
        stack = Stack.of(scope)
        existing = stack.node.try_find_child(_ID)
        if existing is None:
            return cls(stack, _ID, options or UserImportHandlerOptions())
        if not isinstance(existing, UserImportHandler):
            raise ValueError(
                f"The construct ID {_ID} must be free for the handler in stack {stack.node.path}. "
                f"Received: a {type(existing).__name__} with this ID"
            )
        if options is not None:
            existing.options.require_agreement(options)
        return existing

    @property
    def requirements(self) -> list[IConstruct]:
        """What must exist as long as an import does: a VPC's endpoints, too, if it has them."""
        vpc = self.options.vpc
        return [self] if vpc is None else [self, vpc]

    def allow_import(self, *, wait: bool) -> None:
        """Allow the handler what all imports with a source need."""
        self.roles.allow_questions()
        if wait:
            self.roles.allow_continuation(self.function)

    def _new_security_groups(self) -> Sequence[ec2.ISecurityGroup] | None:
        """Return a security group for both functions, which call AWS and nothing else."""
        if self.options.vpc is None:
            return None
        group = ec2.SecurityGroup(
            self,
            "SecurityGroup",
            vpc=self.options.vpc,
            description="The functions of Cognito user import jobs",
            allow_all_outbound=False,
        )
        group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(443), "AWS services")
        return [group]

    def _function(
        self,
        name: str,
        *,
        role: iam.IRole,
        handler: str,
        description: str,
        memory_size: int,
        timeout: Duration,
    ) -> lambda_.Function:
        options = self.options
        function = lambda_.Function(
            self,
            name,
            description=description,
            code=self._code,
            handler=handler,
            runtime=options.runtime,
            architecture=options.architecture,
            memory_size=memory_size,
            timeout=timeout,
            role=role,
            log_group=self._log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            application_log_level_v2=options.log_level,
            tracing=options.tracing,
            vpc=options.vpc,
            vpc_subnets=options.vpc_subnets,
            security_groups=self._security_groups,
            environment_encryption=options.environment_encryption,
            reserved_concurrent_executions=options.reserved_concurrent_executions,
        )
        self.roles.give_to(function)
        if options.runtime.name == _DEFAULT_RUNTIME:
            acknowledge_runtime(function)
        return function
