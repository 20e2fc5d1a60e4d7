"""Lambda's context object."""

from time import monotonic
from typing import Final

_INVOCATION_SECONDS: Final = 900


class Context:
    """The context of an invocation that has just begun."""

    function_name = "handler"
    aws_request_id = "invocation"

    def __init__(self) -> None:
        self._end = monotonic() + _INVOCATION_SECONDS

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left to the invocation."""
        return round((self._end - monotonic()) * 1000)
