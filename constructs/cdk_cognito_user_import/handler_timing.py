"""How long the handler's invocations, their repeats, and the responder take."""

from typing import Final

from aws_cdk import Duration

from cdk_cognito_user_import.validation import check_instance

RETRIES: Final = 2
_RETRY_PAUSES: Final = 180
"""Seconds: Lambda repeats an asynchronous invocation after 1 and 2 minutes."""
_QUEUE: Final = 60
"""Seconds that an event may wait in Lambda's queue. AWS documents no figure [?]."""
RESPONDER_TIMEOUT: Final = 60
"""Seconds in which the responder answers for a handler that couldn't."""
_SPARE: Final = 60
"""Seconds that the default adds to what is required."""
_MAX_SERVICE_TIMEOUT: Final = 3600


def last_start(timeout: Duration) -> float:
    """Return the seconds after an event by which its last invocation has started.

    :param timeout: Of one invocation.
    """
    return RETRIES * timeout.to_seconds() + _RETRY_PAUSES + _QUEUE


def checked_service_timeout(timeout: Duration, given: Duration | None, *, waits: bool) -> Duration:
    """Return how long CloudFormation waits: at least until the responder has answered.

    :param timeout: Of one invocation.
    :param waits: Whether it waits for an import.
    :raises ValueError: The given time isn't enough.
    """
    invocation = timeout.to_seconds()
    least = last_start(timeout) + invocation + _QUEUE + RESPONDER_TIMEOUT
    if given is None and waits:
        return Duration.seconds(_MAX_SERVICE_TIMEOUT)
    if given is None:
        return Duration.seconds(least + _SPARE)
    check_instance("service_timeout", given, Duration)
    if not given.is_unresolved():
        seconds = given.to_milliseconds(integral=False) / 1000
        if not (least <= seconds <= _MAX_SERVICE_TIMEOUT and seconds.is_integer()):
            raise ValueError(
                f"service_timeout must be at least {least} s, which {RETRIES + 1} invocations "
                f"of {invocation} s, the pauses between them, and the responder can take, and "
                f"at most {_MAX_SERVICE_TIMEOUT} s, in whole seconds. Received: {seconds:g} s"
            )
    return given
