"""Where a fault is injected: CloudFormation, Lambda and Cognito round the real handler.

CloudFormation takes answers over TLS, Lambda tries an event three times and then calls the
responder, Cognito, S3 and the logs are fakes below real boto3 clients, files are uploaded over TLS.
All that comes out is kept and searched for planted secrets.
"""

import io
import json
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from cognito_user_import.aws.clients import Clients
from cognito_user_import.aws.deadline import SYSTEM_CLOCK, Clock
from cognito_user_import.cloudformation.custom_resource import UserImportResource
from cognito_user_import.cloudformation.request import CONTINUATION
from cognito_user_import.cognito.service_model import RUNNING
from cognito_user_import.handler import user_import_resource
from cognito_user_import.responder import respond
from tests.cloudformation import events
from tests.cloudformation.response_server import ResponseServer
from tests.fakes.clients import FakeClients
from tests.fakes.clock import FakeClock
from tests.fakes.cloudformation import FakeCloudFormation
from tests.fakes.cognito import FakeCognito
from tests.fakes.functions import FakeFunctions
from tests.fakes.import_world import SOURCE, ImportWorld, import_world
from tests.fakes.lambda_context import FakeContext
from tests.fakes.s3 import KEY
from tests.fakes.upload_behaviour import take
from tests.faults.planted import CELLS, SECRETS
from tests.faults.verdict import Verdict, imports

__all__ = ["SECRETS", "Answer", "Event", "Lab", "Verdict"]

Event = dict[str, Any]
Answer = dict[str, Any]

ATTEMPTS = 3


