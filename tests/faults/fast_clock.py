"""A clock for faults of several threads: they wait for each other, but not for long."""

import time

from cognito_user_import.aws.deadline import Clock


class FastClock(Clock):
    """Real time, this many times as fast."""

    def __init__(self, factor: float = 20.0) -> None:
        self._factor = factor

    def now(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic() * self._factor

    def sleep(self, seconds: float) -> None:
        """Wait for a part of so many seconds."""
        time.sleep(seconds / self._factor)
