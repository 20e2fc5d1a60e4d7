"""The settings of the handler that all imports in a stack share."""

from dataclasses import dataclass, field
from typing import Any, Final

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from cdk_cognito_user_import.validation import (
    check_instance,
    check_memory,
    check_runtime,
    member,
    seconds_of,
)

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
_ENUMERATIONS: Final = {
    "log_level": lambda_.ApplicationLogLevel,
    "log_retention": logs.RetentionDays,
    "tracing": lambda_.Tracing,
}


@dataclass(frozen=True, kw_only=True)
class HandlerSettings:
    """What one import wants the handler to be.

    :param given: The names of the settings that it gives; all others are defaults.
    :param memory_size: In MiB.
    :param timeout: Of one invocation.
    """

    given: frozenset[str] = frozenset()
    runtime: lambda_.Runtime = lambda_.Runtime.PYTHON_3_14
    architecture: lambda_.Architecture = lambda_.Architecture.ARM_64
    memory_size: int = 512
    timeout: Duration = field(default_factory=lambda: Duration.minutes(15))
    log_level: lambda_.ApplicationLogLevel = lambda_.ApplicationLogLevel.INFO
    log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH
    tracing: lambda_.Tracing = lambda_.Tracing.DISABLED

    @classmethod
    def of(cls, **settings: Any) -> "HandlerSettings":
        """Return these settings, with the default for each None.

        :raises ValueError: The handler can't run with a setting.
        """
        given = {name: setting for name, setting in settings.items() if setting is not None}
        for name in given.keys() & _ENUMERATIONS.keys():
            given[name] = member(f"handler_{name}", given[name], _ENUMERATIONS[name])
        return cls(given=frozenset(given), **given)

    def __post_init__(self) -> None:
        check_runtime(self.runtime)
        check_instance("handler_architecture", self.architecture, lambda_.Architecture)
        check_memory("handler_memory_size", self.memory_size)
        seconds_of("handler_timeout", self.timeout, 60, 900)

    def require_agreement(self, later: "HandlerSettings") -> None:
        """Raise ValueError if a later import gives a setting another value."""
        for name in sorted(later.given):
            allowed, received = (_comparable(getattr(each, name)) for each in (self, later))
            if received != allowed:
                raise ValueError(
                    f"handler_{name} must be the same for all imports in a stack, because they "
                    "share one handler. Set it on the first import, or on all of them. "
                    f"Received: {received}, allowed: {allowed}"
                )

    @property
    def last_start(self) -> float:
        """Seconds after an event by which its last invocation has started."""
        return RETRIES * self.timeout.to_seconds() + _RETRY_PAUSES + _QUEUE

    def service_timeout(self, given: Duration | None, *, waits: bool) -> Duration:
        """Return how long CloudFormation waits: at least until the responder has answered.

        :param waits: Whether it waits for an import.
        :raises ValueError: The given time isn't enough.
        """
        invocation = self.timeout.to_seconds()
        least = self.last_start + invocation + _QUEUE + RESPONDER_TIMEOUT
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


def _comparable(setting: object) -> object:
    if isinstance(setting, Duration):
        return setting.to_seconds()
    # Runtime and Architecture have names but no equality.
    return getattr(setting, "name", setting)
