"""What a large import consists of: a function, a bucket for reports, and a state machine."""

from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import ArnFormat, Duration, Names, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from cdk_cognito_user_import.acknowledgment import (
    acknowledge,
    acknowledge_reference,
    acknowledge_wildcard,
)
from cdk_cognito_user_import.handler_asset import WORKFLOW_HANDLER
from cdk_cognito_user_import.handler_functions import HandlerFunctions, new_log_group
from cdk_cognito_user_import.import_permissions import ImportPermissions
from cdk_cognito_user_import.user_import_handler_options import (
    LONGEST_TIMEOUT,
    UserImportHandlerOptions,
)
from cdk_cognito_user_import.workflow_definition import workflow_definition
from cognito_user_import.cognito.service_model import USER_POOL_ID

_MEMORY: Final = 1769
"""MiB. With as much, a function has one whole core."""
_MAX_BASE_NAME: Final = 128 - len("-") - USER_POOL_ID.maximum
"""Characters of a policy's name before the pool's ID. IAM allows 128 in all."""
_REPORT_DAYS: Final = 90
STOP_MARKERS: Final = "executions/*/stop"


def report_bucket(scope: Construct) -> s3.Bucket:
    """Create the bucket with the executions' reports. It stays when the stack is deleted."""
    bucket = s3.Bucket(
        scope,
        "Reports",
        encryption=s3.BucketEncryption.S3_MANAGED,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        enforce_ssl=True,
        lifecycle_rules=[
            s3.LifecycleRule(id="Hashes", prefix="hashes/", expiration=Duration.days(1)),
            s3.LifecycleRule(
                id="Reports",
                expiration=Duration.days(_REPORT_DAYS),
                abort_incomplete_multipart_upload_after=Duration.days(1),
            ),
        ],
    )
    acknowledge(
        bucket,
        "S1",
        "The reports hold counts and line numbers, and who reads them is in CloudTrail.",
    )
    return bucket


def step_function(functions: HandlerFunctions, reports: s3.Bucket) -> lambda_.Function:
    """Create the function of all steps. Its role can use the reports; import_policy does more."""
    objects = reports.arn_for_objects("*")
    function = workflow_function(
        functions,
        "FunctionRole",
        handler=WORKFLOW_HANDLER,
        description="The steps of an Amazon Cognito user import workflow",
        role_description="Cognito user import workflow: the function of its steps",
        memory_size=functions.options.memory_size or _MEMORY,
        timeout=Duration.seconds(LONGEST_TIMEOUT),
        permissions=[
            allow(objects, "s3:GetObject", "s3:PutObject"),
            # Without it, an object that doesn't exist would be a denial.
            allow(reports.bucket_arn, "s3:ListBucket"),
        ],
    )
    reason = "Each execution has a folder of its own in this bucket."
    acknowledge_wildcard(role_of(function), objects, reason)
    return function


def workflow_function(
    functions: HandlerFunctions,
    role_id: str,
    *,
    handler: str,
    description: str,
    role_description: str,
    memory_size: int,
    timeout: Duration,
    permissions: Sequence[iam.PolicyStatement],
) -> lambda_.Function:
    """Create a function of the workflow with its role.

    :param permissions: What the role can do, in addition to what each function can.
    """
    document = functions.permissions()
    document.add_statements(*permissions)
    return functions.create(
        "Function",
        role=functions.new_role(role_id, role_description, document),
        handler=handler,
        description=description,
        memory_size=memory_size,
        timeout=timeout,
    )


def import_policy(
    scope: Construct, steps: lambda_.Function, permissions: ImportPermissions
) -> iam.CfnRolePolicy:
    """Create the policy with which the steps import.

    With the pool in its name, CloudFormation replaces it if the import gets another pool, and
    deletes the old one after all else.
    """
    base_name = Names.unique_resource_name(scope, max_length=_MAX_BASE_NAME)
    policy = iam.CfnRolePolicy(
        scope,
        "Policy",
        role_name=role_of(steps).role_name,
        policy_name=f"{base_name}-{permissions.user_pool.user_pool_id}",
        policy_document=iam.PolicyDocument(statements=list(permissions.statements)),
    )
    if permissions.log_groups is not None:
        acknowledge_reference(
            policy,
            permissions.log_groups,
            "Cognito names the log group itself: by the pool's id and its name.",
        )
    return policy


