"""A clock whose waits take no time."""

import threading

from cognito_user_import.aws.deadline import Clock


class FakeClock(Clock):
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self._now = 0.0
        self._lock = threading.Lock()
        self.sleeps: list[float] = []

    def now(self) -> float:
        """Return the seconds slept so far."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        with self._lock:
            self._now += seconds
            self.sleeps.append(seconds)
