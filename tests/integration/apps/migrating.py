"""A stack whose workflow cuts a file into parts of two rows.

``-c bucket=NAME -c key=KEY`` is the file. ``-c failed=NUMBER`` is max_failed_users, and
``-c trigger=TEXT`` the workflow's trigger.
"""

from typing import ClassVar

from aws_cdk import App, CfnOutput, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_s3 as s3

from cdk_cognito_user_import import UserImportSource, UserImportWorkflow


class SmallParts(UserImportWorkflow):
    """A workflow whose parts are small."""

    _part_limits: ClassVar = {"Rows": 2, "Bytes": 100_000_000}


def main() -> None:
    """Synthesise the stack."""
    app = App()
    stack = Stack(app, "Migration")
    pool = cognito.UserPool(
        stack,
        "Pool",
        auto_verify=cognito.AutoVerifiedAttrs(email=True),
        removal_policy=RemovalPolicy.DESTROY,
    )
    files = s3.Bucket.from_bucket_name(stack, "Files", app.node.get_context("bucket"))
    workflow = SmallParts(
        stack,
        "Users",
        user_pool=pool,
        source=UserImportSource.bucket(files, app.node.get_context("key")),
        max_failed_users=int(app.node.try_get_context("failed") or 0),
        trigger=app.node.try_get_context("trigger"),
    )
    outputs = {
        "UserPoolId": pool.user_pool_id,
        "StateMachineArn": workflow.state_machine.state_machine_arn,
        "ReportBucket": workflow.report_bucket.bucket_name,
    }
    for output, value in outputs.items():
        CfnOutput(stack, output, value=value)
    app.synth()


if __name__ == "__main__":
    main()
