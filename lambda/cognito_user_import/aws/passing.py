"""Refusals that pass by themselves, so that another attempt can succeed."""

import re
from typing import Final

PASSING_CODES: Final = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestTimeout",
        "RequestTimeoutException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
"""The transient and throttling codes of AWS's SDKs, in botocore/retries/standard.py. They include
LimitExceededException, which is a quota in Cognito."""
_PASSING_STATUSES: Final = frozenset({408, 429})
_CODE: Final = re.compile(rb"<Code>([A-Za-z]{1,64})</Code>")


def passes(status: int, code: str) -> bool:
    """Return whether a refusal with this HTTP status and error code can pass by itself."""
    return status >= 500 or status in _PASSING_STATUSES or code in PASSING_CODES


def error_code(body: bytes) -> str:
    """Return the error code in the body of a response from S3, or empty."""
    code = _CODE.search(body)
    return code[1].decode() if code else ""
