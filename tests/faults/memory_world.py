"""All that the handler calls, without a network, for very many examples.

The clients are shared by all examples of a process, since they take long to make.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from cognito_user_import.aws.deadline import Clock, Deadline
from cognito_user_import.errors import ExpiredUrlError, UploadError
from cognito_user_import.transfer import job_upload
from tests.fakes.clients import FakeClients
from tests.fakes.cloudformation import FakeCloudFormation
from tests.fakes.cognito import POOL, FakeCognito, FakeServiceError, Fault
from tests.fakes.functions import FakeFunctions
from tests.fakes.import_run import FAILING, ImportSettings, LogGroups
from tests.fakes.logs import FakeLogs
from tests.fakes.s3 import FakeS3
from tests.fakes.service import FakeService
from tests.faults.planted import CELLS

GOOD, OTHER, BAD, IN_CODE = "good.csv", "other.csv", "bad.csv", "users.json"
"""The keys of two files whose rows can be imported, of one with a row that fails, and of rows."""
UPLOAD = "Upload"


class Uploads(FakeService):
    """The place behind the pre-signed URLs of a Cognito's jobs."""

    def __init__(self, cognito: FakeCognito) -> None:
        super().__init__()
        self._cognito = cognito

    def put(self, url: str, _size: int, blocks: Any, _deadline: Deadline, **_: object) -> None:
        """Take a file, or raise what the handler's own upload would."""
        job_id = urlsplit(url).path.rpartition("/")[2]
        try:
            self._attempt(UPLOAD, lambda: self._take(job_id, b"".join(blocks())))
        except FakeServiceError as error:
            expired = error.status == 403
            raise (ExpiredUrlError if expired else UploadError)(f"status {error.status}") from None

    def _take(self, job_id: str, content: bytes) -> None:
        if self._cognito.has_expired(job_id):
            raise FakeServiceError("AccessDenied", status=403)
        self._cognito.receive(job_id, content)


class MemoryWorld:
    """The services, the place of uploads, and some files of planted cells."""

    def __init__(self) -> None:
        self.cognito, self.s3 = FakeCognito(), FakeS3()
        self.logs, self.uploads = FakeLogs(self.cognito), Uploads(self.cognito)
        self.client = self.cognito.client()
        s3, logs = self.s3.client(), self.logs.client()
        self.stacks = FakeCloudFormation()
        self.functions = FakeFunctions()
        functions = self.functions.client()
        self.clients = FakeClients(self.client, lambda: s3, lambda: logs, self.stacks, functions)
        self.services = (
            self.cognito,
            self.s3,
            self.logs,
            self.uploads,
            self.stacks,
            self.functions,
        )
        header = self.client.get_csv_header(UserPoolId=POOL)["CSVHeader"]
        self.files = {
            GOOD: _file(header, range(1, 4)),
            OTHER: _file(header, range(2, 6)),
            BAD: _file(header, range(6, 9), 7),
            IN_CODE: json.dumps({"users": [_row(number) for number in (1, 2)]}).encode(),
        }

    def begin(self, clock: Clock) -> None:
        """Begin an example: nothing is there but the files, nothing fails, time goes by a clock."""
        for service in self.services:
            service.heal()
            service.calls.clear()
        self.stacks.stacks.clear()
        self.stacks.rollbacks_update_the_time = False
        self.functions.events.clear()
        self.cognito.forced.clear()
        self.cognito.jobs.clear()
        self.cognito.denied_pools.clear()
        self.cognito.files.clear()
        self.cognito.users.clear()
        self.cognito.logs = LogGroups()
        self.cognito.settings = ImportSettings()
        self.cognito.slots = 1
        self.cognito.clock = clock
        began = int(time.time()) - clock.now()
        self.cognito.now = lambda: began + clock.now()
        for key, content in self.files.items():
            self.s3.put(content, key)

    @contextmanager
    def reachable(self) -> Iterator[None]:
        """Have the handler upload here."""
        with mock.patch.object(job_upload, "upload", self.uploads.put):
            yield

    def fail(self, operation: str, fault: Fault, *, always: bool) -> None:
        """Have calls of an operation of whatever service fail."""
        for service in self.services:
            (service.always_fail if always else service.fail)(operation, fault)


@cache
def shared_world() -> MemoryWorld:
    """Return the world of this process."""
    return MemoryWorld()


def _row(number: int, *, is_bad: bool = False) -> dict[str, str]:
    return {
        **CELLS,
        "cognito:username": f"user{number}",
        "email_verified": "true",
        **(FAILING if is_bad else {}),
    }


def _file(header: list[str], numbers: range, *bad: int) -> bytes:
    rows = [_row(number, is_bad=number in bad) for number in numbers]
    lines = [header, *([row.get(column, "") for column in header] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines).encode()
