"""Shows a job."""

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.jobs.document import job_document, job_lines
from cognito_user_import_cli.jobs.job_options import JobPlace
from cognito_user_import_cli.jobs.lookup import look_up
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output

_PLACE = JobPlace()
_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def status(
    job: str | None = None,
    /,
    *,
    place: JobPlace = _PLACE,
    show_url: bool = False,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Show an import job.

    :param job: ID of the job, such as import-mAgUtd8PMm. Requires --user-pool-id.
    :param show_url: Show the pre-signed URL. It is a secret: anyone who has it can upload users.
    """
    out = Output(options)
    out.tell_steps()
    found = look_up(Aws(aws, place.region_of), job, place).job
    out.result(job_document(found, show_url=show_url), job_lines(found, show_url=show_url))
