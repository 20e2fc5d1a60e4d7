"""One invocation of the handler or the responder, and the promises that hold for any event."""

import io
import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from hypothesis import strategies as st

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import DeliveryError, InvalidEventError
from cognito_user_import.handler import user_import_resource
from cognito_user_import.logs import RedactingFilter
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.responder import respond
from tests.cloudformation import events
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import POOL, SECRET
from tests.fakes.lambda_context import FakeContext
from tests.faults.lab import SECRETS
from tests.faults.memory_world import shared_world
from tests.faults.mutations import KNOWN_JOB, URL, Mutated, mutated_events
from tests.faults.troubles import Trouble, seconds_left, troubles
from tests.faults.verdict import imports
from tests.faults.wall_clock import time_of_day

_MOST_CALLS = 1500
_MOST_SECONDS = 20.0
"""Of real time; an invocation takes milliseconds, 840 polls of a job that never stops a second."""

_TIME_TO_RAISE = 0.1
"""Seconds with which the handler can wait for what its timer is sending."""


@dataclass(frozen=True)
class Scenario:
    """An invocation.

    :param job: The status of the job that is there already, and its age; None where there is none.
    """

    mutated: Mutated
    seconds: float
    troubles: list[Trouble]
    job: tuple[str, int] | None
    is_warm: bool
    is_taken: bool
    by_responder: bool


scenarios = st.builds(
    Scenario,
    mutated=mutated_events(),
    seconds=seconds_left,
    troubles=troubles,
    job=st.none() | st.tuples(st.sampled_from(sorted(JobStatus)), st.sampled_from((0, 1000))),
    is_warm=st.integers(0, 7).map(lambda number: number == 7),
    is_taken=st.integers(0, 7).map(lambda number: number < 7),
    by_responder=st.integers(0, 7).map(lambda number: number == 7),
)


@dataclass
class Recorder:
    """Takes answers, or refuses them."""

    is_taken: bool = True
    puts: list[tuple[str, bytes]] = field(default_factory=list)

    def deliver(self, url: str, body: bytes, _deadline: Deadline) -> None:
        """Record an answer."""
        self.puts.append((url, body))
        if not self.is_taken:
            raise DeliveryError("CloudFormation didn't accept the response: status 403.")


def check(scenario: Scenario) -> None:
    """Carry out a scenario; raise AssertionError where a promise is broken."""
    with _logged() as log:
        _carry_out(scenario)
    assert [name for name, secret in SECRETS.items() if secret in log.getvalue()] == []


def _carry_out(scenario: Scenario) -> None:
    world = shared_world()
    cognito = world.cognito
    clock, recorder = FakeClock(), Recorder()
    resource = user_import_resource(
        lambda: world.clients,
        deliver=recorder.deliver,
        clock=clock,
    )
    world.begin(clock)
    cognito.jobs[:] = [_job(*scenario.job, scenario.mutated.properties)] if scenario.job else []
    if scenario.is_warm:
        resource(events.request("Create", URL, request_id="an earlier one"), FakeContext())
        recorder.puts.clear()
    cognito.calls.clear()
    recorder.is_taken = scenario.is_taken
    for trouble in scenario.troubles:
        world.fail(trouble.operation, trouble.fault, always=trouble.always)
    event = scenario.mutated.event
    context = FakeContext(scenario.seconds, clock)
    started = time.monotonic()
    if scenario.by_responder:
        record = {"requestPayload": event, "responsePayload": {"errorMessage": "killed"}}
        raised = _raised(lambda: respond(record, context, recorder.deliver))
    else:
        with time_of_day(cognito.now), world.reachable():
            raised = _raised(lambda: resource(event, context))
        if timer := resource._timer:
            # With no time left the handler cannot wait for it.
            timer.join(_MOST_SECONDS)
    assert time.monotonic() - started < _MOST_SECONDS
    assert clock.now() <= scenario.seconds
    assert len(cognito.calls) <= _MOST_CALLS
    assert sum(imports(cognito).values()) <= 1
    _check_answer(scenario, raised, recorder, cognito.calls)


