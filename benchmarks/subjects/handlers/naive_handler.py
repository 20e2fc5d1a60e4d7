"""The naive handler: crhelper by its defaults, as its README shows it, and boto3's client."""

from typing import Any

import boto3
from crhelper import CfnResource

helper = CfnResource()
cognito = boto3.client("cognito-idp")


def lambda_handler(event: dict[str, Any], context: Any) -> None:
    """Handle one request of CloudFormation."""
    helper(event, context)


@helper.delete
def delete(event: dict[str, Any], _context: Any) -> None:
    """Look whether the job is running, which is all there is to do if it is not."""
    cognito.describe_user_import_job(
        UserPoolId=event["ResourceProperties"]["UserPoolId"], JobId=event["PhysicalResourceId"]
    )
