"""Writes log lines into ministack's CloudWatch Logs."""

from __future__ import annotations

import collections
import itertools
import threading
from collections.abc import Callable

from ministack.core.responses import request_scope
from ministack.services import cloudwatch_logs

from local_aws.clock import LabClock
from local_aws.pools import PoolKey

# CloudWatch Logs names events by long numbers.
_EVENT_IDS = itertools.count(10**55)


class LogStream:
    """A log stream of a pool's log group.

    :param lag: Seconds until written lines and the stream become visible.
    """

    def __init__(
        self, pool: PoolKey, group: str, stream: str, *, lag: float, clock: LabClock
    ) -> None:
        self._pool = pool
        self.group = group
        self._stream = stream
        self._lag = lag / clock.speed
        self._clock = clock
        self._waiting: collections.deque[Callable[[], None]] = collections.deque()
        self._lock = threading.Lock()

    def open(self) -> None:
        """Create the group, without a retention, and the stream, if they don't exist."""
        self._show(self._make)

    def write(self, lines: list[str]) -> None:
        """Append lines, stamped now."""
        if lines:
            now = int(self._clock.time() * 1000)
            self._show(lambda: self._append(lines, now))

    def _show(self, step: Callable[[], None]) -> None:
        if not self._lag:
            step()
            return
        self._waiting.append(step)
        timer = threading.Timer(self._lag, self._next)
        timer.daemon = True
        timer.start()

    def _next(self) -> None:
        # The oldest step, not the timer's own: timers of almost the same time may swap.
        with self._lock:
            self._waiting.popleft()()

    def _make(self) -> None:
        with request_scope(self._pool.account, self._pool.region):
            cloudwatch_logs._create_log_group({"logGroupName": self.group})
            cloudwatch_logs._create_log_stream(
                {"logGroupName": self.group, "logStreamName": self._stream}
            )

    def _append(self, lines: list[str], now: int) -> None:
        with request_scope(self._pool.account, self._pool.region):
            group = cloudwatch_logs._log_groups.get(self.group)
            stream = None if group is None else group["streams"].get(self._stream)
        if stream is None:  # Somebody deleted it, but the import goes on.
            return
        # Not through PutLogEvents, which makes a record of each line for Logs Insights too: a third
        # of an import's time, and a third of its memory.
        events = [
            {
                "timestamp": now,
                "message": line,
                "ingestionTime": now,
                "eventId": str(next(_EVENT_IDS)),
            }
            for line in lines
        ]
        cloudwatch_logs._append_log_events(stream, events)
