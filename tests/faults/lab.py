"""Where a fault is injected: CloudFormation, Lambda and Cognito round the real handler.

CloudFormation takes answers over TLS, Lambda tries an event three times and then calls the
responder, Cognito is the fake below a real boto3 client. All that comes out is kept and searched
for planted secrets.
"""

import io
import json
import logging
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from cognito_user_import.custom_resource import UserImportResource
from cognito_user_import.deadline import SYSTEM_CLOCK, Clock
from cognito_user_import.handler import user_import_resource
from cognito_user_import.logs import redact_logs
from cognito_user_import.responder import respond
from cognito_user_import.service_model import RUNNING
from tests.cloudformation import events
from tests.cloudformation.harness import trusted
from tests.cloudformation.response_server import ResponseServer
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import FakeCognito
from tests.fakes.lambda_context import FakeContext

Event = dict[str, Any]
Answer = dict[str, Any]

SECRETS = {
    "ResponseURL": "planted-signature",
    "PreSignedUrl": "planted-pre-signed-url",
    "session token in a URL": "planted-security-token",
    "password hash": "$2b$10$plantedplantedplantedplantedplanted",
    "secret access key": "planted-secret-access-key",
    "session token": "planted-session-token",
}
ATTEMPTS = 3


@dataclass
class Verdict:
    """What a fault did to the promises of the handler."""

    stuck: int = 0
    answered_twice: int = 0
    jobs_lost: int = 0
    jobs_twice: int = 0
    secrets_leaked: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether all were kept."""
        return self == Verdict()


@dataclass
class Lab:
    """One handler, warm, and what is round it.

    Faults set `unanswerable` when no answer can reach CloudFormation whatever the handler does, and
    `jobs_allowed` when more than one job of a name is right.
    """

    server: ResponseServer
    cognito: FakeCognito
    output: io.StringIO
    make_client: Callable[[], Any] | None = None
    unanswerable: bool = False
    jobs_allowed: int = 1
    clock: Clock = field(default_factory=FakeClock)
    resource: UserImportResource = field(init=False)
    requests: list[Event] = field(default_factory=list)
    seconds: float = 900

    def __post_init__(self) -> None:
        self.cold_start()

    def cold_start(self, make_client: Callable[[], Any] | None = None) -> None:
        """Start another execution environment."""
        self.resource = user_import_resource(make_client or self.cognito.client, clock=self.clock)
        # The most that can be logged, so that the search for secrets means something.
        vars(self.resource).update(_log_level="DEBUG", _boto_level="DEBUG")

    def another_process(self) -> UserImportResource:
        """Return the handler of another execution environment, which runs beside the first."""
        first = self.resource
        self.cold_start()
        self.resource, other = first, self.resource
        return other

    def use_real_time(self, seconds: float) -> None:
        """Have time pass by itself, and Lambda end an invocation after so many seconds."""
        self.clock, self.seconds = SYSTEM_CLOCK, seconds
        self.cold_start()

    # What CloudFormation sends.

    def request(self, type_: str, **changes: Any) -> Event:
        """Return an event with a RequestId of its own."""
        number = len(self.requests) + 1
        event = events.request(
            type_, self.server.url(f"r{number}"), request_id=f"request-{number}", **changes
        )
        self.requests.append(event)
        return event

    def create(self, **changes: Any) -> Answer:
        """Send Create and return its answer."""
        return self.send(self.request("Create", **changes))

    def update(self, job_id: str, old: dict[str, Any], **changes: Any) -> Answer:
        """Send Update and return its answer."""
        return self.send(self.request("Update", physical_resource_id=job_id, old=old, **changes))

    def delete(self, job_id: str, **changes: Any) -> Answer:
        """Send Delete and return its answer."""
        return self.send(self.request("Delete", physical_resource_id=job_id, **changes))

    def send(self, event: Event) -> Answer:
        """Send an event as Lambda does, and return the answer that CloudFormation has."""
        error: BaseException | None = None
        for _ in range(ATTEMPTS):
            error = self.attempt(event)
            if error is None:
                break
        else:
            self.fail_over(event, error)
        return self.answer_to(event)

    def attempt(self, event: Any) -> BaseException | None:
        """Invoke the handler once, and return what it raised."""
        return self.invoke(lambda context: self.resource(event, context))

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
        return self.invoke(lambda context: respond(record, context))

    def invoke(self, function: Callable[[FakeContext], None]) -> BaseException | None:
        """Call a function with a context, and return what it raised."""
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

    def verdict(self) -> Verdict:
        """Delete what is left, and say which promises were broken."""
        hopeless = self.requests[:] if self.unanswerable else []
        self.server.behave()
        self.cognito.heal()
        for job_id in {str(answer["PhysicalResourceId"]) for answer in self.server.answers} or {""}:
            self.delete(job_id)
        text = self.output.getvalue() + "".join(
            json.loads(body)["Reason"] for body in self.server.bodies if body
        )
        bodies = Counter((json.loads(body)["RequestId"], body) for body in self.server.accepted)
        answered = Counter(request_id for request_id, _ in bodies)
        names = Counter(job["JobName"] for job in self.cognito.jobs)
        return Verdict(
            stuck=sum(
                not self.answer_to(event) for event in self.requests if event not in hopeless
            ),
            answered_twice=sum(count > 1 for count in answered.values()),
            jobs_lost=sum(job["Status"] in RUNNING for job in self.cognito.jobs),
            jobs_twice=sum(count > self.jobs_allowed for count in names.values()),
            secrets_leaked=sum(secret in text for secret in SECRETS.values()),
        )


@contextmanager
def open_lab(folder: Path) -> Iterator[Lab]:
    """Yield a lab whose output is searched, and put everything back afterwards."""
    output = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    root.handlers = [logging.StreamHandler(output)]
    environment = {
        "AWS_ACCESS_KEY_ID": "AKIAPLANTED",
        "AWS_SECRET_ACCESS_KEY": SECRETS["secret access key"],
        "AWS_SESSION_TOKEN": SECRETS["session token"],
    }
    redact_logs()
    logging.getLogger("cognito_user_import").setLevel(logging.DEBUG)
    try:
        with (
            mock.patch.dict("os.environ", environment),
            ResponseServer(folder) as server,
            trusted(server),
            redirect_stdout(output),
            redirect_stderr(output),
        ):
            yield Lab(server, FakeCognito(), output)
    finally:
        root.handlers, root.level = before[0], before[1]
