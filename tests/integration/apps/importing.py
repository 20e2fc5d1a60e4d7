"""Stacks that import users; the context says which, and what from.

``-c stacks=A,B`` names the stacks, each with a pool and an import of its own; ``-c users=FILE`` the
file, ``-c bucket=NAME -c key=KEY`` an object in its place, ``-c wait=no`` ends the deployment when
the job has started, ``-c validate=no`` leaves it to Cognito to judge the rows. Without a source
the rows of ROWS are imported; ``-c source=no`` creates a job that imports nothing. ``-c pool=NAME``
names the construct of the pool: another name is another pool. ``-c trigger=TEXT``,
``-c algorithm=NAME``, ``-c skipped=NUMBER`` and ``-c job_name=NAME`` are properties of the import.
``-c scope=NAME`` moves the import into a construct, and ``-c logical_id=ID`` overrides its ID.
"""

from typing import Any

from aws_cdk import App, CfnOutput, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cdk_cognito_user_import import UserImportJob, UserImportSource

ROWS: list[dict[str, str | bool | int]] = [
    {
        "cognito:username": "admin",
        "name": "Admin, first",
        "email": "admin@example.com",
        "email_verified": True,
    },
    {"cognito:username": "tester", "email": "tester@example.com", "email_verified": True},
]


def build(app: App) -> None:
    """Add the stacks that the context asks for."""
    for name in app.node.get_context("stacks").split(","):
        stack = Stack(app, name)
        pool = cognito.UserPool(
            stack,
            app.node.try_get_context("pool") or "Pool",
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            removal_policy=RemovalPolicy.DESTROY,
        )
        wait = app.node.try_get_context("wait") != "no"
        validate = app.node.try_get_context("validate") != "no"
        users = source(app, stack)
        skipped = app.node.try_get_context("skipped")
        scope = app.node.try_get_context("scope")
        job = UserImportJob(
            Construct(stack, scope) if scope else stack,
            "Users",
            user_pool=pool,
            source=users,
            wait=wait,
            validate=validate,
            job_name=app.node.try_get_context("job_name"),
            trigger=app.node.try_get_context("trigger"),
            password_hashing_algorithm=app.node.try_get_context("algorithm"),
            max_skipped_users=int(skipped) if skipped else None,
        )
        if logical_id := app.node.try_get_context("logical_id"):
            resource: Any = job.node.find_child("Resource").node.default_child
            resource.override_logical_id(logical_id)
        outputs = {
            "UserPoolId": pool.user_pool_id,
            "JobId": job.job_id,
            "Status": job.status,
            "ImportedUsers": job.imported_users,
            "SkippedUsers": job.skipped_users,
            "FailedUsers": job.failed_users,
        }
        for output, value in outputs.items():
            CfnOutput(stack, output, value=value)


def source(app: App, stack: Stack) -> Any:
    """Return the source that the context names, or None."""
    if app.node.try_get_context("source") == "no":
        return None
    if users := app.node.try_get_context("users"):
        return UserImportSource.asset(users)
    if bucket := app.node.try_get_context("bucket"):
        files = s3.Bucket.from_bucket_name(stack, "Files", bucket)
        return UserImportSource.bucket(files, app.node.get_context("key"))
    return UserImportSource.users(ROWS)


if __name__ == "__main__":
    build(app := App())
    app.synth()
