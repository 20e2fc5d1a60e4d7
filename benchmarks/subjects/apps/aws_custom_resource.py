"""AwsCustomResource, which creates a job and can neither upload to it, nor wait for it."""

from aws_cdk import custom_resources as cr

from benchmarks.subjects.apps.pool_stack import PoolStack

stack = PoolStack()
logs_role = stack.logs_role()
cr.AwsCustomResource(
    stack,
    "Job",
    on_create=cr.AwsSdkCall(
        service="CognitoIdentityServiceProvider",
        action="createUserImportJob",
        parameters=stack.job_properties(logs_role),
        physical_resource_id=cr.PhysicalResourceId.from_response("UserImportJob.JobId"),
    ),
    policy=cr.AwsCustomResourcePolicy.from_statements(stack.job_permissions(logs_role)),
)
stack.app.synth()
