"""What can be wrong round an invocation: Cognito's faults, the time left, the job there is."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import EndpointConnectionError
from hypothesis import strategies as st

from tests.fakes.cognito import Fault, answer_lost, refused
from tests.faults.lab import SECRETS
from tests.faults.memory_world import UPLOAD

OPERATIONS = (
    "CreateUserImportJob",
    "DescribeUserImportJob",
    "ListUserImportJobs",
    "StopUserImportJob",
)
IMPORT_OPERATIONS = (
    "DescribeUserPool",
    "GetCSVHeader",
    "Invoke",
    "ListUsers",
    "StartUserImportJob",
    "HeadObject",
    "GetObject",
    "FilterLogEvents",
    UPLOAD,
)
"""Of an import with a source, besides the others."""
STACK_OPERATIONS = ("DescribeStackResource", "DescribeStacks")
_CODES = (
    "AccessDeniedException",
    "InvalidParameterException",
    "LimitExceededException",
    "NotAuthorizedException",
    "OperationNotEnabledException",
    "PreconditionNotMetException",
    "ResourceNotFoundException",
    "",
)
_MESSAGES = (
    "",
    "\x00\ud800",
    "\U0001f600" * 2000,
    '"' * 5000,
    f"{SECRETS['password hash']} https://h/p?X-Amz-Signature={SECRETS['PreSignedUrl']}",
    f"X-Amz-Security-Token={SECRETS['session token in a URL']}",
)
_FIELDS = ("JobId", "JobName", "Status", "CreationDate", "PreSignedUrl", "UserPoolId")


@dataclass(frozen=True)
class Trouble:
    """What calls of an operation do, once or for ever; its name is what a failure shows."""

    operation: str
    name: str
    fault: Fault
    always: bool

    def __repr__(self) -> str:
        return f"{self.operation}: {self.name}{' for ever' if self.always else ''}"


def raising(error: BaseException) -> Fault:
    """Raise an error in the middle of an operation."""

    def fault(_perform: Callable[[], Any]) -> Any:
        raise error

    return fault


def _changed(field: str, value: object) -> Fault:
    """Answer a job with a field that is another, or is not there."""

    def fault(perform: Callable[[], Any]) -> Any:
        answer = perform()
        if not isinstance(answer, dict):
            return answer
        job = dict(answer.get("UserImportJob", {}))
        job.pop(field, None)
        if value is not None:
            job[field] = value
        return {**answer, "UserImportJob": job} if "UserImportJob" in answer else answer

    return fault


FAULTS: dict[str, Fault] = {
    "throttled": refused("TooManyRequestsException"),
    "ThrottlingException": refused("ThrottlingException", status=429),
    "internal error": refused("InternalErrorException", status=500),
    "unavailable": refused("ServiceUnavailable", status=503),
    "answer lost": answer_lost,
    "unreachable": raising(EndpointConnectionError(endpoint_url="https://h/?X-Amz-Signature=x")),
    "MemoryError": raising(MemoryError()),
    "SystemExit": raising(SystemExit(1)),
    "KeyboardInterrupt": raising(KeyboardInterrupt()),
    **{f"{code} {text[:9]!r}": refused(code, text) for code in _CODES for text in _MESSAGES},
    **{f"raises {text[:9]!r}": raising(RuntimeError(text)) for text in _MESSAGES},
    **{f"no {field}": _changed(field, None) for field in _FIELDS},
    **{f"empty {field}": _changed(field, "") for field in _FIELDS if field != "CreationDate"},
    "a status not known": _changed("Status", "Paused"),
    "a message of 5 kB": _changed("CompletionMessage", "x" * 5000),
    "a message of emoji": _changed("CompletionMessage", "\U0001f600" * 900),
    "a job of 1970": _changed("CreationDate", 0),
    "a job of the year 9999": _changed("CreationDate", 253402300799),
    "an odd count": _changed("ImportedUsers", math.nan),
}

troubles = st.lists(
    st.builds(
        lambda operation, name, always: Trouble(operation, name, FAULTS[name], always),
        st.sampled_from(OPERATIONS * 2 + IMPORT_OPERATIONS + STACK_OPERATIONS),
        st.sampled_from(sorted(FAULTS)),
        st.booleans(),
    ),
    max_size=4,
)
"""Up to four faults of Cognito, S3, the logs or the upload."""
seconds_left = st.sampled_from((900, 900, 300, 61, 59, 15, 2, 0.4, 0.01, 0))
"""What is left to the invocation at its start."""
