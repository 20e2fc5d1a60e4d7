"""One scenario with one handler, in a process of its own: `python -m tests.naive.trial ours 0`."""

import dataclasses
import io
import json
import logging
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from tests import conftest  # noqa: F401 - the environment of the tests
from tests.naive.virtual_time import VirtualTime

HANDLERS = ("naive", "ours")


def try_scenario(handler: str, number: int, time: VirtualTime) -> dict[str, Any]:
    """Carry a scenario out, and return what came of it."""
    # After the time is replaced: crhelper binds time.sleep when it is imported.
    from cognito_user_import.logs import redact_logs
    from cognito_user_import.responder import respond
    from tests.cloudformation.harness import trusted
    from tests.cloudformation.response_server import ResponseServer
    from tests.fakes.cognito import FakeCognito
    from tests.faults.lab import SECRETS
    from tests.naive.every_scenario import SCENARIOS
    from tests.naive.stage import Stage

    output = io.StringIO()
    logging.getLogger().handlers = [logging.StreamHandler(output)]
    environment = {
        "AWS_ACCESS_KEY_ID": "AKIAPLANTED",
        "AWS_SECRET_ACCESS_KEY": SECRETS["secret access key"],
        "AWS_SESSION_TOKEN": SECRETS["session token"],
    }
    cognito = FakeCognito()
    is_ours = handler == "ours"
    if is_ours:
        redact_logs()
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict("os.environ", environment),
        ResponseServer(Path(folder)) as server,
        trusted(server),
    ):
        stage = Stage(
            server=server,
            cognito=cognito,
            time=time,
            output=output,
            cold_start=_ours(cognito) if is_ours else _naive(cognito),
            responder=respond if is_ours else None,
        )
        SCENARIOS[number].carry_out(stage)
        failed = [
            event["RequestType"]
            for event in stage.requests
            if stage.answer_to(event).get("Status") == "FAILED"
        ]
        slept = time.slept
        return {
            "verdict": dataclasses.asdict(stage.verdict()),
            "failed": failed,
            "slept": slept,
        }


def _ours(cognito: Any) -> Callable[[], Any]:
    from cognito_user_import.handler import user_import_resource

    return lambda: user_import_resource(cognito.client)


def _naive(cognito: Any) -> Callable[[], Any]:
    import boto3

    from tests.naive.naive_handler import naive_resource

    def make_client() -> Any:
        client = boto3.client("cognito-idp")
        client.meta.events.register("before-send.cognito-identity-provider", cognito._serve)
        return client

    return lambda: naive_resource(make_client)


def main() -> None:
    """Print what came of a scenario as JSON."""
    time = VirtualTime()
    time.install()
    result = try_scenario(sys.argv[1], int(sys.argv[2]), time)
    sys.stdout.write(json.dumps(result))
    sys.stdout.flush()
    # At once: what hangs is left behind.
    os._exit(0)


if __name__ == "__main__":
    main()
