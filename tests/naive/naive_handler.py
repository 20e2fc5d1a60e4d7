"""A handler of import jobs as one writes it from crhelper's README, to compare ours with.

Its constructor call is the README's, "this example shows the defaults"; its functions call boto3,
also with its defaults, in the obvious way.
"""

import logging
from collections.abc import Callable
from typing import Any

from crhelper import CfnResource

logger = logging.getLogger(__name__)


def naive_resource(make_client: Callable[[], Any]) -> Callable[[Any, Any], None]:
    """Return the handler of one execution environment."""
    helper = CfnResource(
        json_logging=False,
        log_level="DEBUG",
        boto_level="CRITICAL",
        sleep_on_delete=120,
        ssl_verify=None,
    )
    try:
        client = make_client()
    except Exception as e:
        helper.init_failure(e)

    @helper.create
    def create(event: Any, _context: Any) -> str:
        logger.info("Got Create")
        properties = event["ResourceProperties"]
        job = client.create_user_import_job(
            JobName=properties["JobName"],
            UserPoolId=properties["UserPoolId"],
            CloudWatchLogsRoleArn=properties["CloudWatchLogsRoleArn"],
        )["UserImportJob"]
        helper.Data.update({"JobId": job["JobId"], "PreSignedUrl": job["PreSignedUrl"]})
        return str(job["JobId"])

    @helper.update
    def update(event: Any, context: Any) -> str:
        logger.info("Got Update")
        # A job cannot be changed: another one, and CloudFormation deletes the old id.
        return str(create(event, context))

    @helper.delete
    def delete(event: Any, _context: Any) -> None:
        logger.info("Got Delete")
        job = {
            "UserPoolId": event["ResourceProperties"]["UserPoolId"],
            "JobId": event["PhysicalResourceId"],
        }
        try:
            status = client.describe_user_import_job(**job)["UserImportJob"]["Status"]
            if status in ("Pending", "InProgress"):
                client.stop_user_import_job(**job)
        except client.exceptions.ResourceNotFoundException:
            logger.info("gone already")

    return helper
