"""The time of day as the handler sees it, so that jobs and URLs grow old while nobody waits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from importlib import import_module

MODULES = (
    "cloudformation.custom_resource",
    "cognito.import_jobs",
    "handler",
    "life_cycle.own_import",
    "life_cycle.requests",
    "responder",
    "transfer.job_upload",
)
"""Those of the package that ask for the time of day."""


class _TimeOfDay:
    """Stands for `datetime` where a module asks it for nothing else."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def now(self, zone: tzinfo) -> datetime:
        """Return the time of day."""
        return datetime.fromtimestamp(self._now(), zone)


@contextmanager
def time_of_day(now: Callable[[], float]) -> Iterator[None]:
    """Have the handler take the time of day from a function, in epoch seconds."""
    modules = [import_module(f"cognito_user_import.{name}") for name in MODULES]
    given = _TimeOfDay(now)
    before = [vars(module)["datetime"] for module in modules]
    for module in modules:
        vars(module)["datetime"] = given
    try:
        yield
    finally:
        for module, real in zip(modules, before, strict=True):
            vars(module)["datetime"] = real
