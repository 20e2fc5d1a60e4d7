"""A handler that dies at each invocation, before it can answer."""

from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_

from cdk_cognito_user_import import UserImportJob


def build(app: App) -> None:
    """Add the stack."""
    stack = Stack(app, "DyingHandlerStack")
    pool = cognito.UserPool(stack, "Pool", auto_verify=cognito.AutoVerifiedAttrs(email=True))
    job = UserImportJob(stack, "Users", user_pool=pool)
    function = job.handler.node.default_child
    assert isinstance(function, lambda_.CfnFunction)
    function.handler = "missing.lambda_handler"
