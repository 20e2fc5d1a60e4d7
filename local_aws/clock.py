"""The server's time, which can run faster than real time."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime


class LabClock:
    """A clock that is right when it is made, and then runs at a speed.

    :param speed: Seconds that pass on it in a real second.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self.began = time.time()

    def time(self) -> float:
        """Return the time in epoch seconds."""
        return self.began + (time.time() - self.began) * self.speed

    def datetime(self) -> datetime:
        """Return the time in UTC."""
        return datetime.fromtimestamp(self.time(), UTC)

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        return time.monotonic() * self.speed

    def sleep(self, seconds: float) -> None:
        """Let seconds pass on this clock."""
        time.sleep(seconds / self.speed)

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Wait for an event, at most for seconds on this clock; return whether it is set."""
        return event.wait(max(seconds, 0.0) / self.speed)
