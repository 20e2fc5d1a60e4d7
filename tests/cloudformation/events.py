"""Requests of CloudFormation, as it sends them."""

from typing import Any

from tests.fakes.cognito import POOL, ROLE

STACK_ID = "arn:aws:cloudformation:eu-central-1:111122223333:stack/Users/6e7f-xmpl"
LOGICAL_ID = "Users0A0EEA89"


def properties(**changes: Any) -> dict[str, Any]:
    """Return resource properties; one that is None is left out."""
    given = {
        "ServiceToken": "arn:aws:lambda:eu-central-1:111122223333:function:handler",
        "ServiceTimeout": "3000",
        "UserPoolId": POOL,
        "JobName": "seed",
        "CloudWatchLogsRoleArn": ROLE,
        **changes,
    }
    return {name: value for name, value in given.items() if value is not None}


def request(
    request_type: str,
    response_url: str,
    *,
    physical_resource_id: str | None = None,
    old: dict[str, Any] | None = None,
    request_id: str = "0f2d-xmpl",
    **changes: Any,
) -> dict[str, Any]:
    """Return an event; the changes are those of its ResourceProperties."""
    event = {
        "RequestType": request_type,
        "RequestId": request_id,
        "ResponseURL": response_url,
        "StackId": STACK_ID,
        "ResourceType": "Custom::CognitoUserImportJob",
        "LogicalResourceId": LOGICAL_ID,
        "ResourceProperties": properties(**changes),
        "PhysicalResourceId": physical_resource_id,
        "OldResourceProperties": old,
    }
    return {name: value for name, value in event.items() if value is not None}
