"""The part of Lambda's context object that this package uses."""

from typing import Protocol


class Context(Protocol):
    """The context of an invocation."""

    invoked_function_arn: str

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left in the invocation."""
        ...
