"""What is used of Lambda's context object."""

from typing import Protocol


class Context(Protocol):
    """The context of an invocation."""

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left to the invocation."""
        ...
