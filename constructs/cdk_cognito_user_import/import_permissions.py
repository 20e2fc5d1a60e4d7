"""What the handler can do for one import: no more than it needs, and on one pool."""

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam

from cdk_cognito_user_import.acknowledgment import acknowledge_reference
from cdk_cognito_user_import.user_import_source import UserImportSourceConfig


def create_permissions(
    user_pool: cognito.IUserPool, logs_role: iam.IRole
) -> list[iam.PolicyStatement]:
    """Return what the handler needs to create a job, and to stop it."""
    return [
        iam.PolicyStatement(
            actions=[
                "cognito-idp:CreateUserImportJob",
                "cognito-idp:DescribeUserImportJob",
                "cognito-idp:ListUserImportJobs",
                "cognito-idp:StopUserImportJob",
            ],
            resources=[user_pool.user_pool_arn],
        ),
        iam.PolicyStatement(
            actions=["iam:PassRole"],
            resources=[logs_role.role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "cognito-idp.amazonaws.com"}},
        ),
    ]


def allow_import(
    policy: iam.Policy,
    user_pool: cognito.IUserPool,
    source: UserImportSourceConfig,
    *,
    reads_log: bool,
) -> None:
    """Allow what the handler needs to check and start a job, and to read why rows failed."""
    policy.add_statements(
        iam.PolicyStatement(
            actions=[
                "cognito-idp:DescribeUserPool",
                "cognito-idp:GetCSVHeader",
                "cognito-idp:StartUserImportJob",
            ],
            resources=[user_pool.user_pool_arn],
        ),
        *source.statements,
    )
    if reads_log:
        # FilterLogEvents needs the ARN of a log group, which Cognito names by the pool's ID and
        # name: Service Authorization Reference, "Amazon CloudWatch Logs".
        log_groups = Stack.of(policy).format_arn(
            service="logs",
            resource="log-group",
            resource_name=f"/aws/cognito/userpools/{user_pool.user_pool_id}/*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        policy.add_statements(
            iam.PolicyStatement(actions=["logs:FilterLogEvents"], resources=[log_groups])
        )
        acknowledge_reference(
            policy, log_groups, "Cognito names the log group itself: by the pool's id and its name."
        )
