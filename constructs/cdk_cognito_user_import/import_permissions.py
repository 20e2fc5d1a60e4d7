"""What the handler can do for one import: no more than it needs, and on one pool."""

from typing import Final

from aws_cdk import ArnFormat, Names, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from constructs import Construct

from cdk_cognito_user_import.acknowledgment import acknowledge_reference
from cdk_cognito_user_import.user_import_source import UserImportSourceConfig
from cognito_user_import.cognito.service_model import USER_POOL_ID

_MAX_BASE_NAME: Final = 128 - len("-") - USER_POOL_ID.maximum
"""Characters of a policy's name before the pool's ID. IAM allows 128 in all."""


def import_policy(
    scope: Construct,
    role: iam.IRole,
    user_pool: cognito.IUserPool,
    logs_role: iam.IRole,
    source: UserImportSourceConfig | None,
    *,
    lists_users: bool,
    reads_log: bool,
) -> iam.CfnRolePolicy:
    """Create the policy of an import in its scope.

    The pool is part of the policy's name, so CloudFormation replaces the policy if the import gets
    another pool: the old one goes in the cleanup, after the Delete of the old job, which may have
    to be stopped. An AWS::IAM::Policy would leave the old pool before that.
    """
    document = iam.PolicyDocument(statements=_create_permissions(user_pool, logs_role))
    base_name = Names.unique_resource_name(scope, max_length=_MAX_BASE_NAME)
    policy = iam.CfnRolePolicy(
        scope,
        "Policy",
        role_name=role.role_name,
        policy_name=f"{base_name}-{user_pool.user_pool_id}",
        policy_document=document,
    )
    if source is not None:
        document.add_statements(
            _start_permissions(user_pool, lists_users=lists_users), *source.statements
        )
        if reads_log:
            document.add_statements(_log_permissions(policy, user_pool))
    return policy


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


def _log_permissions(
    policy: iam.CfnRolePolicy, user_pool: cognito.IUserPool
) -> iam.PolicyStatement:
    """Return what the handler needs to read why rows failed."""
    # FilterLogEvents needs the ARN of a log group, which Cognito names by the pool's ID and name:
    # Service Authorization Reference, "Amazon CloudWatch Logs".
    log_groups = Stack.of(policy).format_arn(
        service="logs",
        resource="log-group",
        resource_name=f"/aws/cognito/userpools/{user_pool.user_pool_id}/*",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
    acknowledge_reference(
        policy, log_groups, "Cognito names the log group itself: by the pool's id and its name."
    )
    return iam.PolicyStatement(actions=["logs:FilterLogEvents"], resources=[log_groups])
