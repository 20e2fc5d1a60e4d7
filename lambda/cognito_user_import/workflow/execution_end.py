"""What follows when an execution is aborted, times out, or fails: its job is stopped.

Step Functions runs no step then, so its event calls this one. Events are late, repeated, or lost.
"""

import logging
from typing import Final

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.workflow.execution_folder import Json
from cognito_user_import.workflow.execution_report import REPORT, summarize
from cognito_user_import.workflow.executions import Executions
from cognito_user_import.workflow.left_jobs import ENDED
from cognito_user_import.workflow.part_import import PartImport
from cognito_user_import.workflow.step import Step
from cognito_user_import.workflow.stop_request import left_jobs

logger = logging.getLogger(__name__)

_LAG: Final = 60.0
"""Seconds after which Step Functions should describe an execution as its event does."""
_POLL: Final = 5.0
_FAILED: Final = "FAILED"
_STOPPED: Final = "The execution was stopped."


def end_execution(step: Step) -> Json:
    """Stop the jobs that an execution left, and store its report if it has none.

    An execution that runs again was redriven, and keeps its job.

    :raises ServiceError: A service didn't answer. Lambda repeats the event.
    """
    step = step.as_begun()
    executions = Executions.of(step.clients.state_machines, step.state_machine, step.calls)
    if _runs_again(step, executions):
        logger.info("execution %s runs again", step.execution)
        return {"JobIds": []}
    # First, because a step may be about to start a job.
    step.folder.put(ENDED, {"StateMachineArn": step.state_machine})
    stopped = left_jobs(step, executions).stop()
    for item, job in stopped:
        PartImport(step.about_part(item, job.job_id)).fail(_STOPPED)
    if step.status != _FAILED or stopped or step.folder.get(REPORT) is None:
        summarize(step)
    return {"JobIds": [job.job_id for _, job in stopped]}


def _runs_again(step: Step, executions: Executions) -> bool:
    limit = Deadline(_LAG, step.deadline.clock)
    while executions.is_running(step.execution):
        if limit.remaining < _POLL:
            return True
        limit.clock.sleep(_POLL)
    return False
