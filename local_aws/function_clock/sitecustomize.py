"""The server's time in the process of a Lambda function.

Python imports this module before any other of the function's, because the server puts its folder
on PYTHONPATH when the clock has a speed. It needs nothing but the standard library.
"""

import datetime
import os
import queue
import subprocess
import threading
import time
from typing import Any

_SPEED, _BEGAN = map(float, os.environ["LOCAL_AWS_CLOCK"].split())
_real_time, _real_monotonic, _real_sleep = time.time, time.monotonic, time.sleep
_real_wait, _real_join = threading.Condition.wait, threading.Thread.join
_RealDatetime = datetime.datetime


def _time() -> float:
    return _BEGAN + (_real_time() - _BEGAN) * _SPEED


def _monotonic() -> float:
    return _real_monotonic() * _SPEED


def _sleep(seconds: float) -> None:
    _real_sleep(seconds / _SPEED)


def _wait(condition: threading.Condition, timeout: float | None = None) -> bool:
    return _real_wait(condition, None if timeout is None else timeout / _SPEED)


def _join(thread: threading.Thread, timeout: float | None = None) -> None:
    _real_join(thread, None if timeout is None else timeout / _SPEED)


class _AnyDatetime(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _RealDatetime)


class _Datetime(_RealDatetime, metaclass=_AnyDatetime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> "_Datetime":
        return cls.fromtimestamp(_time(), tz)

    @classmethod
    def utcnow(cls) -> "_Datetime":
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)  # noqa: UP017 - Python 3.10

    @classmethod
    def today(cls) -> "_Datetime":
        return cls.now()


_Datetime.__name__ = _Datetime.__qualname__ = "datetime"
_REPLACED: dict[Any, dict[str, Any]] = {
    time: {
        "time": _time,
        "time_ns": lambda: int(_time() * 1e9),
        "monotonic": _monotonic,
        "monotonic_ns": lambda: int(_monotonic() * 1e9),
        "perf_counter": _monotonic,
        "perf_counter_ns": lambda: int(_monotonic() * 1e9),
        "sleep": _sleep,
    },
    datetime: {"datetime": _Datetime},
    # These have taken the function already.
    threading: {"_time": _monotonic},
    queue: {"time": _monotonic},
    subprocess: {"_time": _monotonic},
    threading.Condition: {"wait": _wait},
    threading.Thread: {"join": _join},
}
for _owner, _changes in _REPLACED.items():
    for _name, _value in _changes.items():
        setattr(_owner, _name, _value)
