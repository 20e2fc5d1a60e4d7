"""A stack that deploys a file of users to a bucket, and imports it before two clients are defined.

``-c folder=FOLDER`` names the folder that is deployed; the file in it is users.csv.
"""

from pathlib import Path

from aws_cdk import App, CfnOutput, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as s3_deployment

from cdk_cognito_user_import import UserImportJob, UserImportSource

UNZIPPER = Path(__file__).with_name("unzipper.py")
"""Does what CDK's own function does, which needs an AWS CLI that isn't here."""


def build(app: App) -> None:
    """Add the stack."""
    stack = Stack(app, "Deploying")
    pool = cognito.UserPool(
        stack,
        "Pool",
        auto_verify=cognito.AutoVerifiedAttrs(email=True),
        removal_policy=RemovalPolicy.DESTROY,
    )
    bucket = s3.Bucket(stack, "Bucket")
    deployment = s3_deployment.BucketDeployment(
        stack,
        "Deployment",
        sources=[s3_deployment.Source.asset(app.node.get_context("folder"))],
        destination_bucket=bucket,
        destination_key_prefix="in",
    )
    replace_function(stack, deployment)
    source = UserImportSource.deployed(deployment, bucket, "in/users.csv")
    job = UserImportJob(stack, "Users", user_pool=pool, source=source)
    # By name, by definition, and by what it needs itself, it could come after the import.
    cognito.UserPoolClient(stack, "Web", user_pool=pool).node.add_dependency(deployment)
    pool.add_client("Later").node.add_dependency(job)
    outputs = {
        "UserPoolId": pool.user_pool_id,
        "JobId": job.job_id,
        "ImportedUsers": job.imported_users,
        "SkippedUsers": job.skipped_users,
        "FailedUsers": job.failed_users,
    }
    for output, value in outputs.items():
        CfnOutput(stack, output, value=value)


def replace_function(stack: Stack, deployment: s3_deployment.BucketDeployment) -> None:
    """Give the deployment a function that the embedded AWS can run."""
    deployment.node.try_remove_child("AwsCliLayer")
    for construct in stack.node.find_all():
        if isinstance(construct, lambda_.CfnFunction) and "BucketDeployment" in construct.node.path:
            construct.add_property_override("Code", {"ZipFile": UNZIPPER.read_text("utf-8")})
            # It names a file of Lambda's operating system.
            construct.add_property_deletion_override("Environment")
            construct.add_property_deletion_override("Layers")
