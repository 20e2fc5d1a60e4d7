"""Watches a job until it ends."""

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.jobs.follow_up import of_job
from cognito_user_import_cli.jobs.job_end import show_end
from cognito_user_import_cli.jobs.job_options import FileRows, ImportLimits, JobPlace
from cognito_user_import_cli.jobs.lookup import look_up
from cognito_user_import_cli.jobs.watching import PATIENCE
from cognito_user_import_cli.jobs.watching import watch as watched
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output

_PLACE = JobPlace()
_LIMITS = ImportLimits()
_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def watch(
    job: str | None = None,
    /,
    *,
    place: JobPlace = _PLACE,
    limits: ImportLimits = _LIMITS,
    rows: FileRows = None,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Watch an import job until it ends.

    Ctrl-C leaves the job running.

    :param job: ID of the job, such as import-mAgUtd8PMm. Requires --user-pool-id.
    :param rows: Rows in the job's file, to show how many of them are read, and the time left.
    """
    out = Output(options)
    out.tell_steps()
    services = Aws(aws, place.region_of)
    found = look_up(services, job, place)
    jobs = services.jobs(found.user_pool_id, patience=PATIENCE)
    ended = watched(out, jobs, found.job, aws, rows)
    failures = of_job(aws, "failures", ended, "FILE")
    show_end(services, out, jobs, ended, limits, rows=None, failures=failures, further={})
