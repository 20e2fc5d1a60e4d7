"""Lists the jobs of a user pool."""

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.jobs.document import job_document, moment
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output

if TYPE_CHECKING:
    from rich.table import Table

_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def list(  # noqa: A001 - the command's name
    pool: str,
    /,
    *,
    limit: Annotated[int | None, Parameter(validator=Number(gte=1))] = None,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """List a user pool's import jobs, newest first.

    :param pool: ID of the user pool, such as eu-central-1_AbCdEfGhI.
    :param limit: Number of jobs to list. Default: all. A pool keeps its jobs forever.
    """
    out = Output(options)
    out.tell_steps()
    jobs = [*islice(Aws(aws).jobs(pool).newest_first(), limit)]
    document = {"user_pool_id": pool, "jobs": [job_document(job) for job in jobs]}
    out.result(document, _table(jobs) if jobs else f"user pool {pool} has no import jobs")


def _table(jobs: Sequence[ImportJob]) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    # Two lines per job: a name has up to 128 characters, and a terminal has 80.
    for title in ("job, name", "status", "created"):
        table.add_column(title, overflow="fold", no_wrap=title == "created")
    for title in ("imported", "skipped", "failed"):
        table.add_column(title, justify="right", no_wrap=True)
    for job in jobs:
        table.add_row(
            Text(f"{job.job_id}\n{job.job_name}"),
            job.status,
            moment(job.creation_date, seconds=False),
            *(f"{n:,}" for n in (job.imported_users, job.skipped_users, job.failed_users)),
        )
    return table
