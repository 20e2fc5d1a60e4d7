"""The options of a workflow's functions, and what answers for the one that a deployment calls."""

import re
from typing import Any

import pytest
from aws_cdk import Duration, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3

from cdk_cognito_user_import import (
    UserImportHandlerOptions,
    UserImportSource,
    UserImportWorkflow,
    WorkflowStart,
)
from tests.synth.stacks import new_pool, new_stack, only_resource, resources, statements

FUNCTION = "AWS::Lambda::Function"
LOG_GROUP = "AWS::Logs::LogGroup"
MACHINE = "AWS::StepFunctions::StateMachine"


def workflow_in(stack: Stack, **options: Any) -> UserImportWorkflow:
    """Add a workflow that a deployment starts, with these options."""
    files = s3.Bucket.from_bucket_name(stack, "Files", "files")
    return UserImportWorkflow(
        stack,
        "Users",
        user_pool=new_pool(stack),
        source=UserImportSource.bucket(files, "users.csv"),
        start=WorkflowStart.ON_DEPLOY,
        handler_options=UserImportHandlerOptions(**options),
    )


def functions(stack: Stack) -> dict[str, dict[str, Any]]:
    """Return the properties of the functions by the beginnings of their names."""
    return {
        name[:-8]: function["Properties"] for name, function in resources(stack, FUNCTION).items()
    }


def test_all_functions_of_a_workflow_have_the_options() -> None:
    """Those of the deployment, too, which have a size of their own."""
    stack = new_stack()
    workflow_in(
        stack,
        runtime=lambda_.Runtime.PYTHON_3_12,
        architecture=lambda_.Architecture.X86_64,
        memory_size=3008,
        log_level=lambda_.ApplicationLogLevel.DEBUG,
        log_retention=logs.RetentionDays.ONE_WEEK,
        environment_encryption=kms.Key(stack, "Key"),
        reserved_concurrent_executions=12,
    )
    found = functions(stack)
    assert {name: function["MemorySize"] for name, function in found.items()} == {
        "UsersFunction": 3008,
        "UsersDeploymentFunction": 512,
        "UsersDeploymentResponder": 128,
    }
    for function in found.values():
        assert function["Runtime"] == "python3.12"
        assert function["Architectures"] == ["x86_64"]
        assert function["LoggingConfig"]["ApplicationLogLevel"] == "DEBUG"
        assert function["ReservedConcurrentExecutions"] == 12
        assert "Fn::GetAtt" in function["KmsKeyArn"]
        assert "TracingConfig" not in function
    groups = resources(stack, LOG_GROUP)
    assert {group["Properties"]["RetentionInDays"] for group in groups.values()} == {7}
    assert len(groups) == 3


def test_without_options_steps_have_a_whole_core() -> None:
    """And no network, reservation, or trace."""
    stack = new_stack()
    workflow_in(stack)
    steps = functions(stack)["UsersFunction"]
    assert (steps["MemorySize"], steps["Timeout"]) == (1769, 900)
    assert not {"VpcConfig", "ReservedConcurrentExecutions", "TracingConfig"} & steps.keys()
    machine = only_resource(stack, MACHINE)["Properties"]
    assert machine["TracingConfiguration"] == {"Enabled": False}


def test_everything_logs_to_a_given_group() -> None:
    """The state machine, too: its key and its retention are the app's."""
    stack = new_stack()
    workflow_in(stack, log_group=logs.LogGroup(stack, "Ours"))
    (group,) = resources(stack, LOG_GROUP)
    machine = only_resource(stack, MACHINE)["Properties"]["LoggingConfiguration"]
    assert machine["Destinations"] == [
        {"CloudWatchLogsLogGroup": {"LogGroupArn": {"Fn::GetAtt": [group, "Arn"]}}}
    ]
    for function in functions(stack).values():
        assert function["LoggingConfig"]["LogGroup"] == {"Ref": group}


