"""The example: a user pool with an import job, and a second stack that uses what the job gives."""

import os

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

from cdk_cognito_user_import import UserImportJob


class UserPoolStack(Stack):
    """A user pool, and a job that takes a CSV file of its users."""

    def __init__(self, scope: Construct, name: str, *, trigger: str, env: Environment) -> None:
        super().__init__(scope, name, env=env)
        pool = cognito.UserPool(
            self,
            "Pool",
            sign_in_aliases=cognito.SignInAliases(email=True),
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            custom_attributes={"department": cognito.StringAttribute(max_len=50, mutable=True)},
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.job = UserImportJob(self, "Users", user_pool=pool, trigger=trigger)
        CfnOutput(self, "UserPoolId", value=pool.user_pool_id)
        CfnOutput(self, "JobId", value=self.job.job_id)
        # Whoever can read the stack can read this secret. It lives 15 minutes.
        CfnOutput(self, "PreSignedUrl", value=self.job.pre_signed_url)


class UploadStack(Stack):
    """Publishes the job of the other stack, for whoever is to upload the file."""

    def __init__(
        self, scope: Construct, name: str, *, job: UserImportJob, trigger: str, env: Environment
    ) -> None:
        super().__init__(scope, name, env=env)
        # A job's id and URL change with its trigger. A strong reference, the default, is an export
        # that CloudFormation refuses to change while another stack imports it.
        CrossStackReferences.of(self).consume(ReferenceStrength.WEAK)
        # The trigger in the description changes this template too, so that it is deployed anew.
        description = f"User import job, trigger {trigger}"
        for output, value in {"JobId": job.job_id, "PreSignedUrl": job.pre_signed_url}.items():
            parameter = ssm.StringParameter(
                self, f"{output}Parameter", string_value=value, description=description
            )
            CfnOutput(self, f"{output}ParameterName", value=parameter.parameter_name)


def main() -> None:
    """Synthesise both stacks; `cdk deploy -c trigger=2` makes a new job."""
    app = App()
    env = Environment(
        account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=os.environ.get("CDK_DEFAULT_REGION")
    )
    trigger = app.node.try_get_context("trigger") or "1"
    users = UserPoolStack(app, "UserPoolStack", trigger=trigger, env=env)
    UploadStack(app, "UploadStack", job=users.job, trigger=trigger, env=env)
    app.synth()


if __name__ == "__main__":
    main()
