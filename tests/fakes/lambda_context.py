"""Lambda's context object."""

from cognito_user_import.aws.deadline import SYSTEM_CLOCK, Clock


class FakeContext:
    """The context of an invocation that Lambda ends after this many seconds."""

    aws_request_id = "6bc28136-xmpl-4365-b021-0ce6b2e64ab0"
    function_name = "handler"
    invoked_function_arn = "arn:aws:lambda:eu-central-1:111122223333:function:handler"

    def __init__(self, seconds: float = 900, clock: Clock = SYSTEM_CLOCK) -> None:
        self._clock = clock
        self._end = clock.now() + seconds

    def get_remaining_time_in_millis(self) -> int:
        """Return what is left."""
        return max(0, int((self._end - self._clock.now()) * 1000))
