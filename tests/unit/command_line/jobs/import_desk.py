"""The steps of an import from a terminal, in a world whose pauses take no time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.jobs.import_steps import Choices, FileImport
from cognito_user_import_cli.jobs.job_options import ImportLimits
from cognito_user_import_cli.local_files.opened_file import UsersFile, opened
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import POOL, FakeCognito
from tests.fakes.import_run import FAILING
from tests.fakes.logs import FakeLogs
from tests.fakes.upload_server import UploadServer


class FakeAws(Aws):
    """AWS with the fake Cognito and its logs, waited for by a fake clock."""

    def __init__(self, cognito: FakeCognito, clock: FakeClock) -> None:
        self.options = AwsOptions()
        self._profile = None
        self._clock = clock
        # In place of the cached properties.
        self.__dict__["cognito"] = cognito.client()
        self.__dict__["logs"] = FakeLogs(cognito).client()

    @property
    def region(self) -> str:
        return "eu-central-1"

    @property
    def ca_bundle(self) -> str | None:
        return None

    def calls(self, subject: str, deadline: Deadline | None = None, **more: Any) -> ServiceCalls:
        return super().calls(subject, deadline or Deadline(math.inf, self._clock), **more)


class ImportDesk:
    """A pool, a file of users, and what brings the one into the other."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.cognito = FakeCognito(clock=self.clock)
        self.aws = FakeAws(self.cognito, self.clock)
        self.out = Output(OutputOptions())
        self.path = folder / "users.csv"
        self.write(3)

    def write(self, count: int, *failing: int, **values: str) -> None:
        """Write a file with this many importable users.

        :param failing: The lines that fail in Cognito, though no rule of the command refuses them.
        :param values: Of all rows, beside user name and email address.
        """
        header = self.aws.jobs(POOL).csv_header()
        rows = [
            {
                "cognito:username": f"user{number}",
                "email": f"user{number}@example.com",
                "email_verified": "true",
                **(FAILING if number + 2 in failing else {}),
                **values,
            }
            for number in range(count)
        ]
        lines = [header, *([row.get(column, "") for column in header] for row in rows)]
        self.path.write_text("".join(",".join(line) + "\n" for line in lines))

    def steps(self, file: UsersFile, **choices: Any) -> FileImport:
        """Return the steps for a file."""
        chosen = Choices(choices.pop("limits", ImportLimits()), **choices)
        return FileImport(self.aws, self.out, file, POOL, chosen, clock=self.clock)


@contextmanager
def import_desk(folder: Path) -> Iterator[tuple[ImportDesk, UsersFile, UploadServer]]:
    """Yield a desk with its file, and the place behind the pre-signed URLs."""
    desk = ImportDesk(folder)
    with (
        UploadServer(folder, desk.cognito) as server,
        server.reachable(),
        opened(desk.path) as file,
    ):
        yield desk, file, server
