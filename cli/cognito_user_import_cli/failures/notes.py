"""Messages about a job's failures, besides the rows themselves."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_log import JobLog
from cognito_user_import_cli.command_errors import AwsError
from cognito_user_import_cli.failures.unimported_lines import UnimportedLines
from cognito_user_import_cli.local_files.file_lines import FileLines


def check_complete(found: UnimportedLines, expected: int, log: JobLog, *, partial: bool) -> None:
    """Check that the log shows as many rows as the job counted.

    :param partial: Whether some of the rows are enough.
    :raises AwsError: The log doesn't show enough rows.
    """
    if found.logged < expected and not (partial and found.logged):
        ways = "Try again in a minute" + (", or write those with --partial" if found.logged else "")
        raise AwsError(
            f"The job's log shows {found.logged:,} of {expected:,} rows, so nothing is written. "
            f"{ways}. If the log still lacks rows, check that the log group exists and how long it "
            f"retains its lines: {log.group}, stream {log.stream}."
        )


def notes(
    job: ImportJob,
    lines: FileLines,
    file: Path,
    found: UnimportedLines,
    expected: int,
    unread: Sequence[int],
) -> Iterator[str]:
    """Yield everything else that matters.

    :param unread: The lines that the job may not have read.
    """
    read = job.read_rows
    if unread and (found.shown != read or len(unread) > len(found.upload.lines) - read):
        yield (
            f"Job {job.job_id} counted {read:,} rows, but its log shows other rows than the first "
            f"{read:,}. Every row that may not have been read is taken for unread."
        )
    if found.logged < expected:
        yield f"The job's log shows {found.logged:,} of {expected:,} rows. The others are missing."
    if lines.blank and (found.count or unread):
        yield (
            f"{file} has blank lines, and AWS doesn't document whether the log's line numbers "
            "count them. The command assumes that they do."
        )
