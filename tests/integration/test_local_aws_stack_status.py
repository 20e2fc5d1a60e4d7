"""What the embedded AWS's CloudFormation says about a stack while a request is at work."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from local_aws import LocalAws

pytestmark = pytest.mark.integration

CODE = """
import json, urllib.request, boto3

def handler(event, context):
    stack, name = event["StackId"], event["LogicalResourceId"]
    cloudformation = boto3.client("cloudformation")
    try:
        told = cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId=name)
        resource = told["StackResourceDetail"]
        said = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        answer = {
            "stack": [said["StackStatus"], "LastUpdatedTime" in said],
            "resource": [resource["ResourceStatus"], resource["PhysicalResourceId"]],
            "since": resource["LastUpdatedTimestamp"].timestamp(),
        }
    except Exception as error:
        answer = {"error": str(error)}
    answer |= {"type": event["RequestType"], "query": event["ResponseURL"].partition("?")[2]}
    print("ASKED", json.dumps(answer))
    properties = event["ResourceProperties"]
    failed = properties["Fail"] == "yes" and event["RequestType"] == "Update"
    response = {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
    response |= {"Status": "FAILED" if failed else "SUCCESS", "Reason": "As asked."}
    response["PhysicalResourceId"] = properties["Id"]
    body = json.dumps(response).encode()
    urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], body, method="PUT"))
