"""A stack, Lambda and Cognito round the real handler, in one thread and without a network.

Lambda tries an event three times and then calls the responder; a kill leaves neither an answer nor
an execution environment. What Cognito is asked to make is checked as it is asked.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cognito_user_import.deadline import Deadline
from cognito_user_import.errors import DeliveryError
from cognito_user_import.handler import user_import_resource
from cognito_user_import.responder import respond
from cognito_user_import.service_model import PRE_SIGNED_URL_LIFETIME, RUNNING
from tests.cloudformation import events
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import POOL, FakeCognito, Fault, answer_lost, refused
from tests.fakes.lambda_context import FakeContext
from tests.faults.mutations import URL
from tests.faults.troubles import OPERATIONS

OTHER_POOL = "eu-central-1_FakePool2"
_ATTEMPTS = 3

Answer = dict[str, Any]
Event = dict[str, Any]


class Killed(BaseException):
    """The process is gone: nothing of the handler may run on."""


@dataclass(frozen=True)
class Plan:
    """What goes wrong in one invocation: its calls of Cognito in their order, and its answer."""

    calls: tuple[str, ...] = ()
    delivery: str = "taken"
    seconds: float = 900


SMOOTH = Plan()
PASSING = ("fine", "throttled", "unavailable", "answer lost", "killed before", "killed after")
"""After these the handler or its repeat can do its work."""
REFUSALS = ("limit", "denied")
DELIVERIES = ("taken", "taken and lost", "taken and killed", "killed", "interrupted", "refused")

_FAULTS: dict[str, Fault] = {
    "fine": lambda perform: perform(),
    "throttled": refused("TooManyRequestsException"),
    "unavailable": refused("ServiceUnavailable", status=503),
    "answer lost": answer_lost,
    "limit": refused("LimitExceededException"),
    "denied": refused("AccessDeniedException"),
}


@cache
def _shared() -> tuple[FakeCognito, Any]:
    cognito = FakeCognito()
    return cognito, cognito.client()


@dataclass
class World:
    """What is round the handler; the fake Cognito is shared, since a client takes long to make."""

    plan: Plan = SMOOTH
    answers: list[tuple[str, bytes]] = field(default_factory=list)
    """The RequestIds and bodies that CloudFormation has taken."""
    event: Event = field(default_factory=dict)
    _requests: int = 0
    _is_dead: bool = False
    _made_twice: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cognito, self._client = _shared()
        self.cognito.heal()
        self.cognito.jobs.clear()
        self.cognito.calls.clear()
        self.cognito.pools = {POOL, OTHER_POOL}
        for operation in OPERATIONS:
            self.cognito.always_fail(operation, self._fault_of(operation))
        self.cold_start()

    def cold_start(self) -> None:
        """Start another execution environment."""
        self.clock = FakeClock()
        self.resource = user_import_resource(
            lambda: self._client, deliver=self._deliver, clock=self.clock
        )

    def request(
        self, type_: str, logical_id: str, properties: dict[str, Any], **more: Any
    ) -> Event:
        """Return an event with a RequestId of its own, sent now."""
        self._requests += 1
        event = events.request(
            type_,
            f"{URL}&X-Amz-Date={datetime.now(UTC):%Y%m%dT%H%M%SZ}",
            request_id=f"request-{self._requests}",
            **more,
        )
        return {**event, "LogicalResourceId": logical_id, "ResourceProperties": properties}

    def send(self, event: Event, *plans: Plan) -> Answer:
        """Send an event as Lambda does; return the answer that CloudFormation took first."""
        for attempt in range(_ATTEMPTS):
            if self.deliver_event(event, plans[attempt] if attempt < len(plans) else SMOOTH):
                break
        else:
            self.plan, self._is_dead = SMOOTH, False
            respond({"requestPayload": event}, FakeContext(900), self._deliver)
        bodies = [body for request_id, body in self.answers if request_id == event["RequestId"]]
        assert bodies, f"no answer to {event['RequestType']}"
        return self._checked(event, bodies)

    def deliver_event(self, event: Event, plan: Plan = SMOOTH) -> bool:
        """Invoke the handler once, and say whether Lambda is content."""
        self.event, self.plan, self._is_dead = event, plan, False
        self._calls_left = list(plan.calls)
        try:
            self.resource(event, FakeContext(plan.seconds, self.clock))
        except (DeliveryError, Killed, SystemExit):
            if self._is_dead:
                self.cold_start()
            return False
        return not self._is_dead

    def running(self) -> list[str]:
        """Return the ids of the jobs that run."""
        return [job["JobId"] for job in self.cognito.jobs if job["Status"] in RUNNING]

    def is_of_use(self, job: dict[str, Any]) -> bool:
        """Say whether a job runs or its URL takes an upload."""
        age = datetime.now(UTC).timestamp() - job["CreationDate"]
        is_open = job["Status"] == "Created" and age < PRE_SIGNED_URL_LIFETIME
        return is_open or job["Status"] in RUNNING

    def _fault_of(self, operation: str) -> Fault:
        def fault(perform: Callable[[], Any]) -> Any:
            if self._is_dead:
                raise Killed
            name = self._calls_left.pop(0) if self._calls_left else "fine"
            if name == "killed before":
                self._kill()
            answer = _FAULTS.get(name, _FAULTS["fine"])(lambda: self._perform(operation, perform))
            if name == "killed after":
                self._kill()
            return answer

        return fault

    def _perform(self, operation: str, perform: Callable[[], Any]) -> Any:
        before = self.cognito.jobs[:]
        answer = perform()
        if operation == "CreateUserImportJob":
            name = self.cognito.jobs[-1]["JobName"]
            same = [job for job in before if job["JobName"] == name]
            if self.event["RequestType"] == "Create":
                # A new life of the resource may bring a job that is of no use any more once more.
                same = [job for job in same if self.is_of_use(job)]
            # Not raised here: the handler would take it for a fault of Cognito's.
            self._made_twice += [name] if same else []
        return answer

    def _kill(self) -> None:
        self._is_dead = True
        raise Killed

    def _deliver(self, url: str, body: bytes, _deadline: Deadline) -> None:
        if self._is_dead or self.plan.delivery == "killed":
            self._kill()
        if self.plan.delivery == "interrupted":
            raise SystemExit
        if self.plan.delivery == "refused":
            raise DeliveryError("CloudFormation did not take the answer: status 403.")
        self.answers.append((json.loads(body)["RequestId"], body))
        if self.plan.delivery == "taken and killed":
            self._kill()
        if self.plan.delivery == "taken and lost":
            raise DeliveryError("CloudFormation did not take the answer in time: TimeoutError.")

    def _checked(self, event: Event, bodies: list[bytes]) -> Answer:
        """Return the first answer, and hold the others to it."""
        assert self._made_twice == [], "a second job of one import: its CSV could go in twice"
        successes = {body for body in bodies if json.loads(body)["Status"] == "SUCCESS"}
        assert len(successes) <= 1, "one request, two answers"
        answer: Answer = json.loads(bodies[0])
        own_id, answered = event.get("PhysicalResourceId", ""), answer["PhysicalResourceId"]
        assert answered, "no id: CloudFormation would hide the reason behind that"
        if event["RequestType"] == "Delete":
            assert answer["Status"] == "SUCCESS"
        elif answer["Status"] == "SUCCESS":
            pool = event["ResourceProperties"]["UserPoolId"]
            known = Counter((job["UserPoolId"], job["JobId"]) for job in self.cognito.jobs)
            assert known[pool, answered] == 1, "the answered job does not exist"
        elif event["RequestType"] == "Update":
            assert answered == own_id, "the id of a failed Update changed"
        return answer
