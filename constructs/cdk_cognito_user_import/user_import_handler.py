"""The one Lambda function of a stack that handles its import jobs."""

from dataclasses import dataclass, fields, replace
from typing import Final

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk_cognito_user_import.handler_asset import stage_handler_asset

_ID: Final = "CognitoUserImportHandler"
# An asynchronous invocation is tried three times (two retries, after 1 and 2 minutes). All three
# must be over before CloudFormation gives up: 3 x 900 s + 180 s < 3,000 s.
TIMEOUT: Final = Duration.seconds(900)
SERVICE_TIMEOUT: Final = Duration.seconds(3000)


@dataclass(frozen=True, kw_only=True)
class HandlerSettings:
    """What an import may say about the handler; None where it says nothing.

    :param memory_size: In MiB.
    """

    runtime: lambda_.Runtime | None = None
    architecture: lambda_.Architecture | None = None
    memory_size: int | None = None
    log_retention: logs.RetentionDays | None = None


class UserImportHandler(Construct):
    """The handler's function with its role and its log group.

    Its logical ids are part of the library's contract: CloudFormation lets no custom resource
    change its ServiceToken.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the name that all constructs have
        settings: HandlerSettings,
    ) -> None:
        super().__init__(scope, id)
        runtime = settings.runtime or lambda_.Runtime.PYTHON_3_14
        architecture = settings.architecture or lambda_.Architecture.ARM_64
        memory_size = settings.memory_size or 512
        log_retention = settings.log_retention or logs.RetentionDays.ONE_MONTH
        self.settings = replace(
            settings,
            runtime=runtime,
            architecture=architecture,
            memory_size=memory_size,
            log_retention=log_retention,
        )
        log_group = logs.LogGroup(
            self, "Logs", retention=log_retention, removal_policy=RemovalPolicy.DESTROY
        )
        self.role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description="Handler of Cognito user import jobs; each import adds its own policy",
            inline_policies={
                "WriteOwnLogs": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[log_group.log_group_arn],
                        )
                    ]
                )
            },
        )
        self.function = lambda_.Function(
            self,
            "Function",
            description="Creates Amazon Cognito user import jobs for CloudFormation",
            code=lambda_.Code.from_asset(str(stage_handler_asset(self))),
            handler="cognito_user_import.handler.lambda_handler",
            runtime=runtime,
            architecture=architecture,
            memory_size=memory_size,
            timeout=TIMEOUT,
            # What the function may do is said above and by each import, and by nothing else.
            role=self.role.without_policy_updates(),
            log_group=log_group,
        )

    @classmethod
    def of_stack(cls, scope: Construct, settings: HandlerSettings) -> "UserImportHandler":
        """Return the handler of the scope's stack, made by the first import that asks for it.

        :raises ValueError: The settings contradict those that it was made with.
        """
        stack = Stack.of(scope)
        existing = stack.node.try_find_child(_ID)
        if existing is None:
            return cls(stack, _ID, settings)
        if not isinstance(existing, UserImportHandler):
            raise ValueError(f"The construct id {_ID} is taken in stack {stack.node.path}.")
        existing.require(settings)
        return existing

    def require(self, settings: HandlerSettings) -> None:
        """Raise if a setting that is given differs from the one that the handler was made with."""
        for field in fields(settings):
            wanted = _name(getattr(settings, field.name))
            present = _name(getattr(self.settings, field.name))
            if wanted not in (None, present):
                raise ValueError(
                    f"handler_{field.name} must be the same for all imports of a stack, which "
                    "share one handler: give it to the first import, or to all of them. "
                    f"Received: {wanted}, allowed: {present}."
                )


def _name(setting: object) -> object:
    # Runtime and Architecture have names but no equality.
    return getattr(setting, "name", setting)