def _raised(invoke: Callable[[], None]) -> Exception | None:
    try:
        invoke()
    except Exception as error:
        return error
    return None


def _check_answer(
    scenario: Scenario, raised: Exception | None, recorder: Recorder, calls: list[str]
) -> None:
    event = scenario.mutated.event
    if isinstance(raised, InvalidEventError):
        assert (recorder.puts, calls) == ([], [])
        assert not scenario.mutated.is_answerable
        assert "planted" not in str(raised)
        return
    if scenario.is_taken or not recorder.puts:
        assert raised is None, raised
    elif scenario.seconds >= _TIME_TO_RAISE:
        assert isinstance(raised, DeliveryError), raised
    if not recorder.puts:
        # CloudFormation has given it up, or another invocation goes on with it.
        assert "X-Amz-Date" in event["ResponseURL"]
        assert calls == [] or len(shared_world().functions.events) == 1
        return
    assert len(recorder.puts) == 1
    ((url, body),) = recorder.puts
    _check_url(event, url)
    _check_body(event, body)


def _check_url(event: dict[str, Any], url: str) -> None:
    assert url == event["ResponseURL"]
    parts = urlsplit(url)
    host = str(parts.hostname)
    assert (parts.scheme, parts.username, parts.port in (None, 443)) == ("https", None, True)
    assert host.startswith("cloudformation-custom-resource-response-")
    assert host.endswith(".amazonaws.com")


def _check_body(event: dict[str, Any], body: bytes) -> None:
    assert len(body) <= 4096
    answer = json.loads(body)
    for name in ("RequestId", "StackId", "LogicalResourceId"):
        assert answer[name] == event[name]
    assert answer["Status"] in ("SUCCESS", "FAILED")
    assert answer["PhysicalResourceId"]
    assert answer["Reason"].strip()
    assert {type(value) for value in answer["Data"].values()} <= {str}
    assert [name for name, secret in SECRETS.items() if secret in answer["Reason"]] == []
    if event["RequestType"] == "Delete":
        assert answer["Status"] == "SUCCESS"
    if answer["Status"] == "FAILED":
        assert answer["Data"] == {}
    if event["RequestType"] != "Create" and answer["Status"] == "FAILED":
        own_id = event.get("PhysicalResourceId") or answer["PhysicalResourceId"]
        # The answer is UTF-8, which has no lone surrogates.
        own_id = own_id.encode("utf-8", "replace").decode()
        # One over 1,024 bytes cannot be answered, and CloudFormation takes none.
        assert answer["PhysicalResourceId"] == own_id or len(json.dumps(own_id)) > 1024


def _job(status: str, age: int, given: dict[str, Any]) -> dict[str, Any]:
    """Return the job that the events, not mutated, mean."""
    properties, s3 = ImportProperties.of(given), shared_world().s3
    names = properties.job_names(events.STACK_ID, events.LOGICAL_ID)
    source = properties.source
    stored = s3.objects[source.bucket, source.key][-1].etag if source else ""
    return {
        "JobName": names.of(stored),
        "JobId": KNOWN_JOB,
        "UserPoolId": POOL,
        "Status": status,
        "CreationDate": time.time() - age,
        "PreSignedUrl": f"https://uploads.example/{POOL}/{KNOWN_JOB}?{SECRET}",
        "CloudWatchLogsRoleArn": properties.logs_role_arn,
        "ImportedUsers": 0,
        "SkippedUsers": 0,
        "FailedUsers": 0,
    }


@contextmanager
def _logged() -> Iterator[io.StringIO]:
    """Yield all that is logged, at this package's most talkative."""
    output = io.StringIO()
    handler = logging.StreamHandler(output)
    handler.addFilter(RedactingFilter())
    root, own = logging.getLogger(), logging.getLogger("cognito_user_import")
    before = root.handlers, root.level, own.level
    root.handlers = [handler]
    own.setLevel(logging.DEBUG)
    try:
        yield output
    finally:
        root.handlers = before[0]
        root.setLevel(before[1])
        own.setLevel(before[2])
