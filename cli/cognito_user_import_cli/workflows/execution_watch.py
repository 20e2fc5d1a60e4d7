"""Waits for an execution, and shows its progress."""

from typing import Final

from cognito_user_import.errors import ServiceError
from cognito_user_import_cli.command_errors import AwsError
from cognito_user_import_cli.interruption import on_interrupt
from cognito_user_import_cli.jobs.pace import Pace
from cognito_user_import_cli.jobs.watching import shown
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.workflows.execution_state import ExecutionLook, ExecutionState

_FIRST_POLL: Final = 1.0
_LONGEST_POLL: Final = 10.0
_GROWTH: Final = 1.5


def watch_execution(
    out: Output, look: ExecutionLook, state: ExecutionState, goes_on: str
) -> ExecutionState:
    """Return an execution once it has ended.

    :param goes_on: What Ctrl-C leaves behind, and how to continue.
    :raises Interrupted: Ctrl-C. The execution keeps running.
    :raises AwsError: The execution can't be looked at anymore.
    """
    clock = look.clock
    pace, pause = Pace(state.rows, clock), _FIRST_POLL
    with on_interrupt(goes_on):
        try:
            with shown(out, f"execution {state.name}", pace, clock) as tell:
                while state.is_running:
                    pace.rows = state.rows
                    pace.see(state.job, state.before)
                    tell(state.stage, state.short)
                    clock.sleep(pause)
                    pause = min(pause * _GROWTH, _LONGEST_POLL)
                    state = look()
                return state
        except ServiceError as error:
            raise AwsError(f"{error} The {goes_on}") from None
