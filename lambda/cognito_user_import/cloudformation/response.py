"""The answer to a request of CloudFormation: at most 4,096 bytes, every value a string."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from cognito_user_import.cloudformation.request import DELETE, Request
from cognito_user_import.logs import redact

SUCCESS: Final = "SUCCESS"
FAILED: Final = "FAILED"
MAX_BYTES: Final = 4096
"""Of the whole body. Over it S3 still says 200, and the resource fails as "too long"."""

# The stack knows the role already. With the longest possible ids, URL and role the fields do not
# all fit; without the role they do (3,656 bytes).
_EXPENDABLE: Final = ("CloudWatchLogsRoleArn",)
_NO_REASON: Final = "No reason given; see the log of the handler's function."
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
    """Return the body of the answer, UTF-8 encoded JSON of at most 4,096 bytes.

    :param reason: Cut at its end where it does not fit; secrets are taken out.
    :param data: The attributes. Left out of the answer to a Delete and of a failure. When they do
        not fit, the answer is a failure that says so, for an Update with the id of its event.
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
        too_long = f"The attributes make an answer of {size} bytes, allowed are {MAX_BYTES}."
        # What was a success is a failure now, and a failed Update keeps the id of its event.
        own_id = request.physical_resource_id or physical_resource_id
        return response_body(request, FAILED, own_id, too_long)
    room = min(_MAX_REASON, MAX_BYTES - len(_encoded(answer)))
    answer["Reason"] = _cut(reason, room)
    return _encoded(answer)


def _encoded(answer: Mapping[str, object]) -> bytes:
    # Characters over ASCII as themselves: as escapes an emoji would take 12 bytes in place of 4.
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
    """Replace lone surrogates, which UTF-8 cannot encode."""
    return text.encode("utf-8", "replace").decode()


def _visible(text: str) -> str:
    """Put a space for each run of white space and control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in _encodable(text)).split())


def _cut(text: str, room: int) -> str:
    """Cut a text at its end so that its JSON takes at most this many bytes."""
    size = 0
    for index, character in enumerate(text):
        size += len(json.dumps(character, ensure_ascii=False).encode()) - 2
        if size > room:
            return text[:index]
    return text
