"""The handler's on-failure destination: responds for an invocation that couldn't.

Lambda invokes it if every attempt of the handler was killed or ran out of memory or time, or if the
handler never ran. It doesn't import boto3 or crhelper, so a fault in them can't break it, too.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cloudformation.delivery import Deliver, deliver
from cognito_user_import.cloudformation.lambda_context import Context
from cognito_user_import.cloudformation.physical_id import no_job_id
from cognito_user_import.cloudformation.request import CREATE, DELETE, Request
from cognito_user_import.cloudformation.response import FAILED, SUCCESS, response_body
from cognito_user_import.errors import InvalidEventError
from cognito_user_import.logs import redact_logs, set_log_level

logger = logging.getLogger(__name__)

_MARGIN: Final = 1.0


def respond(record: object, context: Context, deliver: Deliver = deliver) -> None:
    """Respond to the request of a failed invocation: FAILED, or SUCCESS for a Delete.

    A failed Delete would block the stack until someone intervenes.

    :param record: Lambda's record of an asynchronous invocation.
    :raises InvalidEventError: Not such a record, or its payload isn't a CloudFormation request.
    :raises DeliveryError: CloudFormation didn't accept the response. Lambda then invokes again.
    """
    if not isinstance(record, dict):
        raise InvalidEventError("Not an invocation record: it must be an object")
    request = Request.of(record.get("requestPayload"))
    if request.is_stale(datetime.now(UTC)):
        logger.warning("%s arrived too late: CloudFormation no longer waits for it", request.type)
        return
    reason = _reason(record)
    logger.warning("responding to %s for the handler: %s", request.type, reason)
    body = response_body(
        request,
        SUCCESS if request.type == DELETE else FAILED,
        _physical_id(request),
        reason,
    )
    seconds = context.get_remaining_time_in_millis() / 1000
    deliver(request.response_url, body, Deadline(seconds - _MARGIN))


def _physical_id(request: Request) -> str:
    if request.type == CREATE and request.continuation:
        # So that Delete stops this job.
        return request.continuation.job_id
    return request.physical_resource_id or no_job_id(request.stack_id, request.logical_resource_id)


def _reason(record: Mapping[str, Any]) -> str:
    condition = _text(record, "requestContext", "condition") or "an unknown condition"
    attempts = _text(record, "requestContext", "approximateInvokeCount") or "an unknown number of"
    error = _text(record, "responsePayload", "errorMessage") or "no error message"
    return (
        f"The import job's handler didn't respond: {condition} after {attempts} attempts; "
        f"{error}. See the handler's log."
    )


def _text(record: Mapping[str, Any], part: str, name: str) -> str:
    value = record.get(part)
    return str(value.get(name, "")) if isinstance(value, dict) else ""


redact_logs()
set_log_level()


def lambda_handler(record: object, context: Context) -> None:
    """Respond for one failed invocation."""
    respond(record, context)
