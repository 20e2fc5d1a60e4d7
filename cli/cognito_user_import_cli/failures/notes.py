"""What there is to say about a job's failures besides the rows themselves."""

from collections.abc import Iterator
from pathlib import Path

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_log import JobLog
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import_cli.errors import AwsError
from cognito_user_import_cli.failures.ended_job import rows_read
from cognito_user_import_cli.failures.unimported_lines import UnimportedLines
from cognito_user_import_cli.local_files.file_lines import FileLines


def unread_rows(job: ImportJob, lines: FileLines) -> int:
    """Return how many rows a job that ended early has not read."""
    return 0 if job.status == JobStatus.SUCCEEDED else lines.rows - rows_read(job)


def check_complete(found: UnimportedLines, expected: int, log: JobLog, *, partial: bool) -> None:
    """Check that the log shows as many rows as the job has counted.

    :param partial: Whether some of them are enough.
    :raises AwsError: They are not.
    """
    if found.count < expected and not (partial and found.count):
        ways = "try again in a minute" + (", or take those with --partial" if found.count else "")
        raise AwsError(
            f"The job's log shows {found.count:,} of {expected:,} rows, and nothing is written: "
            f"{ways}. If it stays so, look whether the log group exists, and for how long it keeps "
            f"its lines: {log.group}, stream {log.stream}."
        )


def notes(
    job: ImportJob, lines: FileLines, file: Path, found: UnimportedLines | None, expected: int
) -> Iterator[str]:
    """Yield what else is to be known.

    :param found: None if the job has neither failed nor skipped a row.
    """
    if unread := unread_rows(job, lines):
        yield (
            f"Job {job.job_id} is {job.status}: it has not read {unread:,} rows of {file}, which "
            "are in neither file."
        )
    if found is None:
        return
    if found.count < expected:
        yield f"The job's log shows {found.count:,} of {expected:,} rows: the others are missing."
    if found.is_assumed:
        yield (
            "The log does not tell whether its line numbers count the header, and AWS does not "
            "say: it is assumed that they do. Look whether the first row is one with that reason."
        )
    if lines.blank:
        yield (
            f"{file} has blank lines, and AWS does not say whether the log's line numbers count "
            "them: it is assumed that they do."
        )
