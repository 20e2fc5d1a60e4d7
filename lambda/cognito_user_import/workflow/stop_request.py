"""Whether an import is still wanted. Steps ask before and after they start a job."""

from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.errors import WithdrawnError
from cognito_user_import.workflow.executions import Executions
from cognito_user_import.workflow.left_jobs import ENDED, LeftJobs
from cognito_user_import.workflow.step import Step


def is_stopped(step: Step) -> bool:
    """Return whether someone has stopped the import, or its execution from outside."""
    return step.folder.is_stopped or _has_ended(step) is not None


def require_wanted(step: Step, job: ImportJob | None = None) -> None:
    """Raise an error if someone has stopped the import; stop its job first, if one runs.

    A job that another execution continues with is left to it.

    :raises WithdrawnError: Someone has stopped the import.
    """
    if step.folder.is_stopped:
        is_left = False
    elif executions := _has_ended(step):
        is_left = left_jobs(step, executions).is_continued
    else:
        return
    if job and not is_left:
        job_control.stop(step.jobs, job)
    raise WithdrawnError("The import was stopped.")


def left_jobs(step: Step, executions: Executions) -> LeftJobs:
    """Return the jobs of the step's execution."""
    return LeftJobs(step.execution, step.properties, executions, step.jobs, step.folder_of)


def _has_ended(step: Step) -> Executions | None:
    """Return the executions of the state machine if this one has ended, and None if it runs."""
    ended = step.folder.get(ENDED)
    if ended is None:
        return None
    executions = Executions.of(step.clients.state_machines, ended["StateMachineArn"], step.calls)
    return None if executions.is_running(step.execution) else executions
