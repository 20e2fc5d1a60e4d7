"""Hands a request over to the next invocation: an import can outlast Lambda's 15 minutes."""

import json
import logging
from collections.abc import Mapping
from typing import Any, Final

from cognito_user_import.aws.clients import Clients
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cloudformation.request import CONTINUATION, Continuation

logger = logging.getLogger(__name__)

_PATIENCE: Final = 60.0
_ADVICE: Final = {
    "AccessDeniedException": "Allow the handler's role lambda:InvokeFunction on its own function.",
}


def continue_in_next(
    event: Mapping[str, Any],
    continuation: Continuation,
    function_arn: str,
    clients: Clients,
    deadline: Deadline,
) -> None:
    """Invoke this function again with the same request.

    :raises ServiceError: Lambda didn't accept the invocation.
    """
    continued = {CONTINUATION: {"JobId": continuation.job_id, "Number": continuation.number}}
    payload = json.dumps({**event, **continued})
    calls = ServiceCalls(
        f"function {function_arn}", deadline, 0.0, advice=_ADVICE, patience=_PATIENCE
    )
    calls(
        "Invoke",
        lambda: clients.functions.invoke(
            FunctionName=function_arn, InvocationType="Event", Payload=payload
        ),
    )
    logger.info("invocation %d continues with job %s", continuation.number + 1, continuation.job_id)
