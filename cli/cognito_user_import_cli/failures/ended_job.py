"""A job that has ended."""

from typing import Final

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import ServiceError
from cognito_user_import_cli.command_errors import UnsuccessfulImport, UsageError
from cognito_user_import_cli.jobs.lookup import require_job_id

_NOT_STARTED: Final = frozenset({JobStatus.CREATED, JobStatus.EXPIRED})


def ended_job(jobs: ImportJobs, job_id: str) -> ImportJob:
    """Return a job that read rows.

    :raises UsageError: The job runs or was never started, or the ID isn't a job ID.
    :raises UnsuccessfulImport: The job ended before the first row.
    :raises ServiceError: DescribeUserImportJob failed, or the job doesn't exist.
    """
    require_job_id(job_id)
    try:
        job = jobs.look(job_id)
    except ServiceError as error:
        if error.code != "ResourceNotFoundException":
            raise
        pool = jobs.calls.subject
        raise error.advised(f"Check that {pool} in this Region has job {job_id}.") from None
    if job.is_running:
        raise UsageError(
            f"Job {job_id} is {job.status}. Its failures are complete when it ends. Try again then."
        )
    if job.status in _NOT_STARTED:
        raise UsageError(f"Job {job_id} is {job.status}: it wasn't started and read no rows.")
    if not job.read_rows and job.status != JobStatus.SUCCEEDED:
        said = job.attributes["CompletionMessage"].rstrip(".") or "Cognito gives no reason"
        raise UnsuccessfulImport(f"Job {job_id} is {job.status} and read no rows: {said}.")
    return job


def ended_early(job: ImportJob) -> bool:
    """Return whether a job may have ended before it read the whole file."""
    return job.status != JobStatus.SUCCEEDED
