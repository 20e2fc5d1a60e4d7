"""FilterLogEvents as CloudWatch Logs documents it, over ministack's streams.

ministack's own version reads the brackets of "[FAILED]" as a choice of letters, has no pages, and
ignores missing streams.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import cloudwatch_logs

from local_aws.errors import ServiceError, invalid_parameter, not_found
from local_aws.filter_pattern import PatternError, matcher
from local_aws.ministack_access.wiring import Answer

# Events that a page looks through. If none matches, the page is empty although more follow.
_PAGE = 10_000

Request = dict[str, Any]
Found = tuple[str, dict[str, Any]]


def serve_filter_log_events() -> None:
    """Serve FilterLogEvents from here."""

    def serve(request: Request) -> Answer:
        try:
            answer: Answer = json_response(_found(request))
        except ServiceError as error:
            answer = error_response_json(error.code, error.message, error.status)
        return answer

    cloudwatch_logs._filter_log_events = serve


def _found(request: Request) -> dict[str, Any]:
    try:
        matches = matcher(request.get("filterPattern", ""))
    except PatternError as error:
        raise invalid_parameter(f"Invalid filter pattern: {error}.") from error
    limit = request.get("limit", _PAGE)
    streams = _streams(request)
    first = position = _position(request.get("nextToken"))
    found: list[dict[str, Any]] = []
    more = False
    for name, event in _events(streams, first):
        if position - first >= _PAGE or len(found) >= limit:
            more = True
            break
        position += 1
        if matches(event["message"]):
            found.append({**event, "logStreamName": name})
    further = {"nextToken": f"events/{position}"} if more else {}
    return {"events": found, "searchedLogStreams": [], **further}


def _streams(request: Request) -> dict[str, Sequence[dict[str, Any]]]:
    group = cloudwatch_logs._log_groups.get(cloudwatch_logs._resolve_log_group_name(request))
    if group is None:
        raise not_found("The specified log group does not exist.")
    with cloudwatch_logs._log_events_lock:
        histories = {name: stream["events"] for name, stream in group["streams"].items()}
    names = request.get("logStreamNames") or list(histories)
    if not histories.keys() >= set(names):
        raise not_found("The specified log stream does not exist.")
    return {name: histories[name] for name in names}


def _events(streams: dict[str, Sequence[dict[str, Any]]], first: int) -> Iterator[Found]:
    """Yield the events of all streams by time, from one of them on."""
    if len(streams) == 1:
        # Without merging, because a long log is read page by page, each from its place on.
        ((name, events),) = streams.items()
        return ((name, events[index]) for index in range(first, len(events)))
    found = [(name, event) for name, events in streams.items() for event in events]
    return iter(sorted(found, key=lambda pair: pair[1]["timestamp"])[first:])


def _position(token: str | None) -> int:
    if token is None:
        return 0
    kind, _, number = token.partition("/")
    if kind != "events" or not (number.isascii() and number.isdigit()):
        raise invalid_parameter("The specified nextToken is invalid.")
    return int(number)
