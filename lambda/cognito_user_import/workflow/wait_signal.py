"""Tells a deployment that waits for an execution how it ended.

The wait handle's URL is a secret: whoever has it can end the wait. No document and no state holds
it. CloudFormation gives it, as the handle's physical ID, to the step that needs it.
"""

import json
import logging
from typing import Final
from urllib.parse import urlsplit

from cognito_user_import.aws.hosts import is_s3
from cognito_user_import.cloudformation.delivery import deliver
from cognito_user_import.errors import ServiceError, UserImportError
from cognito_user_import.workflow.execution_folder import Json
from cognito_user_import.workflow.step import Step

logger = logging.getLogger(__name__)

DEPLOYMENT: Final = "deployment.json"
"""The document of an execution that a deployment started: ``StackId``, ``UserPoolId``, and the
logical ID of a ``WaitHandle``, or empty."""
_GONE: Final = "ValidationError"
"""The code for a stack or a handle that doesn't exist, as after a rollback."""
LONGEST_REASON: Final = 2000
"""Characters. AWS documents no limit [?]; a custom resource's response has 4,096 bytes."""


def send_signal(step: Step, *, succeeded: bool, imported: int, reason: str) -> None:
    """Send the result to the deployment, if one waits. It is sent at most once per attempt.

    :param reason: Up to LONGEST_REASON characters.
    :raises ServiceError: CloudFormation didn't give the URL.
    """
    deployment = step.folder.get(DEPLOYMENT)
    if not deployment or not deployment["WaitHandle"]:
        return
    body = {
        "Status": "SUCCESS" if succeeded else "FAILURE",
        "Reason": reason,
        # The only signal: so the condition's data is this name with the count.
        "UniqueId": "ImportedUsers",
        "Data": str(imported),
    }
    try:
        _send(step, _url(step, deployment), json.dumps(body).encode())
    except UserImportError as error:
        if isinstance(error, ServiceError) and error.code != _GONE:
            raise
        logger.warning("the deployment wasn't told: %s", error)


def _url(step: Step, deployment: Json) -> str:
    client = step.clients.cloudformation
    stack, handle = deployment["StackId"], deployment["WaitHandle"]
    calls = step.calls.about(
        f"stack {stack}",
        {"AccessDenied": "Allow the function's role cloudformation:DescribeStackResource."},
    )
    detail = calls(
        "DescribeStackResource",
        lambda: client.describe_stack_resource(StackName=stack, LogicalResourceId=handle),
    )["StackResourceDetail"]
    return str(detail.get("PhysicalResourceId", ""))


def _send(step: Step, url: str, body: bytes) -> None:
    try:
        parts = urlsplit(url)
        is_right = parts.scheme == "https" and is_s3(parts.hostname or "", parts.port)
    except ValueError:  # Its text can contain the URL.
        is_right = False
    if not is_right:
        raise UserImportError("The wait handle has no URL of Amazon S3.")
    deliver(url, body, step.deadline)
