"""Lets ministack's services live in the server's time.

Left in real time are the lifetimes of AWS credentials, connections, TLS, and the processes of
functions, but not the functions' time-outs.
"""

from __future__ import annotations

import datetime
import os
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.core import lambda_runtime, responses, sigv4
from ministack.services import cloudwatch_logs, cognito, iam, lambda_svc, s3, stepfunctions
from ministack.services.cloudformation import custom_resource, wait_conditions

from local_aws.clock import LabClock

_MODULES = (
    *(responses, sigv4, cloudwatch_logs, cognito, iam, lambda_svc, s3, stepfunctions),
    wait_conditions,
)
_FUNCTION_CLOCK = Path(__file__).parents[1] / "function_clock"


def run_by(clock: LabClock) -> None:
    """Replace the time in the modules that serve AWS, and in functions that start from now on."""
    in_its_time = _datetime_of(clock)
    replaced: list[tuple[Any, Any]] = [
        (time, _namespace(time, time=clock.time, monotonic=clock.monotonic, sleep=clock.sleep)),
        (datetime, _namespace(datetime, datetime=in_its_time)),
        (datetime.datetime, in_its_time),
    ]
    for module in _MODULES:
        for name, value in list(vars(module).items()):
            for original, replacement in replaced:
                if value is original:
                    setattr(module, name, replacement)
    hasty: Any = _hasty_threading(clock.speed)
    setattr(lambda_runtime, "threading", hasty)  # noqa: B010 - mypy knows the module's own
    setattr(custom_resource, "threading", hasty)  # noqa: B010
    _accept_requests_signed_by_either_clock()
    # An asynchronous invocation is repeated after 1 and 2 minutes, as on AWS.
    lambda_svc._LAMBDA_ASYNC_RETRY_BASE_SECONDS = 60.0
    lambda_svc._LAMBDA_ASYNC_RETRY_MAX_SECONDS = 300.0
    os.environ["PYTHONPATH"] = str(_FUNCTION_CLOCK)
    os.environ["LOCAL_AWS_CLOCK"] = f"{clock.speed!r} {clock.began!r}"


def _namespace(module: Any, **changes: Any) -> SimpleNamespace:
    return SimpleNamespace(**{**vars(module), **changes})


def _datetime_of(clock: LabClock) -> type[datetime.datetime]:
    class DatetimeOfClock(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> DatetimeOfClock:
            return cls.fromtimestamp(clock.time(), tz)

        @classmethod
        def utcnow(cls) -> DatetimeOfClock:
            return cls.now(datetime.UTC).replace(tzinfo=None)

    return DatetimeOfClock


def _hasty_threading(speed: float) -> SimpleNamespace:
    class HastyThread(threading.Thread):
        def join(self, timeout: float | None = None) -> None:
            super().join(None if timeout is None else timeout / speed)

    class HastyEvent(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            return super().wait(None if timeout is None else timeout / speed)

    return _namespace(threading, Thread=HastyThread, Event=HastyEvent)


def _accept_requests_signed_by_either_clock() -> None:
    # Clients outside of the server sign by real time, functions by the server's.
    by_server = sigv4.request_time_failure

    def by_either(signature: Any, *, now: Any = None) -> Any:
        real = datetime.datetime.now(datetime.UTC)
        return by_server(signature, now=now) and by_server(signature, now=now or real)

    sigv4.request_time_failure = by_either
