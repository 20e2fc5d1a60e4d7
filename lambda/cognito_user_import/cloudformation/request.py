"""A CloudFormation request to a custom resource, checked before any other code uses it."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from cognito_user_import.aws.hosts import endpoint_override, is_response_bucket
from cognito_user_import.errors import InvalidEventError

logger = logging.getLogger(__name__)

CREATE: Final = "Create"
UPDATE: Final = "Update"
DELETE: Final = "Delete"

_MAX_TIMEOUT: Final = 3600
"""Seconds that CloudFormation waits if the resource has no ServiceTimeout."""
_URL_LIFETIME: Final = timedelta(hours=2)
"""AWS doesn't document it [?]. URLs with Signature Version 4 contain it. In six real events with
Version 2, the URL expires two hours after the creation of the stack, or up to minutes later."""
_CLOCK_SKEW: Final = timedelta(seconds=5)
"""Between CloudFormation's clock and Cognito's. Nobody deploys again sooner."""
_MAX_ID: Final = 384
"""Characters of an ID that the response repeats: more than AWS uses, and few enough to fit."""


CONTINUATION: Final = "Continuation"
"""The key that a continued event has in addition to CloudFormation's."""
MOST_CONTINUATIONS: Final = 4
"""Five invocations of 15 minutes are more than CloudFormation's hour. Lambda ends a function that
invokes itself about 16 times in a row."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """What an earlier invocation of the same request left to do.

    :param job_id: The job that runs, or that has its file and can't start yet.
    :param number: How many invocations came before.
    """

    job_id: str
    number: int


@dataclass(frozen=True, slots=True)
class Request:
    """A CloudFormation request.

    ``physical_resource_id`` is empty for Create. ``old_properties`` is empty except for Update.
    """

    type: str
    request_id: str
    stack_id: str
    logical_resource_id: str
    response_url: str
    physical_resource_id: str
    properties: Mapping[str, Any]
    old_properties: Mapping[str, Any]
    continuation: Continuation | None = None
    """What an earlier invocation of this request left to do."""

    @property
    def sent(self) -> datetime | None:
        """When CloudFormation signed the ResponseURL; None if the URL doesn't contain the time.

        It is a parameter of Signature Version 4. Version 2 has only the end of the URL's life.
        """
        query = parse_qs(urlsplit(self.response_url).query)
        try:
            if "X-Amz-Date" in query:
                return datetime.strptime(f"{query['X-Amz-Date'][0]}+0000", "%Y%m%dT%H%M%SZ%z")
            return datetime.fromtimestamp(int(query["Expires"][0]), UTC) - _URL_LIFETIME
        except (KeyError, ValueError, OverflowError, OSError):
            return None

    def made(self, moment: datetime) -> bool:
        """Return whether a job or a status from this moment can come from this request.

        If the URL doesn't contain the time, it can: an import must not run twice.
        """
        return self.sent is None or moment + _CLOCK_SKEW >= self.sent

    def precedes(self, moment: datetime) -> bool:
        """Return whether CloudFormation sent the request before this moment."""
        return self.sent is not None and moment - _CLOCK_SKEW > self.sent

    def is_stale(self, now: datetime) -> bool:
        """Return whether CloudFormation no longer waits for the response.

        Lambda can deliver an event hours after it was sent. Handling it then would create a job for
        a stack that was rolled back long ago.
        """
        if self.sent is None:
            logger.warning(
                "can't tell when CloudFormation sent this %s: a late or repeated delivery isn't "
                "recognized",
                self.type,
            )
            return False
        return self.seconds_left(now) < 0

    def seconds_left(self, now: datetime) -> float:
        """Return the seconds that CloudFormation still waits; the most it waits, if unknown."""
        timeout = self.properties.get("ServiceTimeout", "")
        is_known = isinstance(timeout, str) and re.fullmatch(r"[0-9]{1,4}", timeout)
        seconds = float(timeout) if is_known else _MAX_TIMEOUT
        # A clock that is ahead gives nobody more time.
        age = max((now - self.sent).total_seconds(), 0.0) if self.sent else 0.0
        return seconds - age

    @classmethod
    def of(cls, event: object) -> "Request":
        """Read the event of an invocation.

        :raises InvalidEventError: Not a CloudFormation request, so nobody waits for a response.
            The text names the field at fault and never its value.
        """
        if not isinstance(event, dict):
            raise InvalidEventError(
                f"Not a CloudFormation event: it must be an object. Received: {_type_name(event)}"
            )
        request_type = _text(event, "RequestType")
        if request_type not in (CREATE, UPDATE, DELETE):
            raise InvalidEventError("RequestType must be Create, Update, or Delete")
        stack_id = _id(event, "StackId")
        # Checked for Create, too, which shouldn't have one: crhelper repeats it in its response.
        own_id = _text(event, "PhysicalResourceId", empty=True)
        return cls(
            type=request_type,
            request_id=_id(event, "RequestId"),
            stack_id=stack_id,
            logical_resource_id=_id(event, "LogicalResourceId"),
            response_url=_response_url(event, stack_id),
            physical_resource_id="" if request_type == CREATE else own_id,
            properties=_object(event, "ResourceProperties"),
            old_properties=_object(event, "OldResourceProperties"),
            continuation=_continuation(event) if CONTINUATION in event else None,
        )


def _text(event: Mapping[str, Any], name: str, *, empty: bool = False) -> str:
    value = event.get(name, "" if empty else None)
    if not isinstance(value, str):
        raise InvalidEventError(f"{name} must be a string. Received: {_type_name(value)}")
    if not value and not empty:
        raise InvalidEventError(f"{name} must not be empty")
    return value


def _id(event: Mapping[str, Any], name: str) -> str:
    value = _text(event, name)
    if len(value) > _MAX_ID or not (value.isascii() and value.isprintable()):
        raise InvalidEventError(f"{name} must be at most {_MAX_ID} printable ASCII characters")
    return value


def _object(event: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = event.get(name, {})
    if not isinstance(value, dict):
        raise InvalidEventError(f"{name} must be an object. Received: {_type_name(value)}")
    return value


def _continuation(event: Mapping[str, Any]) -> Continuation:
    """Return what the handler's own earlier invocation added to the event."""
    value = _object(event, CONTINUATION)
    number = value.get("Number")
    if not isinstance(number, int) or not 0 < number <= MOST_CONTINUATIONS:
        raise InvalidEventError(f"Number must be 1 to {MOST_CONTINUATIONS}")
    return Continuation(_id(value, "JobId"), number)


def _type_name(value: object) -> str:
    return "nothing" if value is None else type(value).__name__


def _response_url(event: Mapping[str, Any], stack_id: str) -> str:
    """Return the ResponseURL if it belongs to CloudFormation in the stack's Region.

    Otherwise, anyone who can invoke the function could make it send the pre-signed URL anywhere. If
    AWS_ENDPOINT_URL directs the SDK to another endpoint, that endpoint is trusted.
    """
    url = _text(event, "ResponseURL")
    try:
        parts = urlsplit(url)
        host, port, user = parts.hostname or "", parts.port, parts.username
    except ValueError:
        raise InvalidEventError("ResponseURL must be a URL") from None
    if parts.scheme != "https":
        raise InvalidEventError("ResponseURL must be an https URL")
    if user is not None or parts.password is not None:
        raise InvalidEventError("ResponseURL must not contain user information")
    if re.search(r"[\x00-\x20\x7f-\U0010ffff]", url):
        raise InvalidEventError("ResponseURL must contain only visible ASCII characters")
    if not is_response_bucket(host, port, stack_id) and (host, port) != endpoint_override():
        raise InvalidEventError("ResponseURL must be on CloudFormation's host")
    return url
