"""The real handler in a world with a source; its pauses take no time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cognito_user_import.aws.clients import Clients
from tests.cloudformation import events
from tests.cloudformation.harness import Answer, Handler, running_handler
from tests.fakes.clients import FakeClients
from tests.fakes.clock import FakeClock
from tests.fakes.cloudformation import FakeCloudFormation
from tests.fakes.cognito import FakeCognito, Job, refused
from tests.fakes.functions import FakeFunctions
from tests.fakes.import_world import SOURCE, ImportWorld, import_world
from tests.fakes.s3 import FakeS3
from tests.fakes.upload_server import UploadServer


@dataclass
class RunningImport:
    """A warm handler, and the world that it imports in; changes are those of the properties.

    :param sent: When CloudFormation sent each request: all jobs are of requests of now, except
        those that were there before `pass_hours`.
    """

    handler: Handler
    world: ImportWorld
    sent: datetime = field(default_factory=lambda: datetime.now(UTC))
    stacks: FakeCloudFormation = field(default_factory=FakeCloudFormation)

    @property
    def cognito(self) -> FakeCognito:
        """The Cognito of this world."""
        return self.world.cognito

    @property
    def s3(self) -> FakeS3:
        """The S3 of this world."""
        return self.world.s3

    @property
    def uploads(self) -> UploadServer:
        """The place behind the pre-signed URLs."""
        return self.world.uploads

    @property
    def clock(self) -> FakeClock:
        """The clock of the handler and of Cognito's jobs."""
        return self.handler.clock

    @property
    def jobs(self) -> list[Job]:
        """All jobs, the oldest first."""
        return self.cognito.jobs

    def create(self, seconds: float = 900, /, **changes: Any) -> Answer:
        """Send Create."""
        return self._send("Create", seconds, **changes)

    def update(self, job_id: str, seconds: float = 900, /, **changes: Any) -> Answer:
        """Send Update to the resource that has this job."""
        return self._send("Update", seconds, physical_resource_id=job_id, old={}, **changes)

    def delete(self, physical_resource_id: str, /, **changes: Any) -> Answer:
        """Send Delete."""
        return self._send("Delete", 900, physical_resource_id=physical_resource_id, **changes)

    def event(self, request_type: str, /, stack_status: str = "", **changes: Any) -> dict[str, Any]:
        """Return an event for which CloudFormation waits."""
        event = events.request(
            request_type, self.handler.server.url(sent=self.sent), **{**SOURCE, **changes}
        )
        self.stacks.sends(event, self.sent.timestamp(), stack_status=stack_status)
        return event

    def give_up(self) -> None:
        """Have CloudFormation begin to roll back."""
        self.stacks.gives_up(events.STACK_ID, datetime.now(UTC).timestamp())

    def pass_hours(self) -> None:
        """Have all jobs be of requests that were sent hours ago."""
        for job in self.jobs:
            job["CreationDate"] -= 4 * 3600

    def _send(self, request_type: str, seconds: float, /, **changes: Any) -> Answer:
        url = self.handler.server.url(sent=self.sent)
        event = events.request(request_type, url, **{**SOURCE, **changes})
        return self.handler.handle(event, seconds)


def counts(answer: Answer) -> tuple[str, str, str]:
    """Return the numbers of imported, skipped and failed users of a SUCCESS."""
    assert answer["Status"] == "SUCCESS", answer["Reason"]
    data = answer["Data"]
    return data["ImportedUsers"], data["SkippedUsers"], data["FailedUsers"]


def made_but_not_started(import_: RunningImport) -> str:
    """Have a Create fail between making its job and starting it, and return the job."""
    import_.cognito.fail("StartUserImportJob", refused("OperationNotEnabledException"))
    answer = import_.create()
    assert answer["Status"] == "FAILED"
    return str(answer["PhysicalResourceId"])


@contextmanager
def running_import(folder: Path, cognito: FakeCognito) -> Iterator[RunningImport]:
    """Yield a handler in a world whose file has three good rows."""
    folders = [folder / name for name in ("answers", "uploads")]
    for each in folders:
        each.mkdir()
    answers, uploads = folders
    worlds: list[ImportWorld] = []
    stacks = FakeCloudFormation()
    functions = FakeFunctions()

    def late() -> Clients:
        return FakeClients(
            cognito.client(),
            lambda: worlds[0].s3.client(),
            lambda: worlds[0].logs.client(),
            stacks,
            functions.client(),
        )

    with (
        running_handler(answers, cognito, make_clients=late, functions=functions) as handler,
        import_world(uploads, cognito) as world,
    ):
        worlds.append(world)
        world.put_rows(3)
        yield RunningImport(handler, world, stacks=stacks)
