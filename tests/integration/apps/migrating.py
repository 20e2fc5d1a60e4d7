"""A stack whose workflow cuts a file into parts of two rows.

``-c bucket=NAME -c key=KEY`` is the file, or ``-c prefix=TEXT`` what many files are below.
``-c failed=NUMBER`` is max_failed_users, and ``-c trigger=TEXT`` the workflow's trigger. With
``-c wait=MINUTES``, each deployment starts an execution and waits for it, or with ``-c wait=0``,
doesn't wait. ``-c stack=NAME`` names the stack. A topic is told the end of each execution. With
``-c dying=1``, the function that a deployment calls dies before it can answer. With
``-c options=1``, the functions have all options. ``-c pool=ID`` is another pool.
"""

from typing import Any, ClassVar

from aws_cdk import App, CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns

from cdk_cognito_user_import import (
    UserImportHandlerOptions,
    UserImportSource,
    UserImportWorkflow,
    WorkflowStart,
)
from tests.integration.apps.handler_in_vpc import isolated_vpc


class SmallParts(UserImportWorkflow):
    """A workflow whose parts are small."""

    _part_limits: ClassVar = {"Rows": 2, "Bytes": 100_000_000}


def all_options(stack: Stack) -> UserImportHandlerOptions:
    """Return a VPC without internet, a log group, a key, and a reservation."""
    key = kms.Key(stack, "Key", removal_policy=RemovalPolicy.DESTROY)
    return UserImportHandlerOptions(
        vpc=isolated_vpc(stack),
        log_group=logs.LogGroup(
            stack, "Logs", encryption_key=key, removal_policy=RemovalPolicy.DESTROY
        ),
        environment_encryption=key,
        reserved_concurrent_executions=10,
        tracing=lambda_.Tracing.ACTIVE,
    )


def build(app: App) -> None:
    """Add the stack."""
    stack = Stack(app, app.node.try_get_context("stack") or "Migration")
    wait = app.node.try_get_context("wait")
    waits = wait not in (None, "0")
    pool = cognito.UserPool(
        stack,
        app.node.try_get_context("pool") or "Pool",
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
        handler_options=all_options(stack) if app.node.try_get_context("options") else None,
    )
    topic = sns.Topic(stack, "Ends")
    workflow.notify(topic)
    if app.node.try_get_context("dying"):
        function = workflow.node.find_child("Deployment").node.find_child("Function")
        resource: Any = function.node.default_child
        resource.handler = "missing.lambda_handler"
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
