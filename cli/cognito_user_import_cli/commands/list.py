"""Lists the jobs of a user pool."""

from itertools import islice
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.jobs.document import job_document
from cognito_user_import_cli.jobs.job_table import job_table
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output

_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def list(  # noqa: A001 - the command's name
    *,
    user_pool_id: str,
    limit: Annotated[int | None, Parameter(validator=Number(gte=1))] = None,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """List a user pool's import jobs, newest first.

    :param user_pool_id: ID of the user pool, such as eu-central-1_AbCdEfGhI.
    :param limit: Number of jobs to list. Default: all. A pool keeps its jobs forever.
    """
    out = Output(options)
    out.tell_steps()
    jobs = [*islice(Aws(aws, user_pool_id).jobs(user_pool_id).newest_first(), limit)]
    document = {"user_pool_id": user_pool_id, "jobs": [job_document(job) for job in jobs]}
    out.result(
        document, job_table(jobs) if jobs else f"user pool {user_pool_id} has no import jobs"
    )
