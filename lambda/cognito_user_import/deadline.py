"""The time that is left to an invocation."""

import time
from collections.abc import Callable

from cognito_user_import.errors import DeadlineError


class Deadline:
    """A point in time that work must not run past.

    :param seconds: From now.
    :param clock: Seconds of a clock that never goes back.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left, negative when it has passed."""
        return self._end - self._clock()

    def require(self, seconds: float, purpose: str) -> None:
        """Raise unless this many seconds are left for the purpose.

        :raises DeadlineError: They are not.
        """
        if self.remaining < seconds:
            raise DeadlineError(f"The time of this invocation does not suffice for {purpose}.")