def test_traces_are_of_the_machine_and_of_its_functions() -> None:
    """By one switch; each role can send its own."""
    stack = new_stack()
    workflow_in(stack, tracing=lambda_.Tracing.ACTIVE)
    assert only_resource(stack, MACHINE)["Properties"]["TracingConfiguration"] == {"Enabled": True}
    for function in functions(stack).values():
        assert function["TracingConfig"] == {"Mode": "Active"}
    tracing = [s for s in statements(stack) if "xray:PutTraceSegments" in s["Action"]]
    assert len(tracing) == 4


def test_in_a_vpc_the_custom_resources_wait_for_all_of_it() -> None:
    """Its endpoints must exist before the functions run, until they have handled the Delete."""
    stack = new_stack()
    isolated = ec2.SubnetConfiguration(name="Isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
    vpc = ec2.Vpc(stack, "Vpc", max_azs=2, subnet_configuration=[isolated])
    vpc.add_interface_endpoint("States", service=ec2.InterfaceVpcEndpointAwsService.STEP_FUNCTIONS)
    workflow_in(stack, vpc=vpc)
    for function in functions(stack).values():
        assert len(function["VpcConfig"]["SubnetIds"]) == 2
        assert len(function["VpcConfig"]["SecurityGroupIds"]) == 1
    (endpoint,) = resources(stack, "AWS::EC2::VPCEndpoint")
    for called in ("Custom::CognitoUserImportWorkflow", "Custom::CognitoUserImportStateMachine"):
        assert endpoint in only_resource(stack, called)["DependsOn"]
    network = [s for s in statements(stack) if "ec2:CreateNetworkInterface" in s["Action"]]
    assert len(network) == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"role": iam.Role.from_role_name(new_stack(), "Given", "given")},
            "handler_options.role must be left out for a workflow, because each of its functions ",
        ),
        (
            {"timeout": Duration.minutes(5)},
            "handler_options.timeout must be 900 s for a workflow, the default, because a step "
            "takes as long as its part of the file. Received: 300 s",
        ),
        (
            {"reserved_concurrent_executions": 9},
            "handler_options.reserved_concurrent_executions must be a whole number, at least 10: "
            "a workflow checks so many parts at a time. Received: 9",
        ),
    ],
)
def test_options_that_a_workflow_cannot_have_are_refused(
    options: dict[str, Any], message: str
) -> None:
    """With the reason."""
    with pytest.raises(ValueError, match=re.escape(message)):
        workflow_in(new_stack(), **options)


def test_something_else_than_options_is_refused() -> None:
    """As by a UserImportJob."""
    stack = new_stack()
    given: Any = {"memory_size": 1024}
    files = s3.Bucket.from_bucket_name(stack, "Files", "files")
    with pytest.raises(ValueError, match="handler_options must be a UserImportHandlerOptions"):
        UserImportWorkflow(
            stack,
            "Users",
            user_pool=new_pool(stack),
            source=UserImportSource.bucket(files, "users.csv"),
            handler_options=given,
        )


def test_a_responder_answers_for_the_function_that_a_deployment_calls() -> None:
    """In time: CloudFormation waits for three attempts, the pauses, and the responder."""
    stack = new_stack()
    workflow_in(stack)
    config = only_resource(stack, "AWS::Lambda::EventInvokeConfig")["Properties"]
    names = resources(stack, FUNCTION)
    (responder,) = (name for name in names if name.startswith("UsersDeploymentResponder"))
    (function,) = (name for name in names if name.startswith("UsersDeploymentFunction"))
    target = {"Fn::GetAtt": [responder, "Arn"]}
    assert config["DestinationConfig"] == {"OnFailure": {"Destination": target}}
    assert config["FunctionName"] == {"Ref": function}
    invoking = [s["Resource"] for s in statements(stack) if s["Action"] == "lambda:InvokeFunction"]
    assert target in invoking
    start = only_resource(stack, "Custom::CognitoUserImportWorkflow")
    (config_name,) = resources(stack, "AWS::Lambda::EventInvokeConfig")
    assert config_name in start["DependsOn"]
    last_attempt = config["MaximumEventAgeInSeconds"] + names[function]["Properties"]["Timeout"]
    answered = last_attempt + names[responder]["Properties"]["Timeout"]
    assert int(start["Properties"]["ServiceTimeout"]) > answered
