"""Uploads a file to an existing job, and runs the job."""

from datetime import UTC, datetime
from pathlib import Path

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import ExpiredUrlError
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import AwsError
from cognito_user_import_cli.interruption import on_interrupt
from cognito_user_import_cli.jobs.document import moment, upload_end
from cognito_user_import_cli.jobs.follow_up import another_job, of_job
from cognito_user_import_cli.jobs.job_options import ImportLimits, JobPlace
from cognito_user_import_cli.jobs.lookup import look_up
from cognito_user_import_cli.local_files.opened_file import opened
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
    no_skip_existing: bool = False,
    no_start: bool = False,
    no_wait: bool = False,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Upload a CSV file to an existing job, start it, and wait for it to end.

    Name the job by its stack, or by its ID. Its pre-signed URL accepts a file for 15 minutes after
    the job is created. Rows whose users already exist stay out of the upload.

    :param file: CSV file with the users.
    :param job_id: ID of the job, such as import-mAgUtd8PMm. Requires --user-pool-id.
    :param no_check: Don't check the rows. A file or pool that AWS can't import is still refused.
    :param no_skip_existing: Send all rows. Cognito skips those whose users already exist.
    :param no_start: Exit after the upload. You can start the job later.
    :param no_wait: Exit when the job starts, without checking its result.
    """
    # Here, because it takes 0.04 s, which --help shouldn't cost.
    from cognito_user_import_cli.jobs.import_steps import Choices, FileImport

    out = Output(options)
    out.tell_steps()
    services = Aws(aws, place.region_of)
    choices = Choices(
        limits,
        check=not no_check,
        skip_existing=not no_skip_existing,
        start=not no_start,
        wait=not no_wait,
    )
    with opened(file) as users:
        with on_interrupt("nothing was uploaded."):
            found = look_up(services, job_id, place, job_option="--job-id")
            job, pool = found.job, found.user_pool_id
            otherwise = another_job(aws, job, str(file))
            _require_usable(job, of_job(aws, "watch", job), otherwise)
            steps = FileImport(services, out, users, pool, choices)
            steps.check(job.attributes["PasswordHashingAlgorithm"])
            if not steps.file.has_new_users:
                steps.end_without_new_users(job)
                return
            _require_truth(job, steps.file.left_out or 0, otherwise)
            steps.say_estimate()
        try:
            steps.upload(job)
        except ExpiredUrlError as error:
            raise AwsError(
                f"{str(error).rstrip('.')}. The URL of job {job.job_id} expired during the upload, "
                f"and nothing was imported. {otherwise}"
            ) from None
        steps.finish(job)


def _require_truth(job: ImportJob, left_out: int, otherwise: str) -> None:
    """Require that a job's name says how many rows are left out, if it says anything about it."""
    if job.left_out_users not in (0, left_out):
        raise AwsError(
            f"The name of job {job.job_id} says that {job.left_out_users:,} rows are left out, but "
            f"of this file {left_out:,} are. {otherwise}"
        )


def _require_usable(job: ImportJob, watch: str, otherwise: str) -> None:
    if job.is_running:
        raise AwsError(
            f"Job {job.job_id} doesn't accept a file: it is {job.status} and already has one. To "
            f"watch it: {watch}"
        )
    if job.status != JobStatus.CREATED:
        raise AwsError(
            f"Job {job.job_id} doesn't accept a file: it is {job.status}, and a job can't be used "
            f"twice. {otherwise}"
        )
    if job.is_old(datetime.now(UTC)):
        raise AwsError(
            f"Job {job.job_id} no longer accepts a file: its pre-signed URL expired at "
            f"{moment(upload_end(job))}, 15 minutes after the job was created, and can't be "
            f"renewed. {otherwise}"
        )
