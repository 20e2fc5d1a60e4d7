"""The handler as a process: reads one instruction from standard input and handles its event.

It may have to kill itself at a step of an import, or to live with little memory.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Never
from unittest import mock

from cognito_user_import import handler
from cognito_user_import.aws.clients import Clients, cognito_client
from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.life_cycle import requests
from cognito_user_import.transfer import job_upload
from cognito_user_import.transfer.upload import upload
from tests.fakes.lambda_context import FakeContext

UPLOAD = "upload"
FILE_SIZE = 100_000_000


def main() -> None:
    """Handle the event of one instruction."""
    instruction: dict[str, Any] = json.loads(sys.stdin.readline())
    resource_ = handler.lambda_handler
    if step := instruction.get("killed_after"):
        resource_ = _killed_after(step)
    # The client of Cognito has its endpoint from the environment already; answers go elsewhere.
    os.environ["AWS_ENDPOINT_URL_CLOUDFORMATION"] = os.environ["AWS_ENDPOINT_URL"]
    os.environ.update(instruction.get("environment", {}))
    if more := instruction.get("more_memory"):
        _limit_memory(more)
    if instruction.get("hoards"):
        requests.create = _hoard  # type: ignore[assignment]
    resource_(instruction["event"], FakeContext(60))


def _killed_after(step: str) -> Any:
    """Return a handler that SIGKILL ends when a step of an import was done.

    :param step: An operation of Cognito, or the upload; ``never`` for none of them.
    """
    client = cognito_client()
    # Any, since the published type forgets what an event's handlers are given.
    hooks: Any = client.meta.events
    hooks.register(f"after-call.cognito-identity-provider.{step}", lambda **_: _die())
    aws = {name: os.environ[name] for name in ("AWS_ENDPOINT_URL", "AWS_CA_BUNDLE")}

    def upload_there(
        url: str, size: int, blocks: Callable[[], Iterable[bytes]], deadline: Deadline, **_: object
    ) -> None:
        # Files go to the embedded AWS, answers to CloudFormation's place.
        trusted = {**aws, "SSL_CERT_FILE": aws["AWS_CA_BUNDLE"]}
        with mock.patch.dict("os.environ", trusted):
            upload(url, size, blocks, deadline)
        if step == UPLOAD:
            _die()

    vars(job_upload)["upload"] = upload_there
    return handler.user_import_resource(lambda: Clients(client))


def _die() -> Never:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a process that is killed goes on")


def _hoard(*_: object) -> Never:
    """Read a whole file into memory, and go on."""
    content = bytearray(FILE_SIZE)
    while True:
        content += bytes(FILE_SIZE)


def _limit_memory(more: int) -> None:
    """Let this process write so many bytes more than it has, and no more."""
    status = Path("/proc/self/status").read_text()
    (had,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmData:"))
    limit = int(had) * 1024 + more
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


if __name__ == "__main__":
    main()
