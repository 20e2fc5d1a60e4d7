"""IAM's limits on policies in the embedded AWS, for calls and for stacks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, WaiterError

from local_aws import LocalAws
from local_aws.import_scenario import make_role

pytestmark = pytest.mark.integration

TRUST = {"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
TOO_LONG_INLINE = "Maximum policy size of 10240 bytes exceeded for role"
TOO_LONG = "Cannot exceed quota for PolicySize: 6144"
TOO_MANY = "Cannot exceed quota for PoliciesPerRole: 10"


def document(size: int, **statement: Any) -> dict[str, Any]:
    """Return a policy document of so many characters, not counting white space."""
    allowed = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "", **statement}
    made = {"Version": "2012-10-17", "Statement": [allowed]}
    arn = "arn:aws:s3:::"
    left = size - len(json.dumps(made, separators=(",", ":"))) - len(arn)
    allowed["Resource"] = arn + "x" * left
    return made


def refused(error: pytest.ExceptionInfo[ClientError]) -> str:
    """Return the message of a call that exceeded a limit."""
    assert error.value.response["Error"]["Code"] == "LimitExceeded"
    return error.value.response["Error"]["Message"]


def test_the_inline_policies_of_a_role_are_limited_together(aws: LocalAws) -> None:
    """White space is not counted, and what a policy replaces is not counted twice."""
    iam = aws.client("iam")
    role = make_role(aws, "lambda.amazonaws.com", []).rpartition("/")[2]

    def put(name: str, size: int) -> None:
        text = json.dumps(document(size), indent=9)
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=text)

    put("a", 6_000)
    put("b", 4_240)
    put("b", 4_240)
    with pytest.raises(ClientError) as error:
        put("c", 120)
    assert refused(error) == f"{TOO_LONG_INLINE} {role}"
    with pytest.raises(ClientError) as error:
        put("b", 4_241)
    assert refused(error) == f"{TOO_LONG_INLINE} {role}"


def test_a_managed_policy_is_limited(aws: LocalAws) -> None:
    """Its first version, and each further one."""
    iam = aws.client("iam")
    with pytest.raises(ClientError) as error:
        iam.create_policy(PolicyName="long", PolicyDocument=json.dumps(document(6_145)))
    assert refused(error) == TOO_LONG
    made = iam.create_policy(PolicyName="fits", PolicyDocument=json.dumps(document(6_144)))
    with pytest.raises(ClientError) as error:
        iam.create_policy_version(
            PolicyArn=made["Policy"]["Arn"], PolicyDocument=json.dumps(document(6_145))
        )
    assert refused(error) == TOO_LONG


def test_a_role_has_ten_managed_policies_at_most(aws: LocalAws) -> None:
    """One that is attached already may be attached again."""
    iam = aws.client("iam")
    role = make_role(aws, "lambda.amazonaws.com", []).rpartition("/")[2]
    for number in range(11):
        text = json.dumps(document(200))
        arn = iam.create_policy(PolicyName=f"p{number}", PolicyDocument=text)["Policy"]["Arn"]
        if number < 10:
            iam.attach_role_policy(RoleName=role, PolicyArn=arn)
            iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    with pytest.raises(ClientError) as error:
        iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    assert refused(error) == TOO_MANY


def resource(type_: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::IAM::{type_}", "Properties": properties}


def role_with(*sizes: int, **properties: Any) -> dict[str, Any]:
    """Return a role with inline policies of these sizes."""
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **TRUST}]}
    policies = [
        {"PolicyName": str(number), "PolicyDocument": document(size)}
        for number, size in enumerate(sizes)
    ]
    return resource("Role", AssumeRolePolicyDocument=trust, Policies=policies, **properties)


ROLE = {"Ref": "Role"}
EXCEEDING: dict[str, tuple[str, dict[str, Any]]] = {
    "inline in a role": (TOO_LONG_INLINE, {"Role": role_with(5_000, 5_241)}),
    "inline beside a role": (
        TOO_LONG_INLINE,
        {
            "Role": role_with(5_000),
            "Policy": resource(
                "RolePolicy", RoleName=ROLE, PolicyName="p", PolicyDocument=document(5_241)
            ),
        },
    ),
    "inline for a role": (
        TOO_LONG_INLINE,
        {
            "Role": role_with(5_000),
            "Policy": resource(
                "Policy", Roles=[ROLE], PolicyName="p", PolicyDocument=document(5_241)
            ),
        },
    ),
    "managed": (TOO_LONG, {"Policy": resource("ManagedPolicy", PolicyDocument=document(6_145))}),
    "attached": (
        TOO_MANY,
        {
            "Role": role_with(),
            **{
                f"Policy{n}": resource("ManagedPolicy", Roles=[ROLE], PolicyDocument=document(200))
                for n in range(11)
            },
        },
    ),
}


@pytest.mark.parametrize("kind", EXCEEDING)
def test_a_stack_that_exceeds_a_limit_fails(aws: LocalAws, kind: str) -> None:
    """With IAM's message as the reason."""
    cloudformation = aws.client("cloudformation")
    message, resources = EXCEEDING[kind]
    stack = cloudformation.create_stack(
        StackName=kind.replace(" ", "-"),
        TemplateBody=json.dumps({"Resources": resources}),
        Capabilities=["CAPABILITY_IAM"],
    )["StackId"]
    with pytest.raises(WaiterError):
        cloudformation.get_waiter("stack_create_complete").wait(
            StackName=stack, WaiterConfig={"Delay": 0.1, "MaxAttempts": 600}
        )
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    reasons = [e.get("ResourceStatusReason", "") for e in events]
    assert [reason for reason in reasons if message in reason]
