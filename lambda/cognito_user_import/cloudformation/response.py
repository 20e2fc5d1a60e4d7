"""The response to a CloudFormation request: at most 4,096 bytes, every value a string."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from cognito_user_import.cloudformation.request import DELETE, Request
from cognito_user_import.logs import redact

SUCCESS: Final = "SUCCESS"
FAILED: Final = "FAILED"
MAX_BYTES: Final = 4096
"""Of the whole body. S3 answers a longer one with 200, but the resource fails as "too long"."""

# The stack already has the role. With the longest possible IDs, URL, and role, the fields don't all
# fit. Without the role, they do (3,656 bytes).
_EXPENDABLE: Final = ("CloudWatchLogsRoleArn",)
_NO_REASON: Final = "No reason given. See the handler's log."
_DONE: Final = "Done."
_MAX_REASON: Final = 2048
_MAX_PHYSICAL_ID: Final = 1024
"""Bytes, as CloudFormation allows."""


def response_body(
    request: Request,
    status: str,
    physical_resource_id: str,
    reason: str = "",
    data: Mapping[str, object] | None = None,
) -> bytes:
    """Return the body of the response: UTF-8 encoded JSON of at most 4,096 bytes.

    :param reason: Truncated at its end if it doesn't fit. Secrets are removed.
    :param data: The attributes. Omitted from a failure and from the response to a Delete. If they
        don't fit, the response is FAILED and says so; for an Update, with its event's ID.
    """
    attributes = {} if status == FAILED or request.type == DELETE else _texts(data or {})
    reason = _visible(redact(reason)) or (_NO_REASON if status == FAILED else _DONE)
    answer = {
        "Status": status,
        "RequestId": request.request_id,
        "StackId": request.stack_id,
        "LogicalResourceId": request.logical_resource_id,
        "PhysicalResourceId": _cut(_encodable(physical_resource_id), _MAX_PHYSICAL_ID),
        "Reason": "",
        "NoEcho": False,
        "Data": attributes,
    }
    for name in _EXPENDABLE:
        if len(_encoded(answer)) + len(_DONE) > MAX_BYTES:
            attributes.pop(name, None)
    if attributes and (size := len(_encoded(answer)) + len(_DONE)) > MAX_BYTES:
        too_long = f"With its attributes, the response has {size} bytes. Allowed: {MAX_BYTES}."
        # The success is now a failure, and a failed Update keeps its event's ID.
        own_id = request.physical_resource_id or physical_resource_id
        return response_body(request, FAILED, own_id, too_long)
    room = min(_MAX_REASON, MAX_BYTES - len(_encoded(answer)))
    answer["Reason"] = _cut(reason, room)
    return _encoded(answer)


def _encoded(answer: Mapping[str, object]) -> bytes:
    # Non-ASCII characters stay as they are: escaped, an emoji takes 12 bytes instead of 4.
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def _texts(data: Mapping[str, object]) -> dict[str, str]:
    return {name: _text(value) for name, value in data.items()}


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime():
            return value.isoformat()
        case bytes():
            return _encodable(value.decode(errors="replace"))
        case _:
            return _encodable(str(value))


def _encodable(text: str) -> str:
    """Replace lone surrogates, which UTF-8 can't encode."""
    return text.encode("utf-8", "replace").decode()


def _visible(text: str) -> str:
    """Replace each run of white space and control characters with one space."""
    return " ".join("".join(c if c.isprintable() else " " for c in _encodable(text)).split())


def _cut(text: str, room: int) -> str:
    """Truncate a text at its end so that its JSON takes at most this many bytes."""
    size = 0
    for index, character in enumerate(text):
        size += len(json.dumps(character, ensure_ascii=False).encode()) - 2
        if size > room:
            return text[:index]
    return text
