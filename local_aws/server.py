"""The server's process: ministack with the import operations.

Started by LocalAws with the listening socket, its standard input tied to the parent: when the
parent dies in any way, the input ends, and so does the server with its Lambda workers.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import os
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Callable

from hypercorn.asyncio import serve
from hypercorn.config import Config

from local_aws.asgi import LocalAwsApplication
from local_aws.calls import Call
from local_aws.clock import LabClock
from local_aws.control import Control
from local_aws.faults import FaultDesk
from local_aws.ministack_access import iam_limits, log_search, stacks, wiring
from local_aws.operations import UserImportOperations
from local_aws.upload_gate import UploadGate
from local_aws.user_listing import filtered

_GRACE_SECONDS = 5.0
_OPEN_REQUESTS_SECONDS = 0.2
# An import makes millions of objects that stay: looking for garbage among them at Python's own
# pace takes two fifths of its time.
_GARBAGE_THRESHOLDS = (100_000, 50, 100)
_End = Callable[[], None]


def main() -> None:
    """Serve, then stop everything that was started."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", type=int, required=True)
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--state", required=True)
    parser.add_argument("--clock-speed", type=float, required=True)
    parser.add_argument("--tied-to-stdin", action="store_true")
    arguments = parser.parse_args()
    gc.set_threshold(*_GARBAGE_THRESHOLDS)
    exit_code = 0
    try:
        asyncio.new_event_loop().run_until_complete(_serve(arguments))
    except Exception:
        traceback.print_exc()
        exit_code = 1
    _exit(arguments.state, exit_code)


async def _serve(arguments: argparse.Namespace) -> None:
    loop = asyncio.get_running_loop()
    ending = asyncio.Event()

    def end() -> None:
        if not ending.is_set():
            ending.set()
            _exit_later(arguments.state)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    if arguments.tied_to_stdin:
        thread = threading.Thread(target=_watch_stdin, args=(loop, end), daemon=True)
        thread.start()

    config = Config()
    config.bind = [f"fd://{arguments.socket}"]
    config.certfile = arguments.certificate
    config.keyfile = arguments.key
    config.keep_alive_timeout = 75
    config.graceful_timeout = _OPEN_REQUESTS_SECONDS
    application = _application(end, LabClock(arguments.clock_speed))
    server = serve(application, config, shutdown_trigger=ending.wait)  # type: ignore[arg-type]
    serving = asyncio.ensure_future(server)
    told = asyncio.ensure_future(ending.wait())
    await asyncio.wait({serving, told}, return_when=asyncio.FIRST_COMPLETED)
    if not ending.is_set():
        serving.result()
    # Short, because hypercorn otherwise waits half a minute for idle clients.
    await asyncio.wait({serving}, timeout=2 * _OPEN_REQUESTS_SECONDS)


def _application(end: _End, clock: LabClock) -> LocalAwsApplication:
    # Removed from the environment, which the Lambda functions inherit.
    token = os.environ.pop("LOCAL_AWS_TOKEN")
    desk = FaultDesk(clock)
    calls: list[Call] = []
    operations = UserImportOperations(
        os.environ["AWS_ENDPOINT_URL"], desk, wiring.cognito_handler()
    )
    wiring.serve_cognito_with(operations.handle)
    wiring.refuse_pool_changes(operations.refuse_change)
    wiring.filter_users_with(filtered)
    wiring.invoke_custom_resources_asynchronously(clock)
    stacks.tell_true_statuses()
    stacks.provide_role_policies()
    iam_limits.limit_policies()
    log_search.serve_filter_log_events()
    if clock.speed != 1:
        # Imports services that ministack otherwise imports when they are first asked.
        from local_aws.ministack_access import speed

        speed.run_by(clock)
    control = Control(token, desk, calls, end)
    gate = UploadGate(wiring.application, desk)
    return LocalAwsApplication(wiring.application, gate, control, calls, clock)


def _watch_stdin(loop: asyncio.AbstractEventLoop, end: _End) -> None:
    while sys.stdin.buffer.read(1):
        pass
    loop.call_soon_threadsafe(end)


def _exit_later(state: str) -> None:
    timer = threading.Timer(_GRACE_SECONDS, _exit, (state, 1))
    timer.daemon = True
    timer.start()


def _exit(state: str, code: int) -> None:
    """Exit without waiting for other threads.

    A thread of ministack may wait up to an hour for the response of a custom resource.
    """
    wiring.end_lambda_workers()
    # What the workers started is in this process's group. The signal comes back to this process
    # too, whose handler does nothing the second time.
    if os.getpgid(0) == os.getpid():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(0, signal.SIGTERM)
    if code == 0:  # Otherwise the starter reads the log first.
        shutil.rmtree(state, ignore_errors=True)
    os._exit(code)


if __name__ == "__main__":
    main()
