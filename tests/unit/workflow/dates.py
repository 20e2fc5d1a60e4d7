"""The dates of the steps and of Cognito's jobs, by a clock whose waits take no time."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self
from unittest import mock

from cognito_user_import.cognito import import_jobs
from cognito_user_import.transfer import job_upload
from cognito_user_import.workflow import execution_report, part_import, planning
from tests.unit.workflow.machine import Machine

_START = datetime(2026, 1, 1, tzinfo=UTC)
_MODULES = (import_jobs, job_upload, execution_report, part_import, planning)


@contextmanager
def dates_by_clock(machine: Machine) -> Iterator[None]:
    """Have all dates follow the machine's clock."""

    class Dates(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            moment = _START + timedelta(seconds=machine.clock.now())
            return cls.fromtimestamp(moment.timestamp(), tz)

    machine.world.cognito.now = lambda: Dates.now(UTC).timestamp()
    with ExitStack() as stack:
        for module in _MODULES:
            stack.enter_context(mock.patch.object(module, "datetime", Dates))
        yield
