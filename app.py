"""The example: three ways to import users.

UserPoolStack creates a job for others to upload to, and UploadStack uses what the job gives.
ImportStack imports a CSV file while it is deployed. MigrationStack has a workflow that imports a
file of any size when somebody starts it.
"""

import os
from pathlib import Path

from aws_cdk import (
    App,
    CfnOutput,
    CrossStackReferences,
    Environment,
    ReferenceStrength,
    RemovalPolicy,
    Stack,
)
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from cdk_cognito_user_import import UserImportJob, UserImportSource, UserImportWorkflow

EXAMPLES = Path(__file__).with_name("examples")
USERS = EXAMPLES / "users.csv"
BAD_USERS = EXAMPLES / "bad-users.csv"


def user_pool(scope: Construct) -> cognito.UserPool:
    """Return a pool whose users sign in with their email addresses."""
    return cognito.UserPool(
        scope,
        "Pool",
        sign_in_aliases=cognito.SignInAliases(email=True),
        auto_verify=cognito.AutoVerifiedAttrs(email=True),
        custom_attributes={"department": cognito.StringAttribute(max_len=50, mutable=True)},
        removal_policy=RemovalPolicy.DESTROY,
    )


class UserPoolStack(Stack):
    """A user pool, and a job that takes a CSV file of its users."""

    def __init__(self, scope: Construct, name: str, *, trigger: str, env: Environment) -> None:
        super().__init__(scope, name, env=env)
        pool = user_pool(self)
        self.job = UserImportJob(self, "Users", user_pool=pool, trigger=trigger)
        CfnOutput(self, "UserPoolId", value=pool.user_pool_id)
        CfnOutput(self, "JobId", value=self.job.job_id)
        # Whoever can read the stack can read this secret. It lives 15 minutes.
        CfnOutput(self, "PreSignedUrl", value=self.job.pre_signed_url)


class ImportStack(Stack):
    """A user pool, and its users: when it is deployed they are in the pool."""

    def __init__(
        self, scope: Construct, name: str, *, users: str, validate: bool, env: Environment
    ) -> None:
        super().__init__(scope, name, env=env)
        pool = user_pool(self)
        source = UserImportSource.asset(users)
        job = UserImportJob(self, "Users", user_pool=pool, source=source, validate=validate)
        CfnOutput(self, "UserPoolId", value=pool.user_pool_id)
        CfnOutput(self, "JobId", value=job.job_id)
        CfnOutput(self, "ImportedUsers", value=job.imported_users)
        CfnOutput(self, "SkippedUsers", value=job.skipped_users)


class MigrationStack(Stack):
    """A user pool, and a workflow that imports its users, of whom three may fail."""

    def __init__(self, scope: Construct, name: str, *, users: str, env: Environment) -> None:
        super().__init__(scope, name, env=env)
        pool = user_pool(self)
        source = UserImportSource.asset(users)
        workflow = UserImportWorkflow(
            self, "Users", user_pool=pool, source=source, max_failed_users=3
        )
        CfnOutput(self, "UserPoolId", value=pool.user_pool_id)
        CfnOutput(self, "StateMachineArn", value=workflow.state_machine.state_machine_arn)
        CfnOutput(self, "ReportBucket", value=workflow.report_bucket.bucket_name)


class UploadStack(Stack):
    """Publishes the job of the other stack, for whoever is to upload the file."""

    def __init__(
        self, scope: Construct, name: str, *, job: UserImportJob, trigger: str, env: Environment
    ) -> None:
        super().__init__(scope, name, env=env)
        # A job's id and URL change with its trigger. A strong reference, the default, is an export
        # that CloudFormation refuses to change while another stack imports it.
        CrossStackReferences.of(self).consume(ReferenceStrength.WEAK)
        # The trigger in the description changes this template, too, so CDK deploys it again.
        description = f"User import job, trigger {trigger}"
        for output, value in {"JobId": job.job_id, "PreSignedUrl": job.pre_signed_url}.items():
            parameter = ssm.StringParameter(
                self, f"{output}Parameter", string_value=value, description=description
            )
            CfnOutput(self, f"{output}ParameterName", value=parameter.parameter_name)


def build(app: App) -> None:
    """Add the stacks.

    `-c trigger=2` makes a new job for others to upload to, `-c users=FILE` imports another file,
    `-c validate=false` leaves it to Cognito to refuse the file's rows.
    """
    env = Environment(
        account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=os.environ.get("CDK_DEFAULT_REGION")
    )
    trigger = app.node.try_get_context("trigger") or "1"
    pool = UserPoolStack(app, "UserPoolStack", trigger=trigger, env=env)
    UploadStack(app, "UploadStack", job=pool.job, trigger=trigger, env=env)
    users = app.node.try_get_context("users") or str(USERS)
    validate = app.node.try_get_context("validate") != "false"
    ImportStack(app, "ImportStack", users=users, validate=validate, env=env)
    MigrationStack(app, "MigrationStack", users=str(BAD_USERS), env=env)


def main() -> None:
    """Synthesise the app."""
    app = App()
    build(app)
    app.synth()


if __name__ == "__main__":
    main()
