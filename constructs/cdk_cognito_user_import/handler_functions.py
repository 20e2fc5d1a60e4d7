"""Creates the Lambda functions of imports, all with the app's options."""

from collections.abc import Sequence
from typing import Final

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct, IConstruct

from cdk_cognito_user_import.acknowledgment import (
    acknowledge_reference,
    acknowledge_runtime,
    acknowledge_wildcard,
)
from cdk_cognito_user_import.handler_asset import RESPONDER, stage_handler_asset
from cdk_cognito_user_import.handler_timing import RESPONDER_TIMEOUT, RETRIES, last_start
from cdk_cognito_user_import.user_import_handler_options import UserImportHandlerOptions

_DEFAULT_RUNTIME: Final = UserImportHandlerOptions.runtime.name
_LOOK_AT_NETWORK: Final = ("ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets")
_CHANGE_NETWORK: Final = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:UnassignPrivateIpAddresses",
)
"""What Lambda needs for a function in a VPC: both are those of AWSLambdaVPCAccessExecutionRole."""


class HandlerFunctions:
    """Functions that share a log group, a security group, and an asset.

    :param scope: The construct of the functions, and of what they share.
    :param of_workflow: Whether they are a workflow's, and need its steps.
    """

    def __init__(
        self, scope: Construct, options: UserImportHandlerOptions, *, of_workflow: bool = False
    ) -> None:
        self.scope = scope
        self.options = options
        self._code = lambda_.Code.from_asset(
            str(stage_handler_asset(scope, with_workflow=of_workflow))
        )
        self._log_group = options.log_group or new_log_group(scope, "Logs", options)
        self._security_groups = options.security_groups or self._new_security_groups()

    @property
    def requirements(self) -> list[IConstruct]:
        """What must exist while a function runs: a VPC's endpoints, if the functions are in one."""
        return [] if self.options.vpc is None else [self.options.vpc]

    def permissions(self) -> iam.PolicyDocument:
        """Return what each function's role can do. With tracing, CDK adds X-Ray's actions."""
        document = iam.PolicyDocument()
        document.add_statements(
            iam.PolicyStatement(
                actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                resources=[self._log_group.log_group_arn],
            )
        )
        if self.options.vpc is not None:
            document.add_statements(
                iam.PolicyStatement(actions=[*_LOOK_AT_NETWORK], resources=["*"]),
                iam.PolicyStatement(
                    actions=[*_CHANGE_NETWORK], resources=[self._network_resources]
                ),
            )
        return document

    def new_role(self, name: str, description: str, permissions: iam.PolicyDocument) -> iam.Role:
        """Create a role for a function.

        :param permissions: All that it can do, in addition to tracing.
        """
        role = iam.Role(
            self.scope,
            name,
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=description,
            inline_policies={"Function": permissions},
        )
        if self.options.tracing == lambda_.Tracing.ACTIVE:
            reason = "The actions of X-Ray that send traces take no resource."
            acknowledge_wildcard(role, "*", reason)
        if self.options.vpc is not None:
            for resource in ("*", self._network_resources):
                reason = "Lambda creates the functions' network interfaces and chooses their IDs."
                acknowledge_wildcard(role, resource, reason)
        if self.options.log_group is not None:
            reason = "Lambda names the log streams itself."
            acknowledge_reference(role, self._log_group.log_group_arn, reason)
        return role

    def create(
        self,
        name: str,
        *,
        role: iam.IRole,
        handler: str,
        description: str,
        memory_size: int,
        timeout: Duration,
    ) -> lambda_.Function:
        """Create a function."""
        options = self.options
        function = lambda_.Function(
            self.scope,
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
        if options.runtime.name == _DEFAULT_RUNTIME:
            acknowledge_runtime(function)
        return function

    def create_responder(self, role: iam.IRole) -> lambda_.Function:
        """Create the function that answers CloudFormation if another one can't."""
        return self.create(
            "Responder",
            role=role,
            handler=RESPONDER,
            description="Answers CloudFormation when the handler of user import jobs cannot",
            memory_size=128,
            timeout=Duration.seconds(RESPONDER_TIMEOUT),
        )

    def answer_for(
        self, function: lambda_.Function, responder: lambda_.Function, timeout: Duration
    ) -> lambda_.CfnEventInvokeConfig:
        """Let a responder answer for a function, whose role must be able to invoke it.

        :param timeout: Of one invocation of the function.
        """
        config = lambda_.CfnEventInvokeConfig(
            self.scope,
            "EventInvokeConfig",
            function_name=function.function_name,
            qualifier="$LATEST",
            maximum_retry_attempts=RETRIES,
            maximum_event_age_in_seconds=last_start(timeout),
            destination_config={"onFailure": {"destination": responder.function_arn}},
        )
        # With this name, configure_async_invoke says that the function is configured already. A
        # second configuration would fail the deployment, and other retries would break the promise
        # that CloudFormation gets a response.
        Construct(function, "EventInvokeConfig")
        return config

    def _new_security_groups(self) -> Sequence[ec2.ISecurityGroup] | None:
        """Return a security group for the functions, which call AWS and nothing else."""
        if self.options.vpc is None:
            return None
        group = ec2.SecurityGroup(
            self.scope,
            "SecurityGroup",
            vpc=self.options.vpc,
            description="The functions of Cognito user import jobs",
            allow_all_outbound=False,
        )
        group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(443), "AWS services")
        return [group]

    @property
    def _network_resources(self) -> str:
        """All of EC2's in the Region. A shared subnet belongs to another account."""
        return Stack.of(self.scope).format_arn(
            service="ec2", account="*", resource="*", resource_name="*"
        )


def new_log_group(scope: Construct, name: str, options: UserImportHandlerOptions) -> logs.LogGroup:
    """Create a log group that is deleted with the stack."""
    return logs.LogGroup(
        scope,
        name,
        retention=options.log_retention or logs.RetentionDays.ONE_MONTH,
        removal_policy=RemovalPolicy.DESTROY,
    )


def may_invoke(function: lambda_.Function) -> iam.PolicyStatement:
    """Return the permission to invoke a function."""
    return iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[function.function_arn])
