"""An import whose handler has all options: a VPC without internet, a log group, a role."""

from typing import Any

from aws_cdk import App, CfnOutput, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs

from cdk_cognito_user_import import UserImportHandlerOptions, UserImportJob, UserImportSource

ROWS: list[dict[str, Any]] = [
    {"cognito:username": "ada", "email": "ada@example.com", "email_verified": True},
    {"cognito:username": "bob", "email": "bob@example.com", "email_verified": True},
]


def isolated_vpc(stack: Stack) -> ec2.Vpc:
    """Return a VPC without internet, from which S3 can be reached."""
    isolated = ec2.SubnetConfiguration(name="Isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
    # The default security group would be restricted by a function in Node.js.
    vpc = ec2.Vpc(
        stack,
        "Vpc",
        max_azs=2,
        subnet_configuration=[isolated],
        restrict_default_security_group=False,
    )
    vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
    return vpc


def build(app: App) -> None:
    """Add the stack."""
    stack = Stack(app, "InVpc")
    vpc = isolated_vpc(stack)
    # The embedded AWS knows no rules of security groups apart from the groups.
    vpc.add_interface_endpoint(
        "Cognito", service=ec2.InterfaceVpcEndpointAwsService.COGNITO_IDP, open=False
    )
    key = kms.Key(stack, "Key", removal_policy=RemovalPolicy.DESTROY)
    log_group = logs.LogGroup(
        stack, "Logs", encryption_key=key, removal_policy=RemovalPolicy.DESTROY
    )
    options = UserImportHandlerOptions(
        vpc=vpc,
        log_group=log_group,
        environment_encryption=key,
        reserved_concurrent_executions=2,
        role=iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com")),
    )
    pool = cognito.UserPool(
        stack,
        "Pool",
        auto_verify=cognito.AutoVerifiedAttrs(email=True),
        removal_policy=RemovalPolicy.DESTROY,
    )
    source = UserImportSource.users(ROWS)
    job = UserImportJob(stack, "Users", user_pool=pool, source=source, handler_options=options)
    CfnOutput(stack, "ImportedUsers", value=job.imported_users)
    CfnOutput(stack, "LogGroup", value=log_group.log_group_name)
