"""Uploads a file to a job that is there, and takes the job to its end."""

from datetime import UTC, datetime
from pathlib import Path

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import ExpiredUrlError
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.errors import AwsError
from cognito_user_import_cli.interruption import on_interrupt
from cognito_user_import_cli.jobs.document import moment, upload_end
from cognito_user_import_cli.jobs.follow_up import another_job, of_job
from cognito_user_import_cli.jobs.lookup import look_up
from cognito_user_import_cli.jobs.options import ImportLimits, JobPlace
from cognito_user_import_cli.local_files.users_file import opened
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output

_PLACE = JobPlace()
_LIMITS = ImportLimits()
_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def upload(
    file: Path,
    /,
    *,
    job_id: str | None = None,
    place: JobPlace = _PLACE,
    limits: ImportLimits = _LIMITS,
    no_check: bool = False,
    no_start: bool = False,
    no_wait: bool = False,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Upload a CSV file to a job that is there, start it, and wait for its end.

    The job is one that a deployment made, named by its stack, or any other one by its id. Its
    pre-signed URL takes a file for 15 minutes from when the job was made.

    :param file: CSV file of the users.
    :param job_id: Id of the job, such as import-mAgUtd8PMm; with --user-pool-id.
    :param no_check: Upload the file without a check by the rules of the user pool.
    :param no_start: End when the job has the file; it can be started later.
    :param no_wait: End when the job is started, without its verdict.
    """
    # Here, since it takes 0.04 s that --help is not worth.
    from cognito_user_import_cli.jobs.import_steps import Choices, FileImport

    out = Output(options)
    out.tell_steps()
    services = Aws(aws)
    choices = Choices(limits, check=not no_check, start=not no_start, wait=not no_wait)
    with opened(file) as users:
        with on_interrupt("nothing was uploaded."):
            found = look_up(services, job_id, place, job_option="--job-id")
            job, pool = found.job, found.user_pool_id
            otherwise = another_job(aws, job, str(file))
            _require_usable(job, of_job(aws, "watch", job), otherwise)
            steps = FileImport(services, out, users, pool, choices)
            steps.check(job.attributes["PasswordHashingAlgorithm"])
        try:
            steps.upload(job)
        except ExpiredUrlError as error:
            raise AwsError(
                f"{str(error).rstrip('.')}. The URL of job {job.job_id} has expired during the "
                f"upload, and nothing was imported. {otherwise}"
            ) from None
        steps.finish(job)


def _require_usable(job: ImportJob, watch: str, otherwise: str) -> None:
    if job.is_running:
        raise AwsError(
            f"Job {job.job_id} takes no file: it is {job.status}, so it has one. To watch it: "
            f"{watch}"
        )
    if job.status != JobStatus.CREATED:
        raise AwsError(
            f"Job {job.job_id} takes no file: it is {job.status}, and no job is used twice. "
            f"{otherwise}"
        )
    if job.is_old(datetime.now(UTC)):
        raise AwsError(
            f"Job {job.job_id} takes no file any more: its pre-signed URL expired at "
            f"{moment(upload_end(job))}, 15 minutes after the job was made, and is never renewed. "
            f"{otherwise}"
        )
