"""A user pool in a template of the embedded AWS: what its stack makes of it, and when it stays."""

from __future__ import annotations

import json

import pytest

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario, eventually, good_row

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

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


def create_stack(aws: LocalAws, name: str) -> str:
    """Create a stack with the pool, and return the stack's id."""
    cloudformation = aws.client("cloudformation")
    body = json.dumps({"Resources": {"Pool": POOL}})
    stack: str = cloudformation.create_stack(StackName=name, TemplateBody=body)["StackId"]
    waiter = cloudformation.get_waiter("stack_create_complete")
    waiter.wait(StackName=stack, WaiterConfig={"Delay": 0.1, "MaxAttempts": 400})
    return stack


def test_pool_of_a_template_is_described_as_it_was_declared(aws: LocalAws) -> None:
    """Nothing that decides about an import is lost, and the header has the pool's attributes."""
    create_stack(aws, "Pool")
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


def test_stack_cannot_delete_a_pool_with_a_running_job(aws: LocalAws) -> None:
    """CloudFormation fails to delete a pool into which a job imports, and can afterwards."""
    cloudformation = aws.client("cloudformation")
    stack = create_stack(aws, "Busy")
    pool = ImportScenario(aws)
    resources = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    pool.pool_id = resources[0]["PhysicalResourceId"]
    pool.header = pool.cognito.get_csv_header(UserPoolId=pool.pool_id)["CSVHeader"]
    aws.configure(pending_seconds=30)
    job = pool.create()
    pool.upload(job, pool.csv([good_row(1)]))
    pool.start(job)

    def status() -> str:
        return str(cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])

    cloudformation.delete_stack(StackName=stack)
    ended = eventually(status, lambda seen: seen in ("DELETE_FAILED", "DELETE_COMPLETE"))
    assert ended == "DELETE_FAILED"
    pool.cognito.stop_user_import_job(UserPoolId=pool.pool_id, JobId=job["JobId"])
    pool.wait(job)
    cloudformation.delete_stack(StackName=stack)
    eventually(status, lambda seen: seen == "DELETE_COMPLETE")
