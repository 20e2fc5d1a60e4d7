"""The on-failure destination of the handler: answers for an invocation that could not.

Lambda invokes it when the handler was killed, ran out of memory or time at each attempt, or never
ran. Without boto3 and without crhelper, so that what broke the handler does not break it too.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cloudformation.delivery import Deliver, deliver
from cognito_user_import.cloudformation.lambda_context import Context
from cognito_user_import.cloudformation.physical_id import no_job_id
from cognito_user_import.cloudformation.request import DELETE, Request
from cognito_user_import.cloudformation.response import FAILED, SUCCESS, response_body
from cognito_user_import.errors import InvalidEventError
from cognito_user_import.logs import redact_logs, set_log_level

logger = logging.getLogger(__name__)

_MARGIN: Final = 1.0


def respond(record: object, context: Context, deliver: Deliver = deliver) -> None:
    """Answer the request of a failed invocation: FAILED, and SUCCESS for a Delete.

    A Delete that fails would block the stack until a person acts.

    :param record: Lambda's record of an asynchronous invocation.
    :raises InvalidEventError: It is none, or its payload is no request of CloudFormation.
    :raises DeliveryError: CloudFormation did not take the answer; Lambda then invokes again.
    """
    if not isinstance(record, dict):
        raise InvalidEventError("the record of the invocation must be an object")
    request = Request.of(record.get("requestPayload"))
    if request.is_stale(datetime.now(UTC)):
        logger.warning("%s came too late: CloudFormation has given it up", request.type)
        return
    reason = _reason(record)
    logger.warning("answering %s for the handler: %s", request.type, reason)
    body = response_body(
        request,
        SUCCESS if request.type == DELETE else FAILED,
        request.physical_resource_id or no_job_id(request.stack_id, request.logical_resource_id),
        reason,
    )
    seconds = context.get_remaining_time_in_millis() / 1000
    deliver(request.response_url, body, Deadline(seconds - _MARGIN))


def _reason(record: Mapping[str, Any]) -> str:
    condition = _text(record, "requestContext", "condition") or "an unknown condition"
    attempts = _text(record, "requestContext", "approximateInvokeCount") or "an unknown number of"
    error = _text(record, "responsePayload", "errorMessage") or "it left no error"
    return (
        f"The handler of the import job did not answer: {condition} after {attempts} attempts; "
        f"{error}. See its log."
    )


def _text(record: Mapping[str, Any], part: str, name: str) -> str:
    value = record.get(part)
    return str(value.get(name, "")) if isinstance(value, dict) else ""


redact_logs()
set_log_level()


def lambda_handler(record: object, context: Context) -> None:
    """Answer for one failed invocation."""
    respond(record, context)
