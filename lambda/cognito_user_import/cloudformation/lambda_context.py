"""The part of Lambda's context object that this package uses."""

from typing import Protocol


class Context(Protocol):
    """The context of an invocation."""

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left in the invocation."""
        ...
