"""Stops a job."""

from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import AwsError
from cognito_user_import_cli.interruption import on_interrupt
from cognito_user_import_cli.jobs.document import counts, job_document
from cognito_user_import_cli.jobs.follow_up import of_job
from cognito_user_import_cli.jobs.job_options import JobPlace
from cognito_user_import_cli.jobs.lookup import look_up
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output

_PLACE = JobPlace()
_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def stop(
    job: str | None = None,
    /,
    *,
    place: JobPlace = _PLACE,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Stop an import job and wait until it has stopped.

    Imported users stay. A job that isn't started expires by itself.

    :param job: ID of the job, such as import-mAgUtd8PMm. Requires --user-pool-id.
    """
    out = Output(options)
    out.tell_steps()
    services = Aws(aws, place.region_of)
    found = look_up(services, job, place)
    again = of_job(aws, "status", found.job)
    with on_interrupt(f"job {found.job.job_id} may still stop. To check it: {again}"):
        ended = _stopped(services.jobs(found.user_pool_id), found.job)
    if ended.status == JobStatus.CREATED:
        out.say("a job that isn't started doesn't need to be stopped: it expires by itself")
    elif ended.status != JobStatus.STOPPED:
        out.say("the job ended before it could be stopped")
    out.result(job_document(ended), f"job {ended.job_id} is {ended.status}: {counts(ended)}")


def _stopped(jobs: ImportJobs, job: ImportJob) -> ImportJob:
    if (ended := job_control.stop(jobs, job)) is None:
        raise AwsError(f"Job {job.job_id} of {jobs.calls.subject} no longer exists.")
    return ended
