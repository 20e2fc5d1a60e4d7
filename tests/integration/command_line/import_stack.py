"""A stack with import jobs, as CloudFormation knows it after a deployment."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any

from local_aws import LocalAws
from local_aws.import_scenario import make_role

# Answers with the JobId that it is given: what the real function does is tested elsewhere.
_FUNCTION = """
import json, urllib.request

def handler(event, context):
    answer = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    job_id = event["ResourceProperties"]["Job"]
    answer.update(Status="SUCCESS", PhysicalResourceId=job_id)
    request = urllib.request.Request(
        event["ResponseURL"], json.dumps(answer).encode(), {"Content-Type": ""}, method="PUT"
    )
    urllib.request.urlopen(request)
"""
_NUMBERS = itertools.count(1)


def deploy_stack(
    aws: LocalAws,
    jobs: Mapping[str, str],
    outputs: Mapping[str, str],
    *,
    name: str = "",
    **resources: Any,
) -> str:
    """Deploy a stack, and return its name.

    :param name: Default: - one that no other stack has
    :param jobs: Job ids by the logical ids of their resources.
    """
    name = name or f"Stack{next(_NUMBERS)}"
    function = {
        "Runtime": "python3.12",
        "Handler": "index.handler",
        "Role": make_role(aws, "lambda.amazonaws.com", []),
        "Timeout": 60,
        "Code": {"ZipFile": _FUNCTION},
    }
    token = {"Fn::GetAtt": ["Function", "Arn"]}
    template = {
        "Resources": {
            "Function": {"Type": "AWS::Lambda::Function", "Properties": function},
            **{
                logical_id: {
                    "Type": "Custom::CognitoUserImportJob",
                    "Properties": {"ServiceToken": token, "Job": job_id},
                }
                for logical_id, job_id in jobs.items()
            },
            **resources,
        },
        "Outputs": {key: {"Value": value} for key, value in outputs.items()},
    }
    cloudformation = aws.client("cloudformation")
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(template))
    waiter = cloudformation.get_waiter("stack_create_complete")
    waiter.wait(StackName=name, WaiterConfig={"Delay": 0.05, "MaxAttempts": 800})
    return name
