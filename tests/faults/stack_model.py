"""A stack, Lambda and the services round the real handler, in one thread and without a network.

Lambda tries an event three times and then calls the responder; a kill leaves neither an answer nor
an execution environment. All goes by one clock, so that jobs and URLs grow old while Lambda waits
between two attempts. What Cognito is asked to make and to import is checked as it is asked.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cognito.import_job import UPLOAD_TIME
from cognito_user_import.cognito.service_model import PRE_SIGNED_URL_LIFETIME, RUNNING
from cognito_user_import.errors import DeliveryError
from cognito_user_import.handler import user_import_resource
from cognito_user_import.responder import respond
from tests.cloudformation import events
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import POOL, Fault
from tests.fakes.lambda_context import FakeContext
from tests.faults.memory_world import UPLOAD, shared_world
from tests.faults.mutations import URL
from tests.faults.stack_plans import REFUSALS, SMOOTH, Plan, fault_of
from tests.faults.troubles import IMPORT_OPERATIONS, OPERATIONS, STACK_OPERATIONS
from tests.faults.verdict import has_read
from tests.faults.wall_clock import time_of_day

OTHER_POOL = "eu-central-1_FakePool2"
_ATTEMPTS = 3
_TIMER_MARGIN = 20
_URL_IS_REFUSED = ("url expired", *REFUSALS)
_OF_ONE_INVOCATION = (
    "event",
    "plan",
    "resource",
    "_is_dead",
    "_calls_left",
    "_calls_made",
    "_end",
)
_CREATE, _START = "CreateUserImportJob", "StartUserImportJob"

Answer = dict[str, Any]
Event = dict[str, Any]


def content_of(job: dict[str, Any]) -> str:
    """Return a job's name without the number of rows that its upload left out."""
    return re.sub("-[0-9]+-skipped$", "", job["JobName"])


def is_nobody_new(physical_id: str) -> bool:
    """Say whether a resource has no job because all of its users existed."""
    return physical_id.startswith("no-new-users-")


class Killed(BaseException):
    """The process is gone: nothing of the handler may run on."""


