"""A stack whose workflow cuts a file into parts of two rows.

``-c bucket=NAME -c key=KEY`` is the file, or ``-c prefix=TEXT`` what many files are below.
``-c failed=NUMBER`` is max_failed_users, and ``-c trigger=TEXT`` the workflow's trigger. With
``-c wait=MINUTES``, each deployment starts an execution and waits for it, or with ``-c wait=0``,
doesn't wait. ``-c stack=NAME`` names the stack. A topic is told the end of each execution.
"""

from typing import ClassVar

from aws_cdk import App, CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns

from cdk_cognito_user_import import UserImportSource, UserImportWorkflow, WorkflowStart


class SmallParts(UserImportWorkflow):
    """A workflow whose parts are small."""

    _part_limits: ClassVar = {"Rows": 2, "Bytes": 100_000_000}


def build(app: App) -> None:
    """Add the stack."""
    stack = Stack(app, app.node.try_get_context("stack") or "Migration")
    wait = app.node.try_get_context("wait")
    waits = wait not in (None, "0")
    pool = cognito.UserPool(
        stack,
        "Pool",
        auto_verify=cognito.AutoVerifiedAttrs(email=True),
        removal_policy=RemovalPolicy.DESTROY,
    )
    files = s3.Bucket.from_bucket_name(stack, "Files", app.node.get_context("bucket"))
    prefix = app.node.try_get_context("prefix")
    if prefix:
        source = UserImportSource.bucket_prefix(files, prefix)
    else:
        source = UserImportSource.bucket(files, app.node.get_context("key"))
    workflow = SmallParts(
        stack,
        "Users",
        user_pool=pool,
        source=source,
        max_failed_users=int(app.node.try_get_context("failed") or 0),
        trigger=app.node.try_get_context("trigger"),
        start=WorkflowStart.ON_DEPLOY if wait else WorkflowStart.ON_REQUEST,
        wait=Duration.minutes(int(wait)) if waits else None,
    )
    topic = sns.Topic(stack, "Ends")
    workflow.notify(topic)
    outputs = {
        "TopicArn": topic.topic_arn,
        "UserPoolId": pool.user_pool_id,
        "StateMachineArn": workflow.state_machine.state_machine_arn,
        "ReportBucket": workflow.report_bucket.bucket_name,
    }
    if wait:
        outputs["ExecutionArn"] = workflow.execution_arn
    if waits:
        outputs["ImportedUsers"] = workflow.imported_users
    for output, value in outputs.items():
        CfnOutput(stack, output, value=value)
