"""The settings of the handler that all imports of a stack share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aws_cdk import Duration, Token
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from cdk_cognito_user_import.validation import check_memory, check_runtime, check_seconds

RETRIES: Final = 2
_RETRY_PAUSES: Final = 180
"""Seconds: Lambda repeats an asynchronous invocation after 1 and 2 minutes."""
_RESPONDING: Final = 240
"""Seconds for Lambda's queue, and for the responder to answer."""
_MAX_SERVICE_TIMEOUT: Final = 3600


@dataclass(frozen=True, kw_only=True)
class HandlerSettings:
    """What the handler's function is made with.

    :param memory_size: In MiB.
    :param timeout: In seconds, of one invocation.
    """

    runtime: lambda_.Runtime
    architecture: lambda_.Architecture
    memory_size: int
    timeout: int
    log_level: lambda_.ApplicationLogLevel
    log_retention: logs.RetentionDays
    tracing: lambda_.Tracing

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "HandlerSettings":
        """Return the given settings, and the defaults for those that are None.

        :raises ValueError: The handler can't run with a setting.
        """
        check_runtime(given["runtime"])
        check_seconds("handler_timeout", given["timeout"], 60, 900)
        check_memory("handler_memory_size", given["memory_size"])
        defaults = {
            "runtime": lambda_.Runtime.PYTHON_3_14,
            "architecture": lambda_.Architecture.ARM_64,
            "memory_size": 512,
            "timeout": Duration.minutes(15),
            "log_level": lambda_.ApplicationLogLevel.INFO,
            "log_retention": logs.RetentionDays.ONE_MONTH,
            "tracing": lambda_.Tracing.DISABLED,
        }
        settings: dict[str, Any] = {
            name: default if given[name] is None else given[name]
            for name, default in defaults.items()
        }
        return cls(**{**settings, "timeout": settings["timeout"].to_seconds()})

    def require_agreement(self, given: Mapping[str, Any]) -> None:
        """Raise ValueError if another import asks for a setting to be different."""
        for name, setting in given.items():
            allowed = _comparable(getattr(self, name))
            if setting is not None and _comparable(setting) != allowed:
                raise ValueError(
                    f"handler_{name} must be the same for all imports of a stack, which share "
                    "one handler: give it to the first import, or to all of them. "
                    f"Received: {_comparable(setting)}, allowed: {allowed}."
                )

    @property
    def last_start(self) -> int:
        """Seconds after an event by which its last invocation has started."""
        return RETRIES * self.timeout + _RETRY_PAUSES + 60

    def service_timeout(self, given: Duration | None) -> Duration:
        """Return how long CloudFormation waits for an answer: longer than all invocations take.

        :raises ValueError: The given time does not suffice.
        """
        all_invocations = (RETRIES + 1) * self.timeout + _RETRY_PAUSES
        if given is None:
            return Duration.seconds(all_invocations + _RESPONDING)
        if not Token.is_unresolved(given):
            seconds = given.to_seconds()
            if not all_invocations < seconds <= _MAX_SERVICE_TIMEOUT:
                raise ValueError(
                    f"service_timeout must be over {all_invocations} s, which {RETRIES + 1} "
                    f"invocations of {self.timeout} s and the pauses between them can take, and at "
                    f"most {_MAX_SERVICE_TIMEOUT} s. Received: {seconds} s."
                )
        return given


def _comparable(setting: object) -> object:
    if isinstance(setting, Duration):
        return setting.to_seconds()
    # Runtime and Architecture have names but no equality.
    return getattr(setting, "name", setting)
