"""The record of import operations that the server has served."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    """A call of an import operation: answered, refused, or lost."""

    operation: str
    principal_arn: str
    user_pool_id: str | None
    job_id: str | None
    job_name: str | None
    #: The code of the error that was answered, or None.
    error: str | None
    #: When the call came in, in epoch seconds.
    time: float


def recorded_call(
    operation: str, principal_arn: str, request: bytes, status: int, answer: bytes, time: float
) -> Call:
    """Return the record of a call from its request and response."""
    asked, answered = _decoded(request), _decoded(answer)
    job = answered.get("UserImportJob") or asked
    error = None
    if status >= 400:
        error = str(answered.get("__type") or answered.get("code") or status).rpartition("#")[2]
    return Call(
        operation=operation,
        principal_arn=principal_arn,
        user_pool_id=asked.get("UserPoolId"),
        job_id=job.get("JobId"),
        job_name=job.get("JobName"),
        error=error,
        time=time,
    )


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:  # A broken request is recorded too, without its parts.
        return {}
    return value if isinstance(value, dict) else {}
