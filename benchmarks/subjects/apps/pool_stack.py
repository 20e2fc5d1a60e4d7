"""The stack that all apps start from, and what those without this library need besides."""

from pathlib import Path
from typing import Final

from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam

from benchmarks.subjects import STACK_NAME

STUB: Final = str(Path(__file__).with_name("stub"))
"""The folder of a handler that does nothing."""


class PoolStack(Stack):
    """A stack with a user pool that can import."""

    def __init__(self) -> None:
        self.app = App()
        super().__init__(self.app, STACK_NAME)
        self.pool = cognito.UserPool(
            self, "Pool", auto_verify=cognito.AutoVerifiedAttrs(email=True)
        )

    def logs_role(self) -> iam.Role:
        """Add the role with which Cognito writes a job's log."""
        write_logs = iam.PolicyStatement(
            actions=[
                "logs:CreateLogGroup",
                "logs:CreateLogStream",
                "logs:DescribeLogStreams",
                "logs:PutLogEvents",
            ],
            resources=["arn:aws:logs:*:*:log-group:/aws/cognito/*"],
        )
        return iam.Role(
            self,
            "LogsRole",
            assumed_by=iam.ServicePrincipal("cognito-idp.amazonaws.com"),
            inline_policies={"WriteLogs": iam.PolicyDocument(statements=[write_logs])},
        )

    def job_permissions(self, logs_role: iam.Role) -> list[iam.PolicyStatement]:
        """Return what whoever creates import jobs must be allowed."""
        return [
            iam.PolicyStatement(
                actions=[
                    "cognito-idp:CreateUserImportJob",
                    "cognito-idp:DescribeUserImportJob",
                    "cognito-idp:StopUserImportJob",
                ],
                resources=[self.pool.user_pool_arn],
            ),
            iam.PolicyStatement(actions=["iam:PassRole"], resources=[logs_role.role_arn]),
        ]

    def job_properties(self, logs_role: iam.Role) -> dict[str, str]:
        """Return the properties of an import job."""
        return {
            "UserPoolId": self.pool.user_pool_id,
            "JobName": "seed",
            "CloudWatchLogsRoleArn": logs_role.role_arn,
        }
