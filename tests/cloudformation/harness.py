"""Drives the real handler as CloudFormation does, and takes its answers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from cognito_user_import.aws.clients import Clients
from cognito_user_import.cloudformation.custom_resource import UserImportResource
from cognito_user_import.handler import user_import_resource
from tests.cloudformation import events
from tests.cloudformation.response_server import ResponseServer
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import FakeCognito
from tests.fakes.functions import FakeFunctions
from tests.fakes.lambda_context import FakeContext

Answer = dict[str, Any]


@dataclass
class Handler:
    """A warm handler, the place of its answers, and the Cognito that it calls."""

    resource: UserImportResource
    server: ResponseServer
    cognito: FakeCognito
    clock: FakeClock
    functions: FakeFunctions

    def handle(self, event: dict[str, Any], seconds: float = 900) -> Answer:
        """Have one request handled, over several invocations, and return its one answer."""
        before = len(self.server.accepted)
        self.resource(event, FakeContext(seconds, self.clock))
        while self.functions.events:
            self.resource(self.functions.events.popleft(), FakeContext(seconds, self.clock))
        answers = self.server.answers[before:]
        assert len(answers) == 1, answers
        return answers[0]

    def create(self, **changes: Any) -> Answer:
        """Create the resource."""
        return self.handle(events.request("Create", self.server.url(), **changes))

    def update(self, physical_resource_id: str, old: dict[str, Any], **changes: Any) -> Answer:
        """Update the resource from old properties to those with the changes."""
        return self.handle(
            events.request(
                "Update",
                self.server.url(),
                physical_resource_id=physical_resource_id,
                old=old,
                **changes,
            )
        )

    def delete(self, physical_resource_id: str, **changes: Any) -> Answer:
        """Delete the resource."""
        return self.handle(
            events.request(
                "Delete", self.server.url(), physical_resource_id=physical_resource_id, **changes
            )
        )


@contextmanager
def trusted(server: ResponseServer) -> Iterator[None]:
    """Have the handler take the server for CloudFormation's."""
    environment = {
        "AWS_ENDPOINT_URL": server.endpoint_url,
        "SSL_CERT_FILE": str(server.certificates.authority),
    }
    with mock.patch.dict("os.environ", environment):
        yield


@contextmanager
def running_handler(
    folder: Path,
    cognito: FakeCognito,
    *,
    make_clients: Callable[[], Clients] | None = None,
    propagation: float = 60,
    functions: FakeFunctions | None = None,
) -> Iterator[Handler]:
    """Yield a handler whose pauses take no time; Cognito's jobs go on by its clock."""
    clock = FakeClock()
    cognito.clock = clock
    with ResponseServer(folder) as server, trusted(server):
        resource = user_import_resource(
            make_clients or (lambda: Clients(cognito.client())),
            clock=clock,
            propagation=propagation,
        )
        yield Handler(resource, server, cognito, clock, functions or FakeFunctions())