def role_of(function: lambda_.Function) -> iam.IRole:
    """Return the role of a function that was created with one."""
    if function.role is None:
        raise TypeError("a function must have a role")
    return function.role


def state_machine(
    scope: Construct,
    function: lambda_.Function,
    reports: s3.Bucket,
    properties: Mapping[str, str | None],
    part_limits: Mapping[str, int] | None,
    options: UserImportHandlerOptions,
) -> sfn.StateMachine:
    """Create the state machine. Its role can read the plans, and call the function and itself."""
    plans = reports.arn_for_objects("executions/*/parts.json")
    role = iam.Role(
        scope,
        "MachineRole",
        assumed_by=iam.ServicePrincipal("states.amazonaws.com"),
        description="Cognito user import workflow: its state machine",
        inline_policies={
            "Steps": iam.PolicyDocument(
                statements=[
                    allow(function.function_arn, "lambda:InvokeFunction"),
                    allow(plans, "s3:GetObject"),
                ]
            )
        },
    )
    acknowledge_wildcard(role, plans, "Each execution has a folder of its own in this bucket.")
    stack = Stack.of(scope)
    is_traced = options.tracing == lambda_.Tracing.ACTIVE
    definition = workflow_definition(
        function_arn=function.function_arn,
        report_bucket=reports.bucket_name,
        properties=properties,
        part_limits=part_limits,
    )
    machine = sfn.StateMachine(
        scope,
        "StateMachine",
        definition_body=sfn.DefinitionBody.from_string(stack.to_json_string(definition)),
        role=role,
        comment="Imports users from a CSV file of any size into an Amazon Cognito user pool",
        logs=sfn.LogOptions(
            destination=options.log_group or new_log_group(scope, "MachineLogs", options),
            level=sfn.LogLevel.ALL,
            # The input names the file. Readers of the log don't need it.
            include_execution_data=False,
        ),
        tracing_enabled=is_traced,
    )
    acknowledge_wildcard(role, "*", "The actions that deliver logs and traces take no resource.")
    if not is_traced:
        reason = "Tracing is the app's decision: it costs money for each execution."
        acknowledge(machine, "SF2", reason)
    _allow_parts(machine, role)
    return machine


def _allow_parts(machine: sfn.StateMachine, role: iam.Role) -> None:
    """Allow the machine to run a part as an execution of its own.

    A policy of its own, because the machine depends on those of its role.
    """
    executions = executions_arn(machine, "/*")
    # In the machine's scope: who depends on the machine depends on it, too.
    policy = iam.CfnRolePolicy(
        machine,
        "PartsPolicy",
        role_name=role.role_name,
        policy_name="Parts",
        policy_document=iam.PolicyDocument(
            statements=[
                allow(machine.state_machine_arn, "states:StartExecution"),
                allow(
                    executions,
                    "states:DescribeExecution",
                    "states:RedriveExecution",
                    "states:StopExecution",
                ),
            ]
        ),
    )
    acknowledge_wildcard(policy, executions, "Step Functions names the executions of parts itself.")


def allow(resource: str, *actions: str) -> iam.PolicyStatement:
    """Return the permission for actions on one resource."""
    return iam.PolicyStatement(actions=list(actions), resources=[resource])


def executions_arn(machine: sfn.StateMachine, names: str) -> str:
    """Return the ARN of executions, or what it begins with.

    :param names: What follows the machine's name: ``:`` and a name, or a slash for those of maps.
    """
    return Stack.of(machine).format_arn(
        service="states",
        resource="execution",
        resource_name=f"{machine.state_machine_name}{names}",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
