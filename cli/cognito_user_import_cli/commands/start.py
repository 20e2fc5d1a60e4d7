"""Starts a job that has its file."""

from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import AwsError
from cognito_user_import_cli.jobs.document import job_document
from cognito_user_import_cli.jobs.follow_up import another_job, of_job, to_watch
from cognito_user_import_cli.jobs.job_end import show_end
from cognito_user_import_cli.jobs.job_options import FileRows, ImportLimits, JobPlace
from cognito_user_import_cli.jobs.job_start import start_job
from cognito_user_import_cli.jobs.lookup import look_up
from cognito_user_import_cli.jobs.watching import PATIENCE
from cognito_user_import_cli.jobs.watching import watch as watched
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output

_PLACE = JobPlace()
_LIMITS = ImportLimits()
_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def start(
    job: str | None = None,
    /,
    *,
    place: JobPlace = _PLACE,
    limits: ImportLimits = _LIMITS,
    rows: FileRows = None,
    no_wait: bool = False,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Start a job that has its file, and wait for it to end.

    :param job: ID of the job, such as import-mAgUtd8PMm. Requires --user-pool-id.
    :param rows: Rows in the job's file, to show how many of them are read, and the time left.
    :param no_wait: Exit when the job starts, without checking its result.
    """
    out = Output(options)
    out.tell_steps()
    services = Aws(aws, place.region_of)
    found = look_up(services, job, place)
    if found.job.status != JobStatus.CREATED and not found.job.is_running:
        raise AwsError(
            f"Job {found.job.job_id} can't be started: it is {found.job.status}, and a job can't "
            f"be used twice. {another_job(aws, found.job)}"
        )
    started = found.job if found.job.is_running else start_job(services, out, found.job)
    if no_wait:
        watching = to_watch(aws, started, rows)
        out.say(f"job {started.job_id} is running. To watch it: {watching}")
        out.result(job_document(started), f"job {started.job_id} is {started.status}")
        return
    jobs = services.jobs(found.user_pool_id, patience=PATIENCE)
    ended = watched(out, jobs, started, aws, rows)
    failures = of_job(aws, "failures", ended, "FILE")
    show_end(services, out, jobs, ended, limits, rows=None, failures=failures, further={})
