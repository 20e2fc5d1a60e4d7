"""Writes the rows that a job did not import, to be mended."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cognito_user_import.aws.deadline import SYSTEM_CLOCK
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.failures.ended_job import ended_job, require_file_of
from cognito_user_import_cli.failures.notes import check_complete, notes, unread_rows
from cognito_user_import_cli.failures.unimported_lines import unimported_lines
from cognito_user_import_cli.failures.unimported_rows import (
    Destination,
    by_reason,
    document,
    table,
    write,
)
from cognito_user_import_cli.local_files.file_lines import count_lines
from cognito_user_import_cli.local_files.new_files import new_files, require_new
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.progress import counting

_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def failures(
    job: str,
    file: Path,
    /,
    *,
    user_pool_id: str,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    skipped: bool = False,
    partial: bool = False,
    force: bool = False,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Write the rows of a file that a job failed, and Cognito's reasons beside them.

    The rows are written as they are, below the file's header: mended, they can be imported again.

    :param job: Id of the import job, such as import-mAgUtd8PMm.
    :param file: The CSV file that the job has imported.
    :param user_pool_id: Id of the user pool.
    :param output: File for the rows; the reasons go beside it, into a .txt file. Default: FILE with
        .failed in its name.
    :param skipped: Take the rows too that were skipped, since their users exist.
    :param partial: Write those rows that the log shows, although more have failed.
    :param force: Replace files that are there.
    """
    out = Output(options)
    destination = Destination.beside(file, output)
    paths = destination.rows, destination.reasons
    if not force:
        require_new(*paths, otherwise="use --force")
    lines = count_lines(file)
    account = Aws(aws)
    jobs = account.jobs(user_pool_id)
    ended = ended_job(jobs, job)
    require_file_of(ended, lines, str(file))
    expected = ended.failed_users + (ended.skipped_users if skipped else 0)
    unread = unread_rows(ended, lines)
    if not expected:
        out.result(
            document(ended, None, None, {}, unread),
            f"Job {job} has no failed {'or skipped ' if skipped else ''}rows.",
        )
        _say(out, notes(ended, lines, file, None, expected))
        return
    log = account.job_log(jobs, ended)
    with counting(out, "rows", expected) as seen:
        found = unimported_lines(
            log, ended, lines.rows, skipped=skipped, clock=SYSTEM_CLOCK, seen=seen
        )
    found.check_range(ended, str(file))
    check_complete(found, expected, log, partial=partial)
    with new_files(*paths, like=file) as files:
        write(file, destination, found, files)
    reasons = by_reason(found.in_file())
    out.result(document(ended, destination, found, reasons, unread), table(reasons, file))
    _say(out, notes(ended, lines, file, found, expected))
    out.say(f"{destination.rows}: {found.count:,} rows; their reasons: {destination.reasons}")


def _say(out: Output, texts: Iterable[str]) -> None:
    for text in texts:
        out.say(text)
