"""What the handler can do for one import: no more than it needs, and on one pool."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from constructs import Construct

from cdk_cognito_user_import.user_import_source import UserImportSourceConfig


@dataclass(frozen=True, kw_only=True)
class ImportPermissions:
    """What the handler needs permission for.

    :param user_pool: The pool that the import is into.
    :param log_groups: The one wildcard resource in the statements; None if they have none.
    """

    user_pool: cognito.IUserPool
    statements: Sequence[iam.PolicyStatement]
    log_groups: str | None = None


def import_permissions(
    scope: Construct,
    user_pool: cognito.IUserPool,
    logs_role: iam.IRole,
    source: UserImportSourceConfig | None,
    *,
    lists_users: bool,
    reads_log: bool,
) -> ImportPermissions:
    """Return what the handler needs for an import, or for a job without a source."""
    statements = _create_permissions(user_pool, logs_role)
    log_groups = None
    if source is not None:
        statements += [_start_permissions(user_pool, lists_users=lists_users), *source.statements]
        if reads_log:
            log_groups = _log_groups(scope, user_pool)
            statements.append(
                iam.PolicyStatement(actions=["logs:FilterLogEvents"], resources=[log_groups])
            )
    return ImportPermissions(user_pool=user_pool, statements=statements, log_groups=log_groups)


def _create_permissions(
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


def _start_permissions(user_pool: cognito.IUserPool, *, lists_users: bool) -> iam.PolicyStatement:
    """Return what the handler needs to check a pool, to find its users, and to start a job."""
    return iam.PolicyStatement(
        actions=[
            "cognito-idp:DescribeUserPool",
            "cognito-idp:GetCSVHeader",
            *(["cognito-idp:ListUsers"] if lists_users else []),
            "cognito-idp:StartUserImportJob",
        ],
        resources=[user_pool.user_pool_arn],
    )


def _log_groups(scope: Construct, user_pool: cognito.IUserPool) -> str:
    """Return the log groups that say why rows failed."""
    # FilterLogEvents needs the ARN of a log group, which Cognito names by the pool's ID and name:
    # Service Authorization Reference, "Amazon CloudWatch Logs".
    return Stack.of(scope).format_arn(
        service="logs",
        resource="log-group",
        resource_name=f"/aws/cognito/userpools/{user_pool.user_pool_id}/*",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