@dataclass
class World:
    """What is round the handler."""

    plan: Plan = SMOOTH
    answers: list[tuple[str, bytes]] = field(default_factory=list)
    """The RequestIds and bodies that CloudFormation has taken."""
    event: Event = field(default_factory=dict)
    opponent: Callable[[], None] | None = None
    """Sends what opposes the request at work, once."""
    started: dict[str, str] = field(default_factory=dict)
    """The RequestIds of those jobs that the handler started, by job."""
    _sent: dict[str, float] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)
    _requests: int = 0
    _refused: set[str] = field(default_factory=set)
    """The ids of those jobs whose URL was refused."""
    _is_dead: bool = False
    _calls_left: list[str] = field(default_factory=list)
    _calls_made: int = 0
    _end: float = 0
    _made_twice: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = FakeClock()
        self._shared = shared_world()
        self._shared.begin(self.clock)
        self.cognito, self.s3 = self._shared.cognito, self._shared.s3
        self.stacks = self._shared.stacks
        self.cognito.pools = {POOL, OTHER_POOL}
        # No resource waits for another one: a job that a person started may never end.
        self.cognito.slots = 100
        for operation in OPERATIONS + IMPORT_OPERATIONS + STACK_OPERATIONS:
            self._shared.fail(operation, self._fault_of(operation), always=True)
        self.cold_start()

    @property
    def now(self) -> datetime:
        """The time of day."""
        return datetime.fromtimestamp(self.cognito.now(), UTC)

    def cold_start(self) -> None:
        """Start another execution environment."""
        self.resource = user_import_resource(
            lambda: self._shared.clients,
            deliver=self._deliver,
            clock=self.clock,
        )

    def request(
        self, type_: str, logical_id: str, properties: dict[str, Any], **more: Any
    ) -> Event:
        """Return an event with a RequestId of its own, sent some time after the last one."""
        self._requests += 1
        # More than the handler allows two clocks to differ.
        self.clock.sleep(10)
        self._sent[f"request-{self._requests}"] = self.cognito.now()
        event = events.request(
            type_,
            f"{URL}&X-Amz-Date={self.now:%Y%m%dT%H%M%SZ}",
            request_id=f"request-{self._requests}",
            **more,
        )
        return {**event, "LogicalResourceId": logical_id, "ResourceProperties": properties}

    def send(self, event: Event, *plans: Plan, stack_status: str = "") -> Answer:
        """Send an event as Lambda does; return the answer that CloudFormation took first."""
        if event["RequestId"] not in self._begun:
            self._begun.add(event["RequestId"])
            self.stacks.sends(event, self.cognito.now(), stack_status=stack_status)
        left = iter(plans)
        self._attempt(event, left)
        invoked = self._shared.functions.events
        while invoked:
            # What an invocation that neared its end left to the next one.
            self._attempt(invoked.popleft(), left)
        bodies = [body for request_id, body in self.answers if request_id == event["RequestId"]]
        assert bodies, f"no answer to {event['RequestType']}"
        return self._checked(event, bodies)

    def _attempt(self, event: Event, plans: Iterator[Plan]) -> None:
        for _ in range(_ATTEMPTS):
            plan = next(plans, SMOOTH)
            if self.deliver_event(event, plan):
                return
            self.clock.sleep(plan.then)
        self.plan, self._is_dead = SMOOTH, False
        with time_of_day(self.cognito.now):
            respond({"requestPayload": event}, FakeContext(900), self._deliver)

    def deliver_event(self, event: Event, plan: Plan = SMOOTH) -> bool:
        """Invoke the handler once, and say whether Lambda is content."""
        self.event, self.plan, self._is_dead = event, plan, False
        self._calls_left, self._calls_made = list(plan.calls), 0
        self._end = self.clock.now() + plan.seconds
        try:
            with time_of_day(self.cognito.now), self._shared.reachable():
                self.resource(event, FakeContext(plan.seconds, self.clock))
        except (DeliveryError, Killed, SystemExit):
            if self._is_dead:
                self.cold_start()
            return False
        return not self._is_dead

    def give_up(self) -> None:
        """Have CloudFormation begin to roll back."""
        self.stacks.gives_up(events.STACK_ID, self.cognito.now())

    def oppose(self) -> None:
        """Send what opposes the request at work, to another execution environment."""
        opponent, self.opponent = self.opponent, None
        if opponent is None:
            return
        at_work = {name: vars(self)[name] for name in _OF_ONE_INVOCATION}
        self.cold_start()
        opponent()
        vars(self).update(at_work)

    def running(self) -> list[str]:
        """Return the ids of the jobs that run."""
        return [job["JobId"] for job in self.cognito.jobs if job["Status"] in RUNNING]

    def imported(self) -> list[str]:
        """Return the ids of the jobs that began to read rows."""
        return [job["JobId"] for job in self.cognito.jobs if has_read(self.cognito, job)]

    def missing_users(self, given: dict[str, Any]) -> int:
        """Return how many users of a resource's file are not in its pool."""
        content = self.s3.objects[given["SourceBucket"], given["SourceKey"]][-1].content or b""
        header, *rows = (line.split(",") for line in content.decode().splitlines())
        names = {row[header.index("cognito:username")] for row in rows}
        return len(names - self.cognito.users[given["UserPoolId"]].keys())

    def is_of_use(self, job: dict[str, Any]) -> bool:
        """Say whether a job runs or its URL leaves time for an upload."""
        age = self.cognito.now() - job["CreationDate"]
        is_open = (
            job["JobId"] not in self._refused
            and job["Status"] == "Created"
            and age <= PRE_SIGNED_URL_LIFETIME - UPLOAD_TIME
        )
        return is_open or job["Status"] in RUNNING

    def _fault_of(self, operation: str) -> Fault:
        def fault(perform: Callable[[], Any]) -> Any:
            if self._is_dead:
                raise Killed
            self._calls_made += 1
            if self._calls_made == self.plan.canceled_at and self.opponent:
                self.give_up()
            if self._calls_made == self.plan.opposed_at:
                self.oppose()
            name = self._calls_left.pop(0) if self._calls_left else "fine"
            if name == "killed before":
                self._kill()
            if name == "hangs":
                self._hang()
            if operation == UPLOAD and name in _URL_IS_REFUSED:
                self._refused.add(self.cognito.jobs[-1]["JobId"])
            answer = fault_of(operation, name)(lambda: self._perform(operation, perform))
            if name == "killed after":
                self._kill()
            return answer

        return fault

    def _perform(self, operation: str, perform: Callable[[], Any]) -> Any:
        before = self.cognito.jobs[:]
        answer = perform()
        if operation == _START:
            self.started[answer["UserImportJob"]["JobId"]] = self.event["RequestId"]
        if operation == _CREATE:
            name = content_of(self.cognito.jobs[-1])
            same = [job for job in before if content_of(job) == name]
            if self.event["RequestType"] == "Create" or "SourceKey" in self._properties:
                # A request goes on with its own jobs, unless they can't be of use any more.
                sent = self._sent[self.event["RequestId"]]
                same = [job for job in same if job["CreationDate"] >= sent and self.is_of_use(job)]
            # Not raised here: the handler would take it for a fault of Cognito's.
            self._made_twice += [name] if same else []
        return answer

    @property
    def _properties(self) -> dict[str, Any]:
        properties: dict[str, Any] = self.event["ResourceProperties"]
        return properties

    def _hang(self) -> None:
        """Wait for a call that never ends: the timer answers, and Lambda ends the process."""
        self.clock.sleep(max(0.0, self._end - _TIMER_MARGIN - self.clock.now()))
        timer = self.resource._timer
        timer.function(*timer.args)
        self.clock.sleep(max(0.0, self._end - self.clock.now()))
        self._kill()

    def _kill(self) -> None:
        self._is_dead = True
        raise Killed

    def _deliver(self, url: str, body: bytes, _deadline: Deadline) -> None:
        if self._is_dead or self.plan.delivery == "killed":
            self._kill()
        if self.plan.delivery == "interrupted":
            raise SystemExit
        if self.plan.delivery == "refused":
            raise DeliveryError("CloudFormation didn't accept the response: status 403.")
        answer = json.loads(body)
        self.answers.append((answer["RequestId"], body))
        self.stacks.takes(self.event, answer, self.cognito.now())
        if self.plan.delivery == "taken and killed":
            self._kill()
        if self.plan.delivery == "taken and lost":
            raise DeliveryError("CloudFormation didn't accept the response in time: TimeoutError.")

    def _checked(self, event: Event, bodies: list[bytes]) -> Answer:
        """Return the first answer, and hold the others to it."""
        assert self._made_twice == [], "a second job of one import: its CSV could go in twice"
        imports = Counter(self.started.get(job_id, job_id) for job_id in self.imported())
        assert set(imports.values()) <= {1}, "one request, two imports"
        assert len(self._successes(event, bodies)) <= 1, "one request, two answers"
        statuses = [json.loads(body)["Status"] for body in bodies]
        if "SourceKey" in event["ResourceProperties"]:
            assert statuses[0] == "SUCCESS" or "SUCCESS" not in statuses, "SUCCESS after FAILED"
        answer: Answer = json.loads(bodies[0])
        own_id, answered = event.get("PhysicalResourceId", ""), answer["PhysicalResourceId"]
        assert answered, "no id: CloudFormation would hide the reason behind that"
        if event["RequestType"] == "Delete":
            assert answer["Status"] == "SUCCESS"
        elif answer["Status"] == "SUCCESS":
            pool = event["ResourceProperties"]["UserPoolId"]
            known = Counter((job["UserPoolId"], job["JobId"]) for job in self.cognito.jobs)
            exists = is_nobody_new(answered) or known[pool, answered] == 1
            assert exists, "the answered job does not exist"
        elif event["RequestType"] == "Update":
            assert answered == own_id, "the id of a failed Update changed"
        return answer

    def _successes(self, event: Event, bodies: list[bytes]) -> set[bytes]:
        """Return the answers that have to be one: but for jobs that changed since the first."""
        answers = {body: json.loads(body) for body in bodies}
        jobs = {job["JobId"]: job for job in self.cognito.jobs}
        successes = {
            body: answer
            for body, answer in answers.items()
            if answer["Status"] == "SUCCESS"
            # Of an earlier life, and its URL died between two attempts: another one is of use.
            and not self._has_died(jobs.get(answer["PhysicalResourceId"]), event)
        }
        if event["RequestType"] == "Delete":
            # One that was killed says so.
            return {b"SUCCESS"} & {answer["Status"].encode() for answer in successes.values()}
        if event["ResourceProperties"].get("Wait") == "false":
            # Its job goes on from one answer to the next.
            return {answer["PhysicalResourceId"].encode() for answer in successes.values()}
        return set(successes)

    def _has_died(self, job: dict[str, Any] | None, event: Event) -> bool:
        if not job or job["Status"] not in ("Created", "Expired") or self.is_of_use(job):
            return False
        return bool(job["CreationDate"] < self._sent[event["RequestId"]])
