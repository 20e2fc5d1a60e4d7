"""Writes log lines into ministack's CloudWatch Logs."""

from __future__ import annotations

import time

from ministack.core.responses import request_scope
from ministack.services import cloudwatch_logs

from tests.local_aws.pools import PoolKey


class LogStream:
    """A log stream of a pool's log group."""

    def __init__(self, pool: PoolKey, group: str, stream: str) -> None:
        self._pool = pool
        self.group = group
        self._stream = stream

    def open(self) -> None:
        """Make the group, without a retention, and the stream, where they are not there yet."""
        with request_scope(self._pool.account, self._pool.region):
            cloudwatch_logs._create_log_group({"logGroupName": self.group})
            cloudwatch_logs._create_log_stream(
                {"logGroupName": self.group, "logStreamName": self._stream}
            )

    def write(self, lines: list[str]) -> None:
        """Append lines, stamped now."""
        if not lines:
            return
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": line} for line in lines]
        with request_scope(self._pool.account, self._pool.region):
            cloudwatch_logs._put_log_events(
                {
                    "logGroupName": self.group,
                    "logStreamName": self._stream,
                    "logEvents": events,
                }
            )