@dataclass
class Lab:
    """One handler, warm, and what is round it.

    Faults set `unanswerable` when no answer can reach CloudFormation whatever the handler does,
    `jobs_allowed` when more than one job of a name is right, and `imports_allowed` when one content
    may be imported more than once.
    """

    server: ResponseServer
    cognito: FakeCognito
    output: io.StringIO
    folder: Path
    exits: ExitStack
    unanswerable: bool = False
    jobs_allowed: int = 1
    imports_allowed: int = 1
    stacks: FakeCloudFormation = field(default_factory=FakeCloudFormation)
    functions: FakeFunctions = field(default_factory=FakeFunctions)
    clock: Clock = field(default_factory=FakeClock)
    resource: UserImportResource = field(init=False)
    requests: list[Event] = field(default_factory=list)
    seconds: float = 900
    properties: dict[str, Any] = field(default_factory=dict)
    """Of the resource, where a request names no others."""

    def __post_init__(self) -> None:
        self.cognito.now = self.now
        self.use_clock(self.clock, self.seconds)

    def now(self) -> float:
        """Return the time of day in epoch seconds, which goes on with the clock."""
        return self._began + self.clock.now()

    def ago(self, seconds: float) -> datetime:
        """Return the time of day this many seconds ago."""
        return datetime.fromtimestamp(self.now() - seconds, UTC)

    def use_clock(self, clock: Clock, seconds: float) -> None:
        """Use a clock, and let Lambda end an invocation after this many seconds."""
        self.clock = self.cognito.clock = clock
        self.seconds = seconds
        self._began = time.time() - clock.now()
        self.cold_start()

    def use_real_time(self, seconds: float) -> None:
        """Have time pass by itself."""
        self.use_clock(SYSTEM_CLOCK, seconds)

    # What an import with a source meets.

    @cached_property
    def world(self) -> ImportWorld:
        """All that, from its first use on."""
        folder = self.folder / "uploads"
        folder.mkdir()
        return self.exits.enter_context(import_world(folder, self.cognito))

    @cached_property
    def _s3(self) -> Callable[[], Any]:
        return cache(lambda: self.world.s3.client())

    @cached_property
    def _logs(self) -> Callable[[], Any]:
        return cache(lambda: self.world.logs.client())

    def _clients(self) -> Clients:
        functions = self.functions.client()
        return FakeClients(self.cognito.client(), self._s3, self._logs, self.stacks, functions)

    def plant(self, rows: int = 3, *bad: int, key: str = KEY, **values: str) -> bytes:
        """Store a file of planted cells, which the resource is to import, and return it.

        :param bad: Numbers of rows, from 1, that fail.
        """
        self.properties = dict(SOURCE)
        return self.world.put_rows(rows, *bad, key=key, **{**CELLS, **values})

    @property
    def calls(self) -> list[str]:
        """The operations that were called."""
        services = (self.cognito, self.world.s3, self.world.logs) if self.properties else ()
        return [call for service in services or (self.cognito,) for call in service.calls]

    # What Lambda does.

    def cold_start(self, make_clients: Callable[[], Clients] | None = None) -> None:
        """Start another execution environment."""
        self.resource = user_import_resource(
            make_clients or self._clients,
            clock=self.clock,
        )
        # The most that can be logged, so that the search for secrets means something.
        vars(self.resource).update(_log_level="DEBUG", _boto_level="DEBUG")

    def another_process(self) -> UserImportResource:
        """Return the handler of another execution environment, which runs beside the first."""
        first = self.resource
        self.cold_start()
        self.resource, other = first, self.resource
        return other

    # What CloudFormation sends.

    def request(
        self,
        type_: str,
        *,
        sent: datetime | None = None,
        stack_status: str = "",
        **changes: Any,
    ) -> Event:
        """Return an event with a RequestId of its own, sent now or at another time."""
        number = len(self.requests) + 1
        sent = sent or self.ago(0)
        event = events.request(
            type_,
            self.server.url(f"r{number}", sent),
            request_id=f"request-{number}",
            **{**self.properties, **changes},
        )
        self.requests.append(event)
        self.stacks.sends(event, sent.timestamp(), stack_status=stack_status)
        return event

    def create(self, **changes: Any) -> Answer:
        """Send Create and return its answer."""
        return self.send(self.request("Create", **changes))

    def update(self, job_id: str, old: dict[str, Any], **changes: Any) -> Answer:
        """Send Update and return its answer."""
        return self.send(self.request("Update", physical_resource_id=job_id, old=old, **changes))

    def roll_back(self, job_id: str, old: dict[str, Any], **changes: Any) -> Answer:
        """Send the Update of a rollback and return its answer.

        :param old: The properties of the update that is rolled back.
        """
        self.stacks.gives_up(events.STACK_ID, self.now())
        return self.send(
            self.request(
                "Update",
                stack_status="UPDATE_ROLLBACK_IN_PROGRESS",
                physical_resource_id=job_id,
                old=old,
                **changes,
            )
        )

    def delete(self, job_id: str, **changes: Any) -> Answer:
        """Send Delete and return its answer."""
        return self.send(self.request("Delete", physical_resource_id=job_id, **changes))

    def send(self, event: Event) -> Answer:
        """Send an event as Lambda does, and return the answer that CloudFormation has."""
        self._deliver(event)
        while self.functions.events:
            self._deliver(self.functions.events.popleft())
        return self.answer_to(event)

    def _deliver(self, event: Event) -> None:
        error: BaseException | None = None
        for _ in range(ATTEMPTS):
            error = self.attempt(event)
            if error is None:
                return
        self.fail_over(event, error)

    def attempt(self, event: Any) -> BaseException | None:
        """Invoke the handler once, and return its exception."""
        error = self.invoke(lambda context: self.resource(event, context))
        self._take_answer(event)
        return error

    def fail_over(self, event: Any, error: object, **changes: Any) -> BaseException | None:
        """Invoke the responder with the record of an event that Lambda gave up."""
        record = {
            "version": "1.0",
            "requestContext": {
                "condition": "RetriesExhausted",
                "approximateInvokeCount": ATTEMPTS,
            },
            "requestPayload": event,
            "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
            "responsePayload": {"errorType": type(error).__name__, "errorMessage": str(error)},
            **changes,
        }
        error_of_responder = self.invoke(lambda context: respond(record, context))
        self._take_answer(event)
        return error_of_responder

    def _take_answer(self, event: Any) -> None:
        for body in self.server.accepted[-1:]:
            answer = json.loads(body)
            if _asked(event) in self.requests[-1:] and answer["RequestId"] == event["RequestId"]:
                self.stacks.takes(event, answer, self.now())

    def invoke(self, function: Callable[[FakeContext], None]) -> BaseException | None:
        """Call a function with a context, and return its exception."""
        try:
            function(FakeContext(self.seconds, self.clock))
        except Exception as error:
            # As Lambda logs it, outside of logging.
            self.output.write("".join(traceback.format_exception(error)))
            return error
        return None

    # What came of it.

    def answer_to(self, event: Event) -> Answer:
        """Return the answer to a request, empty when CloudFormation has none."""
        return next((a for a in self.server.answers if a["RequestId"] == event["RequestId"]), {})

    def heal(self) -> None:
        """Have nothing fail any more."""
        self.server.behave()
        self.cognito.heal()
        if self.properties:
            self.world.s3.heal()
            self.world.logs.heal()
            self.world.uploads.behave()
            self.world.uploads.always_behave(take)

    def verdict(self) -> Verdict:
        """Delete what is left, and say which promises were broken."""
        hopeless = self.requests[:] if self.unanswerable else []
        self.heal()
        for job_id in {str(answer["PhysicalResourceId"]) for answer in self.server.answers} or {""}:
            self.delete(job_id)
        text = self.output.getvalue() + "".join(
            json.loads(body)["Reason"] for body in self.server.bodies if body
        )
        # CloudFormation takes the first answer. A late delivery may fail, but not succeed.
        late = [answer for answer in self.server.answers if answer["Status"] == "SUCCESS"]
        answered = {answer["RequestId"] for answer in late if answer != self.answer_to(answer)}
        names = Counter(job["JobName"] for job in self.cognito.jobs)
        return Verdict(
            stuck=sum(
                not self.answer_to(event) for event in self.requests if event not in hopeless
            ),
            answered_twice=len(answered),
            jobs_lost=sum(job["Status"] in RUNNING for job in self.cognito.jobs),
            jobs_twice=sum(count > self.jobs_allowed for count in names.values())
            + sum(count > self.imports_allowed for count in imports(self.cognito).values()),
            secrets_leaked=sum(secret in text for secret in SECRETS.values()),
        )


def _asked(event: Any) -> Any:
    """Return what CloudFormation sent, of an event that an invocation may have continued."""
    if not isinstance(event, dict):
        return event
    return {key: value for key, value in event.items() if key != CONTINUATION}
