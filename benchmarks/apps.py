"""The CDK apps to synthesize: `python -m benchmarks.apps NAME`. Each has a user pool.

Each app imports what it needs itself: imports are a part of what a synth costs.
"""

import sys
from typing import Final

from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito

from benchmarks.assembly import STACK_NAME


def pool_alone(_stack: Stack, _pool: cognito.UserPool) -> None:
    """Add nothing."""


def aws_custom_resource(stack: Stack, pool: cognito.UserPool) -> None:
    """Add AwsCustomResource, which creates a job and can neither upload to it, nor wait for it."""
    from aws_cdk import aws_iam as iam
    from aws_cdk import custom_resources as cr

    write_logs = iam.PolicyStatement(
        actions=[
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:DescribeLogStreams",
            "logs:PutLogEvents",
        ],
        resources=["arn:aws:logs:*:*:log-group:/aws/cognito/*"],
    )
    role = iam.Role(
        stack,
        "LogsRole",
        assumed_by=iam.ServicePrincipal("cognito-idp.amazonaws.com"),
        inline_policies={"WriteLogs": iam.PolicyDocument(statements=[write_logs])},
    )
    job_actions = ["CreateUserImportJob", "DescribeUserImportJob", "StopUserImportJob"]
    cr.AwsCustomResource(
        stack,
        "Job",
        on_create=cr.AwsSdkCall(
            service="CognitoIdentityServiceProvider",
            action="createUserImportJob",
            parameters={
                "UserPoolId": pool.user_pool_id,
                "JobName": "seed",
                "CloudWatchLogsRoleArn": role.role_arn,
            },
            physical_resource_id=cr.PhysicalResourceId.from_response("UserImportJob.JobId"),
        ),
        policy=cr.AwsCustomResourcePolicy.from_statements(
            [
                iam.PolicyStatement(
                    actions=[f"cognito-idp:{action}" for action in job_actions],
                    resources=[pool.user_pool_arn],
                ),
                iam.PolicyStatement(actions=["iam:PassRole"], resources=[role.role_arn]),
            ]
        ),
    )


def one_import(stack: Stack, pool: cognito.UserPool) -> None:
    """Add an import."""
    from cdk_cognito_user_import import UserImportJob

    UserImportJob(stack, "Users", user_pool=pool)


def two_imports(stack: Stack, pool: cognito.UserPool) -> None:
    """Add two imports."""
    from cdk_cognito_user_import import UserImportJob

    for name in ("Users", "MoreUsers"):
        UserImportJob(stack, name, user_pool=pool)


def one_workflow(stack: Stack, pool: cognito.UserPool) -> None:
    """Add a workflow."""
    from aws_cdk import aws_s3 as s3

    from cdk_cognito_user_import import UserImportSource, UserImportWorkflow

    files = s3.Bucket.from_bucket_name(stack, "Files", "our-users")
    source = UserImportSource.bucket(files, "users.csv")
    UserImportWorkflow(stack, "Migration", user_pool=pool, source=source)


_APPS: Final = {
    app.__name__: app
    for app in (pool_alone, aws_custom_resource, one_import, two_imports, one_workflow)
}


def main(name: str) -> None:
    """Synthesise an app into the folder that CDK_OUTDIR names."""
    app = App()
    stack = Stack(app, STACK_NAME)
    pool = cognito.UserPool(stack, "Pool", auto_verify=cognito.AutoVerifiedAttrs(email=True))
    _APPS[name](stack, pool)
    app.synth()


if __name__ == "__main__":
    main(*sys.argv[1:])
