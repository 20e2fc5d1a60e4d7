"""All that an import with a source meets: Cognito, S3, CloudWatch Logs, and the pre-signed URL."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cognito_user_import.aws.clients import Clients
from tests.fakes.clients import FakeClients
from tests.fakes.cognito import POOL, FakeCognito
from tests.fakes.import_run import FAILING
from tests.fakes.logs import FakeLogs
from tests.fakes.s3 import BUCKET, KEY, FakeS3
from tests.fakes.upload_server import UploadServer

SOURCE = {"SourceBucket": BUCKET, "SourceKey": KEY}
"""The properties of a resource that imports the file that `put_rows` stores."""


@dataclass
class ImportWorld:
    """The fakes of the services, by one clock."""

    cognito: FakeCognito
    uploads: UploadServer
    s3: FakeS3 = field(default_factory=FakeS3)
    logs: FakeLogs = field(init=False)

    def __post_init__(self) -> None:
        self.logs = FakeLogs(self.cognito)

    def clients(self) -> Clients:
        """Return what the handler works with here."""
        return FakeClients(self.cognito.client(), self.s3.client, self.logs.client)

    def put_rows(self, count: int, *bad: int, key: str = KEY, **values: str) -> bytes:
        """Store and return a file with this many rows. The bad ones, counted from 1, fail.

        They fail in Cognito: the handler sees nothing wrong with them.

        :param values: Of all rows, beside user name and email address.
        """
        header = self.header()
        lines = [",".join(header)]
        for number in range(1, count + 1):
            row = {
                "cognito:username": f"user{number}",
                "email": f"user{number}@example.com",
                "email_verified": "true",
                **(FAILING if number in bad else {}),
                **values,
            }
            lines.append(",".join(row.get(column, "") for column in header))
        content = "".join(f"{line}\n" for line in lines).encode()
        self.s3.put(content, key)
        return content

    def header(self) -> list[str]:
        """Return the columns of the pool."""
        return self.cognito.client().get_csv_header(UserPoolId=POOL)["CSVHeader"]

    def users(self) -> Mapping[str, Any]:
        """Return the pool's users by their names."""
        return self.cognito.users[POOL]


@contextmanager
def import_world(folder: Path, cognito: FakeCognito) -> Iterator[ImportWorld]:
    """Yield the world of a Cognito whose clock is the handler's."""
    with UploadServer(folder, cognito) as uploads, uploads.reachable():
        yield ImportWorld(cognito, uploads)
