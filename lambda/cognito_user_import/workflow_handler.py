"""The Lambda entry point of the state machine's steps: wiring only."""

import logging
import traceback
from collections.abc import Callable
from typing import Any, Final

from cognito_user_import.aws.clients import Clients, cognito_client
from cognito_user_import.aws.deadline import SYSTEM_CLOCK, Clock, Deadline
from cognito_user_import.cloudformation.lambda_context import Context
from cognito_user_import.errors import InvalidEventError, UserImportError
from cognito_user_import.logs import redact_logs, set_log_level
from cognito_user_import.workflow.step import Step
from cognito_user_import.workflow.steps_by_name import STEPS, may_pass, run

logger = logging.getLogger(__name__)

_MARGIN: Final = 15.0
"""Seconds before the end of an invocation at which work stops."""


class StepError(Exception):
    """A step that the state machine repeats. Its text holds no value and no URL."""


class PassingError(StepError):
    """A step that the state machine repeats for hours: a service doesn't answer.

    The definition names this class.
    """


def workflow_steps(
    make_clients: Callable[[], Clients], *, clock: Clock = SYSTEM_CLOCK
) -> Callable[[Any, Context], dict[str, Any]]:
    """Return the function that runs a step of an execution."""
    clients = make_clients()

    def handle(event: Any, context: Context) -> dict[str, Any]:
        name = event.get("Step") if isinstance(event, dict) else None
        if not isinstance(name, str) or name not in STEPS:
            raise InvalidEventError(f"Step must be one of {', '.join(STEPS)}.")
        seconds = context.get_remaining_time_in_millis() / 1000
        deadline = Deadline(max(seconds - _MARGIN, seconds / 4), clock)
        try:
            return run(name, Step(event, clients, deadline))
        except Exception as error:
            # History and log keep an error's text. One that nobody expected may hold a value.
            known = str(error) if isinstance(error, UserImportError) else ""
            frames = "".join(traceback.format_tb(error.__traceback__))
            kind = type(error).__name__
            logger.error("step %s failed: %s %s\n%s", name, kind, known, frames)
            kind_of_error = PassingError if may_pass(error) else StepError
            raise kind_of_error(f"{kind}. See the function's log.") from None

    return handle


redact_logs()
set_log_level()
lambda_handler: Final = workflow_steps(lambda: Clients(cognito_client()))
