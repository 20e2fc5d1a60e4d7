"""Time in which a pause takes no time, for handlers that know only the time module."""

import threading
import time
from collections.abc import Callable
from typing import SupportsIndex

NEVER = float("inf")


class VirtualTime:
    """The real time, and what was slept on top of it.

    Lambda ends an invocation whose pause would outlast it: `on_end` is called, and the pause never
    returns.
    """

    def __init__(self) -> None:
        self.slept = 0.0
        self.really_sleep = time.sleep
        self._really_now = time.monotonic
        self._end = NEVER
        self._on_end: Callable[[], None] = lambda: None
        self._lock = threading.Lock()

    def install(self) -> None:
        """Take the place of the time module's own, for all that is imported from now on."""
        time.sleep = self.sleep
        time.monotonic = self.now

    def begin(self, seconds: float, on_end: Callable[[], None]) -> None:
        """Begin an invocation of so many seconds."""
        self._end, self._on_end = self.now() + seconds, on_end

    def now(self) -> float:
        """Return seconds since some moment."""
        return self._really_now() + self.slept

    def sleep(self, seconds: float | SupportsIndex) -> None:
        """Let the time pass at once."""
        with self._lock:
            self.slept += float(seconds)
        if self.now() > self._end:
            self._on_end()
            threading.Event().wait()
