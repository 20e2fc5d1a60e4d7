"""The role that Amazon Cognito uses to write the log of an import job."""

from aws_cdk import ArnFormat, Aws, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from constructs import Construct

from cdk_cognito_user_import.acknowledgment import acknowledge_wildcard
from cdk_cognito_user_import.wrong_value import USER_POOL, attribute_of

_COGNITO = "cognito-idp.amazonaws.com"
_LOG_GROUPS = "/aws/cognito/*"


class UserImportLogsRole(iam.Role):
    """An IAM role that Amazon Cognito assumes to write the log of import jobs.

    It can create and write ``/aws/cognito/*`` log groups in its own account and Region. Any number
    of import jobs can share one role.

    Source: Cognito developer guide, "Importing users into user pools from a CSV file".

    :param scope: The construct that this one belongs to, such as the stack.
    :param id: A name that is unique in the scope.
    :param source_user_pool: The only user pool for which Cognito can assume the role, by conditions
        on aws:SourceAccount and aws:SourceArn. AWS doesn't document whether user import meets these
        conditions, so test them first. Default: - no conditions
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
        acknowledge_wildcard(
            self,
            log_groups,
            "Cognito names the log groups itself: /aws/cognito/userpools/<id>/<name>",
        )


def _conditions(user_pool: cognito.IUserPool | None) -> dict[str, dict[str, str]]:
    if user_pool is None:
        return {}
    arn = attribute_of("source_user_pool", user_pool, "user_pool_arn", USER_POOL)
    return {
        "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
        "ArnEquals": {"aws:SourceArn": arn},
    }
