"""A function and a custom resource that it handles: the least that can make an import job."""

from aws_cdk import CustomResource
from aws_cdk import aws_lambda as lambda_

from benchmarks.subjects.apps.pool_stack import STUB, PoolStack

stack = PoolStack()
logs_role = stack.logs_role()
function = lambda_.Function(
    stack,
    "Function",
    runtime=lambda_.Runtime.PYTHON_3_14,
    handler="index.handler",
    code=lambda_.Code.from_asset(STUB),
)
for statement in stack.job_permissions(logs_role):
    function.add_to_role_policy(statement)
CustomResource(
    stack,
    "Job",
    service_token=function.function_arn,
    properties=stack.job_properties(logs_role),
)
stack.app.synth()