"""
ACTIONS = ("cloudformation:DescribeStackResource", "cloudformation:DescribeStacks")


def template(*actions: str, **resources: tuple[str, str]) -> str:
    """Return a template with custom resources that ask, by their IDs and whether they fail.

    :param actions: What their function is allowed to do with its own stack.
    """
    trusted = {"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    allowed = {"Action": list(actions), "Resource": {"Ref": "AWS::StackId"}}
    made: dict[str, tuple[str, dict[str, Any]]] = {
        "Role": ("AWS::IAM::Role", {"AssumeRolePolicyDocument": policy_document(trusted)}),
        "Policy": (
            "AWS::IAM::RolePolicy",
            {
                "RoleName": {"Ref": "Role"},
                "PolicyName": "Ask",
                "PolicyDocument": policy_document(allowed),
            },
        ),
        "Asker": (
            "AWS::Lambda::Function",
            {
                "Code": {"ZipFile": CODE},
                "Handler": "index.handler",
                "Runtime": "python3.13",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Timeout": 60,
            },
        ),
    }
    token = {"Fn::GetAtt": ["Asker", "Arn"]}
    for name, (physical_id, fail) in resources.items():
        properties = {"ServiceToken": token, "Id": physical_id, "Fail": fail}
        made[name] = ("Custom::Question", properties)
    return json.dumps(
        {
            "Resources": {
                name: {
                    "Type": type_,
                    "Properties": properties,
                    **({"DependsOn": "Policy"} if type_ == "Custom::Question" else {}),
                }
                for name, (type_, properties) in made.items()
            }
        }
    )


def policy_document(statement: dict[str, Any]) -> dict[str, Any]:
    """Return a document that allows what the statement says."""
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}


class AskingStack:
    """A stack whose custom resources ask about it."""

    def __init__(self, aws: LocalAws, name: str, body: str) -> None:
        self._name, self._logs = name, aws.client("logs")
        self._cloudformation = aws.client("cloudformation")
        self._request = {"Capabilities": ["CAPABILITY_IAM"]}
        stack = self._cloudformation.create_stack(
            StackName=name, TemplateBody=body, **self._request
        )
        self._id: str = stack["StackId"]
        self._wait("stack_create_complete")

    def update(self, body: str, *, fails: bool = False) -> None:
        """Update the stack, and wait for the end."""
        self._cloudformation.update_stack(StackName=self._id, TemplateBody=body, **self._request)
        self._wait("stack_rollback_complete" if fails else "stack_update_complete")

    def delete(self) -> None:
        """Delete the stack, and wait for the end."""
        self._cloudformation.delete_stack(StackName=self._id)
        self._wait("stack_delete_complete")

    def _wait(self, state: str) -> None:
        waiter = self._cloudformation.get_waiter(state)
        waiter.wait(StackName=self._id, WaiterConfig={"Delay": 0.1, "MaxAttempts": 600})

    def answers(self) -> list[dict[str, Any]]:
        """Return what each request was told, in order."""
        groups = self._logs.describe_log_groups()["logGroups"]
        (group,) = (g["logGroupName"] for g in groups if f"/{self._name}-" in g["logGroupName"])
        events = self._logs.filter_log_events(logGroupName=group)["events"]
        messages = [event["message"] for event in events]
        return [json.loads(m.removeprefix("ASKED ")) for m in messages if m.startswith("ASKED ")]


def test_a_status_is_told_from_before_the_request_on(aws: LocalAws) -> None:
    """Of the stack and the resource: in each request, in a rollback, and in the cleanup."""
    stack = AskingStack(aws, "Asking", template(*ACTIONS, A=("1", "no")))
    stack.update(template(*ACTIONS, A=("2", "no"), B=("b", "no")))
    stack.update(template(*ACTIONS, A=("2", "yes"), B=("b", "no")), fails=True)
    stack.update(template(*ACTIONS, A=("2", "no")))
    stack.delete()
    answers = stack.answers()
    assert [(told["type"], told["stack"], told["resource"]) for told in answers] == [
        ("Create", ["CREATE_IN_PROGRESS", False], ["CREATE_IN_PROGRESS", ""]),
        ("Update", ["UPDATE_IN_PROGRESS", True], ["UPDATE_IN_PROGRESS", "1"]),
        ("Create", ["UPDATE_IN_PROGRESS", True], ["CREATE_IN_PROGRESS", ""]),
        ("Delete", ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", True], ["UPDATE_COMPLETE", "2"]),
        ("Update", ["UPDATE_IN_PROGRESS", True], ["UPDATE_IN_PROGRESS", "2"]),
        ("Update", ["UPDATE_ROLLBACK_IN_PROGRESS", True], ["UPDATE_IN_PROGRESS", "2"]),
        ("Delete", ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", True], ["DELETE_IN_PROGRESS", "b"]),
        ("Delete", ["DELETE_IN_PROGRESS", True], ["DELETE_IN_PROGRESS", "2"]),
    ]
    for told in answers:
        signed = datetime.strptime(f"{told['query'][:27]}+0000", "X-Amz-Date=%Y%m%dT%H%M%SZ%z")
        assert told["query"][27:] == "&X-Amz-Expires=7200"
        assert int(told["since"]) <= signed.timestamp() <= told["since"] + 5


@pytest.mark.parametrize("missing", ACTIONS)
def test_only_the_roles_policy_allows_the_question(aws: LocalAws, missing: str) -> None:
    """Each action by itself, on the stack's own ARN."""
    (allowed,) = set(ACTIONS) - {missing}
    stack = AskingStack(aws, missing.rpartition(":")[2], template(allowed, A=("1", "no")))
    (told,) = stack.answers()
    assert f"is not authorized to perform: {missing} because no identity-based" in told["error"]


def test_a_role_policy_is_replaced_if_its_name_changes(aws: LocalAws) -> None:
    """The new one is there before the old one goes; a change of the document replaces nothing."""
    body = json.loads(template(ACTIONS[0], A=("1", "no")))
    stack = AskingStack(aws, "Renamed", json.dumps(body))
    policy = body["Resources"]["Policy"]["Properties"]
    policy["PolicyDocument"]["Statement"][0]["Action"] = list(ACTIONS)
    body["Resources"]["A"]["Properties"]["Id"] = "2"
    stack.update(json.dumps(body))
    policy["PolicyName"] = "Another"
    body["Resources"]["A"]["Properties"]["Id"] = "3"
    stack.update(json.dumps(body))
    iam = aws.client("iam")
    (role,) = (
        found["RoleName"]
        for found in iam.list_roles()["Roles"]
        if found["RoleName"].startswith("Renamed-")
    )
    assert iam.list_role_policies(RoleName=role)["PolicyNames"] == ["Another"]
    assert ["error" in told for told in stack.answers()] == [True, False, False, False, False]
