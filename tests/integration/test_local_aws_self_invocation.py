"""A function that invokes itself asynchronously: its rights, overlap, repeats, destination."""

import json
from typing import Any

import pytest

from local_aws import LocalAws
from tests.integration.small_functions import SmallFunction

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

CODE = """
import boto3, json, os, time

def write(key, value):
    boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key=key, Body=json.dumps(value))

def again(context, event):
    boto3.client("lambda").invoke(FunctionName=context.invoked_function_arn,
                                  InvocationType="Event", Payload=json.dumps(event))
"""
OVERLAPPING = (
    CODE
    + """
def handler(event, context):
    began = time.time()
    if event["step"] == 1:
        again(context, {**event, "step": 2})
        wait = boto3.client("s3").get_waiter("object_exists")
        wait.wait(Bucket=os.environ["BUCKET"], Key="2", WaiterConfig={"Delay": 1})
    write(str(event["step"]), {"event": event, "began": began, "ended": time.time()})
"""
)
FAILING = (
    CODE
    + """
def handler(event, context):
    if "requestPayload" in event:
        write("left over", event["requestPayload"])
    elif event["step"] == 1:
        again(context, {"step": 2})
    else:
        write(context.aws_request_id, event)
        raise RuntimeError("step 2")
"""
)


def test_a_second_invocation_runs_beside_the_first(aws: LocalAws) -> None:
    """The first ends after the second, which has the whole event, a ResponseURL included."""
    function = SmallFunction(aws, OVERLAPPING, "lambda:InvokeFunction", "s3:*")
    event = {"step": 1, "ResponseURL": "https://127.0.0.1/answer?X-Amz-Date=20260101T000000Z"}
    function.invoke(event)
    written = function.written(2)
    assert written["1"]["began"] < written["2"]["began"] < written["2"]["ended"]
    assert written["2"]["ended"] < written["1"]["ended"]
    assert written["2"]["event"] == {**event, "step": 2}


def test_a_role_must_allow_it(aws: LocalAws) -> None:
    """As for any call of AWS."""
    function = SmallFunction(aws, OVERLAPPING, "s3:*")
    answer = function.invoke({"step": 1})
    assert "AccessDeniedException" in answer["errorMessage"]
    assert "lambda:InvokeFunction" in answer["errorMessage"]


@pytest.mark.parametrize("attempts", [1, 3])
def test_a_failed_self_invocation_is_repeated_and_left_over(aws: LocalAws, attempts: int) -> None:
    """By the function's own settings; the destination here is the function itself."""
    function = SmallFunction(aws, FAILING, "lambda:InvokeFunction")
    aws.client("lambda").put_function_event_invoke_config(
        FunctionName=function.name,
        MaximumRetryAttempts=attempts - 1,
        DestinationConfig={"OnFailure": {"Destination": function.arn}},
    )
    function.invoke({"step": 1})
    written: dict[str, Any] = function.written(attempts + 1)
    assert written.pop("left over") == {"step": 2}
    assert list(written.values()) == [{"step": 2}] * attempts


def test_a_self_invocation_in_a_stack_is_left_to_the_destination(aws: LocalAws) -> None:
    """CloudFormation's settings count as those of the API."""
    function = SmallFunction(aws, FAILING, "lambda:InvokeFunction")
    template = {
        "Resources": {
            "Settings": {
                "Type": "AWS::Lambda::EventInvokeConfig",
                "Properties": {
                    "FunctionName": function.name,
                    "Qualifier": "$LATEST",
                    "MaximumRetryAttempts": 0,
                    "DestinationConfig": {"OnFailure": {"Destination": function.arn}},
                },
            }
        }
    }
    cloudformation = aws.client("cloudformation")
    cloudformation.create_stack(StackName="Left", TemplateBody=json.dumps(template))
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName="Left", WaiterConfig={"Delay": 0.1, "MaxAttempts": 400}
    )
    function.invoke({"step": 1})
    written = function.written(2)
    assert written.pop("left over") == {"step": 2}
    assert list(written.values()) == [{"step": 2}]
