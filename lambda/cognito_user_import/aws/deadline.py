"""The time left in an invocation, and pauses within it."""

import time
from typing import Final

from cognito_user_import.errors import DeadlineError


class Clock:
    """A monotonic clock that can also sleep."""

    def now(self) -> float:
        """Return the seconds since an arbitrary moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait for this many seconds."""
        time.sleep(seconds)


SYSTEM_CLOCK: Final = Clock()


class Deadline:
    """A point in time that work must not run past.

    :param seconds: From now.
    """

    def __init__(self, seconds: float, clock: Clock = SYSTEM_CLOCK) -> None:
        self.clock = clock
        self._end = clock.now() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left; negative after the deadline."""
        return self._end - self.clock.now()

    def pause(self, seconds: float, purpose: str) -> None:
        """Wait for this many seconds.

        :param purpose: The purpose of the wait, for the error's text.
        :raises DeadlineError: Not that many seconds are left.
        """
        if self.remaining < seconds:
            raise DeadlineError(f"Not enough time left for {purpose}.")
        self.clock.sleep(seconds)
