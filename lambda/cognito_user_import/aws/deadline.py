"""The time that is left to an invocation, and pausing in it."""

import time
from typing import Final

from cognito_user_import.errors import DeadlineError


class Clock:
    """Time that never goes back, and waiting in it."""

    def now(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""
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
        """Seconds left, negative when it has passed."""
        return self._end - self.clock.now()

    def pause(self, seconds: float, purpose: str) -> None:
        """Wait for so many seconds.

        :param purpose: What is waited for, as the error is to name it.
        :raises DeadlineError: So many are not left.
        """
        if self.remaining < seconds:
            raise DeadlineError(f"The time of this invocation does not suffice for {purpose}.")
        self.clock.sleep(seconds)
