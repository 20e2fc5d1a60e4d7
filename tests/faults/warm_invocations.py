"""One execution environment through very many invocations, in a process of its own.

Real are the handler, its deliveries over TLS and its boto3 client; Cognito is the fake below it.
"""

import gc
import io
import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cognito_user_import.logs import redact_logs
from tests import conftest  # noqa: F401 - the environment of the tests
from tests.cloudformation import events
from tests.cloudformation.harness import Handler, running_handler
from tests.fakes.cognito import FakeCognito

MOST_GROWTH = 5_000_000
"""Bytes that the memory may grow by."""
_WARM_UP = 200
_SETTLING = 3.0
"""Seconds in which the last connection's thread has to end."""


@dataclass(frozen=True)
class Figures:
    """What the invocations left: bytes of memory, threads and open files that were not there."""

    invocations: int
    seconds: float
    memory: int
    threads: int
    files: int

    @property
    def is_clean(self) -> bool:
        """Whether memory grew little, and threads and files are back where they began."""
        return self.memory < MOST_GROWTH and (self.threads, self.files) == (0, 0)


@dataclass(frozen=True)
class _Usage:
    memory: int
    threads: int
    files: int


def measure(invocations: int, leak: str = "nothing") -> Figures:
    """Return the figures of this many invocations, in their own process.

    :param leak: What each invocation is made to leave: ``memory``, ``threads`` or ``files``.
    """
    command = [sys.executable, "-m", "tests.faults.warm_invocations", str(invocations), leak]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], check=True, capture_output=True, text=True
    )
    return Figures(**json.loads(done.stdout))


def _main() -> None:
    invocations, leak = int(sys.argv[1]), sys.argv[2]
    with (
        Path(os.devnull).open("w") as log,
        tempfile.TemporaryDirectory() as folder,
        running_handler(Path(folder), FakeCognito()) as handler,
    ):
        logging.getLogger().handlers = [logging.StreamHandler(log)]
        redact_logs()
        quiet = threading.active_count()
        job_id = handler.create()["PhysicalResourceId"]
        _invoke(handler, job_id, _WARM_UP)
        before = _usage(quiet)
        started = time.monotonic()
        left = _invoke(handler, job_id, invocations, leak)
        seconds = time.monotonic() - started
        after = _usage(quiet)
        figures = Figures(
            invocations,
            seconds,
            after.memory - before.memory,
            after.threads - before.threads,
            after.files - before.files,
        )
        for thing in left:
            thing.close()
    sys.stdout.write(json.dumps(asdict(figures)))


def _invoke(handler: Handler, job_id: str, count: int, leak: str = "nothing") -> list[Any]:
    """Send all kinds of requests in turn; return what was made to stay."""
    left: list[Any] = []
    url = handler.server.url()
    kept: dict[str, Any] = {"physical_resource_id": job_id}
    requests: list[Any] = [
        events.request("Create", url),
        events.request("Update", url, old={}, Attribute="2", **kept),
        events.request("Create", url, UserPoolId="eu-central-1_Gone"),
        events.request("Update", url, old={}, JobName="?", **kept),
        events.request("Delete", url, **kept),
        events.request("Delete", url, physical_resource_id="no-job-1"),
    ]
    for number in range(count):
        handler.handle(requests[number % len(requests)])
        with suppress(Exception):
            # No request at all, between two that are.
            handler.resource({"RequestType": "Create"}, None)  # type: ignore[arg-type]
        # What the fakes remember is no memory of the handler's.
        handler.server.bodies.clear()
        handler.server.accepted.clear()
        handler.cognito.calls.clear()
        left += _LEAKS[leak]()
    return left


class _Waiting:
    """A thread that waits until it is closed."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        threading.Thread(target=self._ended.wait, daemon=True).start()

    def close(self) -> None:
        self._ended.set()


_LEAKS: dict[str, Callable[[], list[Any]]] = {
    "nothing": list,
    "memory": lambda: [io.BytesIO(os.urandom(200_000))],
    "threads": lambda: [_Waiting()],
    "files": lambda: [Path(os.devnull).open("rb")],  # noqa: SIM115 - left open on purpose
}


def _usage(quiet: int) -> _Usage:
    """Return what is used, as soon as no more than so many threads run, or do not end."""
    deadline = time.monotonic() + _SETTLING
    while threading.active_count() > quiet and time.monotonic() < deadline:
        time.sleep(0.01)
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return _Usage(
        pages * resource.getpagesize(),
        threading.active_count(),
        sum(1 for _ in Path("/proc/self/fd").iterdir()),
    )


if __name__ == "__main__":
    _main()
