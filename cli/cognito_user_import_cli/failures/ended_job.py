"""A job that has ended, held against the file that it is said to have imported."""

from typing import Final

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import ServiceError
from cognito_user_import_cli.errors import BadFileError, UnsuccessfulImport, UsageError
from cognito_user_import_cli.jobs.lookup import require_job_id
from cognito_user_import_cli.local_files.file_lines import FileLines

_NOT_STARTED: Final = frozenset({JobStatus.CREATED, JobStatus.EXPIRED})


def ended_job(jobs: ImportJobs, job_id: str) -> ImportJob:
    """Return a job that has read rows.

    :raises UsageError: It runs, or was never started, or this is no id of a job.
    :raises UnsuccessfulImport: It ended before the first row.
    :raises ServiceError: DescribeUserImportJob failed, or does not know the job.
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
            f"Job {job_id} is {job.status}: its failures are complete when it has ended. "
            "Try again then."
        )
    if job.status in _NOT_STARTED:
        raise UsageError(f"Job {job_id} is {job.status}: it was not started, and read no row.")
    if not rows_read(job) and job.status != JobStatus.SUCCEEDED:
        said = job.attributes["CompletionMessage"].rstrip(".") or "Cognito says no more"
        raise UnsuccessfulImport(f"Job {job_id} is {job.status}, and read no row: {said}.")
    return job


def rows_read(job: ImportJob) -> int:
    """Return how many rows a job has decided upon."""
    return job.imported_users + job.skipped_users + job.failed_users


def require_file_of(job: ImportJob, lines: FileLines, file: str) -> None:
    """Check that the file can be the one that the job has imported, by its number of rows.

    Whether a blank line is a row is not documented [?]; one that ended early read fewer rows.

    :raises BadFileError: It can't.
    """
    read = rows_read(job)
    fewest = lines.rows - lines.blank if job.status == JobStatus.SUCCEEDED else 0
    if not fewest <= read <= lines.rows:
        raise BadFileError(
            f"{file} is not the file that job {job.job_id} has imported: it has {lines.rows:,} "
            f"rows, and the job has read {read:,}."
        )
