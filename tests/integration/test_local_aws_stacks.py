"""Stacks of the embedded AWS: their functions, and what becomes of a user pool in a template."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario, count_users, good_row, make_role

pytestmark = pytest.mark.integration

# Says that it is here, and answers when the other one has said so too.
MEETING = """
import json, os, time, urllib.request
import boto3

def handler(event, context):
    data, s3 = event["ResourceProperties"], boto3.client("s3")
    s3.put_object(Bucket="meeting", Key=data["Self"], Body=b"")
    end = time.monotonic() + 20
    status = "FAILED"
    while status == "FAILED" and time.monotonic() < end:
        time.sleep(0.02)
        keys = [item["Key"] for item in s3.list_objects_v2(Bucket="meeting")["Contents"]]
        status = "SUCCESS" if data["Other"] in keys else "FAILED"
    answer = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    answer.update(Status=status, PhysicalResourceId=data["Self"], Reason="nobody came")
    request = urllib.request.Request(
        event["ResponseURL"], json.dumps(answer).encode(), {"Content-Type": ""}, method="PUT"
    )
    urllib.request.urlopen(request)
"""
POOL = {
    "Type": "AWS::Cognito::UserPool",
    "Properties": {
        "UserPoolName": "people",
        "AutoVerifiedAttributes": ["email"],
        "AliasAttributes": ["email", "phone_number"],
        "MfaConfiguration": "OPTIONAL",
        "EnabledMfas": ["SOFTWARE_TOKEN_MFA"],
        "UserPoolTier": "PLUS",
        "UsernameConfiguration": {"CaseSensitive": False},
        "Schema": [
            {"Name": "given_name", "Required": True, "Mutable": True},
            {
                "Name": "department",
                "AttributeDataType": "String",
                "Mutable": True,
                "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "50"},
            },
            {
                "Name": "age",
                "AttributeDataType": "Number",
                "NumberAttributeConstraints": {"MaxValue": "200"},
            },
        ],
    },
}


def create(aws: LocalAws, name: str, resources: dict[str, Any]) -> None:
    """Begin to create a stack."""
    body = json.dumps({"Resources": resources})
    aws.client("cloudformation").create_stack(StackName=name, TemplateBody=body)


def wait(aws: LocalAws, name: str) -> None:
    """Wait until a stack is complete."""
    waiter = aws.client("cloudformation").get_waiter("stack_create_complete")
    waiter.wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 40})


def meeting(role: str, itself: str, other: str) -> dict[str, Any]:
    """Return a custom resource that waits for the one of another stack, and its function."""
    function = {
        "Runtime": "python3.12",
        "Handler": "index.handler",
        "Role": role,
        "Timeout": 60,
        "Code": {"ZipFile": MEETING},
    }
    service_token = {"Fn::GetAtt": ["Function", "Arn"]}
    properties = {"ServiceToken": service_token, "Self": itself, "Other": other}
    return {
        "Function": {"Type": "AWS::Lambda::Function", "Properties": function},
        "Meeting": {"Type": "Custom::Meeting", "Properties": properties},
    }


def test_functions_of_two_stacks_run_at_the_same_time(aws: LocalAws) -> None:
    """Neither stack would be complete if one function had to wait for the other's end."""
    aws.client("s3").create_bucket(
        Bucket="meeting", CreateBucketConfiguration={"LocationConstraint": aws.region}
    )
    role = make_role(aws, "lambda.amazonaws.com", ["s3:PutObject", "s3:ListBucket"])

    create(aws, "One", meeting(role, "one", "two"))
    create(aws, "Two", meeting(role, "two", "one"))

    wait(aws, "One")
    wait(aws, "Two")


def test_pool_of_a_template_is_described_as_it_was_declared(aws: LocalAws) -> None:
    """Nothing that decides about an import is lost, and the header has the pool's attributes."""
    create(aws, "Pool", {"Pool": POOL})
    wait(aws, "Pool")
    cognito = aws.client("cognito-idp")
    listed = cognito.list_user_pools(MaxResults=60)["UserPools"]
    pool_id = next(pool["Id"] for pool in listed if pool["Name"] == "people")

    pool = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    header = cognito.get_csv_header(UserPoolId=pool_id)["CSVHeader"]

    declared = ("AutoVerifiedAttributes", "AliasAttributes", "MfaConfiguration", "UserPoolTier")
    assert {name: pool[name] for name in declared} == {
        "AutoVerifiedAttributes": ["email"],
        "AliasAttributes": ["email", "phone_number"],
        "MfaConfiguration": "OPTIONAL",
        "UserPoolTier": "PLUS",
    }
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
    schema = {attribute["Name"]: attribute for attribute in pool["SchemaAttributes"]}
    assert schema["given_name"]["Required"] is True
    assert schema["custom:department"] == {
        "Name": "custom:department",
        "AttributeDataType": "String",
        "DeveloperOnlyAttribute": False,
        "Mutable": True,
        "Required": False,
        "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "50"},
    }
    assert schema["custom:age"]["NumberAttributeConstraints"] == {"MaxValue": "200"}
    assert header[-3:] == ["custom:department", "custom:age", "password_hash"]


def test_users_are_counted_without_listing_them(pool: ImportScenario) -> None:
    """The count is that of all pages of ListUsers, after two imports."""
    for first in (0, 70):
        pool.run(pool.csv([good_row(number) for number in range(first, first + 70)]))

    pages = pool.cognito.get_paginator("list_users").paginate(UserPoolId=pool.pool_id)

    assert count_users(pool.cognito, pool.pool_id) == 140
    assert sum(len(page["Users"]) for page in pages) == 140
