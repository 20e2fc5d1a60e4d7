"""The role with which Amazon Cognito writes the log of an import job."""

from typing import Any

from aws_cdk import Acknowledgment, ArnFormat, Aws, Stack, Validations
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from constructs import Construct

_COGNITO = "cognito-idp.amazonaws.com"
_LOG_GROUPS = "/aws/cognito/*"


class UserImportLogsRole(iam.Role):
    """An IAM role that Amazon Cognito assumes to write the log of import jobs.

    It may create and write the log groups below ``/aws/cognito/`` of its own account and Region.
    One role serves any number of import jobs.

    Source: Cognito developer guide, "Importing users into user pools from a CSV file".

    :param source_user_pool: Let Cognito assume the role for this user pool only, by conditions on
        aws:SourceAccount and aws:SourceArn. AWS's page on user import shows the role without
        conditions and does not say whether they are met: try it before you rely on it.
        Default: - no conditions
    """

    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the name that all constructs have
        *,
        source_user_pool: cognito.IUserPool | None = None,
    ) -> None:
        log_groups = Stack.of(scope).format_arn(
            service="logs",
            resource="log-group",
            resource_name=_LOG_GROUPS,
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        super().__init__(
            scope,
            id,
            assumed_by=iam.ServicePrincipal(_COGNITO, conditions=_conditions(source_user_pool)),
            description="Amazon Cognito writes the log of user import jobs",
            inline_policies={
                "WriteUserImportLogs": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            actions=[
                                "logs:CreateLogGroup",
                                "logs:CreateLogStream",
                                "logs:DescribeLogStreams",
                                "logs:PutLogEvents",
                            ],
                            resources=[log_groups],
                        )
                    ]
                )
            },
        )
        Validations.of(self).acknowledge(
            Acknowledgment(
                id=f"AwsSolutions::AwsSolutions-IAM5[Resource::{_as_text(self.stack, log_groups)}]",
                reason="Cognito names the log groups itself: /aws/cognito/userpools/<id>/<name>",
            )
        )


def _as_text(stack: Stack, arn: str) -> str:
    """Return an ARN as cdk-nag shows it in the id of a finding: pseudo parameters in brackets."""
    resolved: str | dict[str, Any] = stack.resolve(arn)
    if isinstance(resolved, str):
        return resolved
    _, parts = resolved["Fn::Join"]
    return "".join(part if isinstance(part, str) else f"<{part['Ref']}>" for part in parts)


def _conditions(user_pool: cognito.IUserPool | None) -> dict[str, dict[str, str]]:
    if user_pool is None:
        return {}
    return {
        "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
        "ArnEquals": {"aws:SourceArn": user_pool.user_pool_arn},
    }
