"""ListUsers is ministack's; what it lacks are throttling, failures, and bad tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping

from local_aws.errors import ServiceError, invalid_parameter
from local_aws.faults import LIST_USERS, FaultDesk


def check_listing(headers: Mapping[str, str], body: bytes, desk: FaultDesk) -> None:
    """Raise the error of a request to list users that is to fail; let all others pass."""
    if headers.get("x-amz-target") != f"AWSCognitoIdentityProviderService.{LIST_USERS}":
        return
    if desk.take("throttle", LIST_USERS):
        raise ServiceError("TooManyRequestsException", "Rate exceeded")
    if (failure := desk.take_failure(LIST_USERS)) is not None:
        raise ServiceError(failure.code, failure.message)
    token = json.loads(body or b"{}").get("PaginationToken")
    # ministack begins at the first user again.
    if token is not None and not (token.isascii() and token.isdigit()):
        raise invalid_parameter("Invalid pagination token.")
