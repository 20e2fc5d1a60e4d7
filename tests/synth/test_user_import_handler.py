"""The handler that all imports of a stack share."""

from typing import Any

import pytest
from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk_cognito_user_import import UserImportHandlerOptions, UserImportJob
from tests.synth.stacks import (
    JOB,
    handler_function,
    new_pool,
    new_stack,
    only_resource,
    resources,
    stack_with_import,
)


def test_the_function_is_as_promised() -> None:
    """Runtime, architecture, memory, timeout and log group are set, a physical name is not."""
    stack = stack_with_import()
    properties = handler_function(stack)
    (log_group,) = resources(stack, "AWS::Logs::LogGroup")
    del properties["Code"], properties["Role"], properties["Description"]
    assert properties == {
        "Runtime": "python3.14",
        "Architectures": ["arm64"],
        "MemorySize": 512,
        "Timeout": 900,
        "Handler": "cognito_user_import.handler.lambda_handler",
        "LoggingConfig": {
            "LogGroup": {"Ref": log_group},
            "LogFormat": "JSON",
            "ApplicationLogLevel": "INFO",
        },
    }


def test_the_responder_answers_for_the_handler() -> None:
    """After three attempts, and for an event that is too old to be tried."""
    stack = stack_with_import()
    functions = resources(stack, "AWS::Lambda::Function")
    (handler,) = (name for name in functions if "HandlerFunction" in name)
    (responder,) = (name for name in functions if "Responder" in name)
    assert only_resource(stack, "AWS::Lambda::EventInvokeConfig")["Properties"] == {
        "FunctionName": {"Ref": handler},
        "Qualifier": "$LATEST",
        "MaximumRetryAttempts": 2,
        "MaximumEventAgeInSeconds": 2040,
        "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": [responder, "Arn"]}}},
    }
    properties = functions[responder]["Properties"]
    assert properties["Handler"] == "cognito_user_import.responder.lambda_handler"
    assert properties["Code"] == functions[handler]["Properties"]["Code"]
    assert (properties["MemorySize"], properties["Timeout"]) == (128, 60)


@pytest.mark.parametrize(
    ("props", "service_timeout", "event_age"),
    [
        ({}, "3120", 2040),
        (
            {"handler_options": UserImportHandlerOptions(timeout=Duration.minutes(2))},
            "780",
            480,
        ),
        ({"service_timeout": Duration.seconds(3060)}, "3060", 2040),
        ({"service_timeout": Duration.hours(1)}, "3600", 2040),
    ],
)
def test_cloudformation_waits_until_the_responder_has_answered(
    props: dict[str, Any], service_timeout: str, event_age: int
) -> None:
    """The last invocation starts within the maximum event age, and the responder runs after it."""
    stack = stack_with_import(**props)
    timeout = handler_function(stack)["Timeout"]
    (responder,) = [
        function["Properties"]["Timeout"]
        for function in resources(stack, "AWS::Lambda::Function").values()
        if function["Properties"]["Handler"].endswith("responder.lambda_handler")
    ]
    config = only_resource(stack, "AWS::Lambda::EventInvokeConfig")["Properties"]
    assert only_resource(stack, JOB)["Properties"]["ServiceTimeout"] == service_timeout
    assert config["MaximumEventAgeInSeconds"] == event_age
    assert event_age + timeout + 60 + responder <= int(service_timeout)
    assert 2 * timeout + 180 < event_age


def test_the_handler_can_be_set() -> None:
    """Runtime, architecture, memory and retention of the log are the caller's to choose."""
    options = UserImportHandlerOptions(
        runtime=lambda_.Runtime.PYTHON_3_12,
        architecture=lambda_.Architecture.X86_64,
        memory_size=1024,
        log_retention=logs.RetentionDays.ONE_WEEK,
        log_level=lambda_.ApplicationLogLevel.DEBUG,
        timeout=Duration.minutes(5),
    )
    stack = stack_with_import(handler_options=options)
    function = handler_function(stack)
    log_group = only_resource(stack, "AWS::Logs::LogGroup")["Properties"]
    assert function["Runtime"] == "python3.12"
    assert function["Architectures"] == ["x86_64"]
    assert function["MemorySize"] == 1024
    assert function["Timeout"] == 300
    assert function["LoggingConfig"]["ApplicationLogLevel"] == "DEBUG"
    assert log_group["RetentionInDays"] == 7


def test_the_id_of_the_handler_must_be_free() -> None:
    """Its logical ids are fixed, so it can take no other one."""
    stack = new_stack()
    Construct(stack, "CognitoUserImportHandler")
    with pytest.raises(ValueError, match=r"^The construct ID Cogn.* in stack Stack\. Received: a "):
        UserImportJob(stack, "Users", user_pool=new_pool(stack))
