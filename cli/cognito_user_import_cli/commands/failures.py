"""Writes the rows that a job failed to a file, so that people can fix them."""

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
    """Write the rows that a job failed to a new file, and Cognito's reasons to a file beside it.

    The new file has the header and the unchanged rows. Fix the rows, and import the new file.

    :param job: ID of the import job, such as import-mAgUtd8PMm.
    :param file: CSV file that the job imported.
    :param user_pool_id: ID of the user pool.
    :param output: File for the rows. The reasons go to a .txt file beside it. Default: FILE with
        .failed in its name.
    :param skipped: Add the rows that were skipped because their users already exist.
    :param partial: Write the rows that the log shows, even if more rows failed.
    :param force: Overwrite existing files.
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
    out.say(f"{destination.rows}: {found.count:,} rows; reasons: {destination.reasons}")


def _say(out: Output, texts: Iterable[str]) -> None:
    for text in texts:
        out.say(text)
