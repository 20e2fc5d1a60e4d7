"""CloudFormation, Lambda and Cognito round any handler of import jobs, seen from outside."""

import io
import json
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cognito_user_import.service_model import RUNNING
from tests.cloudformation import events
from tests.cloudformation.response_server import ResponseServer
from tests.fakes.cognito import FakeCognito
from tests.fakes.lambda_context import FakeContext
from tests.faults.lab import SECRETS, Verdict
from tests.naive.virtual_time import VirtualTime

Event = dict[str, Any]
Answer = dict[str, Any]
Handle = Callable[[Any, Any], None]

ATTEMPTS = 3
INVENTED_ID = "Users-1KZX9"
"""CloudFormation makes one up where no answer came."""


@dataclass
class Stage:
    """One resource of a stack, and what is round its handler.

    :param cold_start: Makes a handler, as a new execution environment does.
    :param responder: What Lambda calls when it gives up, if anything is.
    :param seconds: Of an invocation.
    """

    server: ResponseServer
    cognito: FakeCognito
    time: VirtualTime
    output: io.StringIO
    cold_start: Callable[[], Handle]
    responder: Handle | None
    seconds: float = 900
    jobs_allowed: int = 1
    before_attempt: dict[int, Callable[[], None]] = field(default_factory=dict)
    requests: list[Event] = field(default_factory=list)
    given_up: list[Event] = field(default_factory=list)
    _handle: Handle | None = None
    _over: threading.Event = field(default_factory=threading.Event)

    def request(self, type_: str, job_id: str | None = None, **changes: Any) -> Event:
        """Return an event with a RequestId of its own."""
        number = len(self.requests) + 1
        event = events.request(
            type_,
            self.server.url(f"r{number}"),
            request_id=f"request-{number}",
            physical_resource_id=job_id,
            **changes,
        )
        self.requests.append(event)
        return event

    def create(self, **changes: Any) -> str:
        """Send Create, and return the id that was answered, empty when none was."""
        return self.send(self.request("Create", **changes))

    def update(self, job_id: str, **changes: Any) -> str:
        """Send Update, and return the id that was answered."""
        return self.send(self.request("Update", job_id, **changes))

    def delete(self, job_id: str, **changes: Any) -> str:
        """Send Delete, and return the id that was answered."""
        return self.send(self.request("Delete", job_id, **changes))

    def send(self, event: Event) -> str:
        """Send an event as Lambda does: three attempts, and then the responder."""
        error: object = None
        for number in range(1, ATTEMPTS + 1):
            self.before_attempt.get(number, lambda: None)()
            error = self.attempt(event)
            if error is None:
                break
        else:
            self.fail_over(event, error)
        return str(self.answer_to(event).get("PhysicalResourceId", ""))

    def attempt(self, event: object) -> object:
        """Invoke the handler once; return what it raised, or how it ended else."""
        if self._handle is None:
            self._handle = self.cold_start()
        handle = self._handle
        return self._invoke(lambda context: handle(event, context))

    def fail_over(self, event: Event, error: object) -> None:
        """Give an event up."""
        record = {
            "requestContext": {"condition": "RetriesExhausted"},
            "requestPayload": event,
            "responsePayload": {"errorMessage": str(error)},
        }
        responder = self.responder
        if responder is not None:
            self._invoke(lambda context: responder(record, context))

    def restart(self) -> None:
        """Have the next event handled by a new execution environment."""
        self._handle = None

    def kill(self) -> None:
        """End the invocation from within, as SIGKILL does; never returns."""
        self._over.set()
        threading.Event().wait()

    def at_once(self, event: Event) -> None:
        """Deliver an event to two execution environments at the same time."""
        handlers = [self.cold_start(), self.cold_start()]
        context = FakeContext(self.seconds)
        threads = [threading.Thread(target=handle, args=[event, context]) for handle in handlers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

    def _invoke(self, function: Callable[[FakeContext], None]) -> object:
        errors: list[BaseException | None] = []
        over = self._over = threading.Event()

        def run() -> None:
            try:
                function(FakeContext(self.seconds))
            except BaseException as error:
                self.output.write("".join(traceback.format_exception(error)))
                errors.append(error)
            else:
                errors.append(None)
            over.set()

        self.time.begin(self.seconds, over.set)
        # A daemon: one that hangs is left behind, as a process that is killed.
        threading.Thread(target=run, daemon=True).start()
        over.wait(self.seconds)
        if not errors:
            self.restart()
            return "signal: killed"
        return errors[0]

    def answer_to(self, event: Event) -> Answer:
        """Return the first answer to a request, empty when CloudFormation has none."""
        answers = self.server.answers
        return next((a for a in answers if a.get("RequestId") == event["RequestId"]), {})

    def verdict(self) -> Verdict:
        """Delete what is left with everything well again, and say which promises were broken."""
        self.server.behave()
        self.cognito.heal()
        self.before_attempt.clear()
        self.seconds = 900
        answered = {self.answer_to(event).get("PhysicalResourceId") for event in self.requests}
        for job_id in answered:
            self.delete(job_id or INVENTED_ID)
        text = self.output.getvalue() + "".join(
            str(json.loads(body).get("Reason")) for body in self.server.bodies if body
        )
        bodies = {(json.loads(body).get("RequestId"), body) for body in self.server.accepted}
        return Verdict(
            stuck=sum(self._is_stuck(event) for event in self.requests),
            answered_twice=sum(
                count > 1 for count in Counter(request_id for request_id, _ in bodies).values()
            ),
            jobs_lost=sum(job["Status"] in RUNNING for job in self.cognito.jobs),
            jobs_twice=max(0, len(self.cognito.jobs) - self.jobs_allowed),
            secrets_leaked=sum(secret in text for secret in SECRETS.values()),
        )

    def _is_stuck(self, event: Event) -> bool:
        answer = self.answer_to(event)
        if event in self.given_up:
            return False
        return not answer or (event["RequestType"], answer["Status"]) == ("Delete", "FAILED")
