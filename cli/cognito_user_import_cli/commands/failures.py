"""Writes the rows that a job failed to a file, so that people can fix them."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cognito_user_import.aws.deadline import SYSTEM_CLOCK
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.failures.ended_job import ended_early, ended_job
from cognito_user_import_cli.failures.notes import check_complete, notes
from cognito_user_import_cli.failures.unimported_lines import (
    UnimportedLines,
    rows_in_log,
    unimported_lines,
)
from cognito_user_import_cli.failures.unimported_rows import (
    Destination,
    by_reason,
    document,
    table,
    with_rows,
    write,
    write_lines,
)
from cognito_user_import_cli.failures.upload_rows import upload_rows
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

    The new file has the header and the unchanged rows. Fix the rows, and import the new file. Rows
    that a job that ended early didn't read go to a third file.

    :param job: ID of the import job, such as import-mAgUtd8PMm.
    :param file: CSV file that the job imported.
    :param user_pool_id: ID of the user pool.
    :param output: File for the rows. The reasons go to a .txt file beside it, and unread rows to a
        file with .unread in its name. Default: FILE with .failed in its name.
    :param skipped: Add the rows that were skipped because their users already exist.
    :param partial: Write the rows that the log shows, even if more rows failed.
    :param force: Overwrite existing files.
    """
    out = Output(options)
    to = Destination.beside(file, output)
    if not force:
        require_new(to.rows, to.reasons, to.unread, otherwise="use --force")
    lines = count_lines(file)
    account = Aws(aws, user_pool_id)
    jobs = account.jobs(user_pool_id)
    ended = ended_job(jobs, job)
    expected = rows_in_log(ended, skipped=skipped)
    are_needed = bool(expected) or ended_early(ended) or (skipped and ended.left_out_users > 0)
    upload = upload_rows(jobs, ended, file, lines, are_needed=are_needed)
    found, unread = UnimportedLines(upload), list[int]()
    if expected or ended_early(ended):
        log = account.job_log(jobs, ended)
        total = ended.read_rows if ended_early(ended) else expected
        with counting(out, "rows", total) as seen:
            found = unimported_lines(
                log, ended, upload, skipped=skipped, clock=SYSTEM_CLOCK, seen=seen
            )
        found.check_range(ended, str(file))
        check_complete(found, expected, log, partial=partial)
    if skipped:
        found.add_left_out()
    if ended_early(ended):
        unread = with_rows(file, found.unread(ended.read_rows))
    paths = [*([to.rows, to.reasons] if found.count else []), *([to.unread] if unread else [])]
    with new_files(*paths, like=file) as files:
        if found.count:
            write(file, to, found, files[:2])
        if unread:
            write_lines(file, unread, files[-1])
    reasons = by_reason(found.in_file())
    none = f"Job {job} has no failed {'or skipped ' if skipped else ''}rows."
    out.result(
        document(ended, to, found, reasons, len(unread)),
        table(reasons, file) if found.count else none,
    )
    for text in notes(ended, lines, file, found, expected, unread):
        out.say(text)
    if found.count:
        out.say(f"{to.rows}: {found.count:,} rows; reasons: {to.reasons}")
    if unread:
        out.say(f"{to.unread}: {len(unread):,} rows that job {job} ({ended.status}) didn't read")
