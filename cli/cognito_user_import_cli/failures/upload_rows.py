"""The rows of a file that a job's upload had: all, or those of users who didn't exist then."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, count, islice
from pathlib import Path

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_log import FIRST_USER_LINE
from cognito_user_import.errors import DeadlineError
from cognito_user_import.transfer.selected_rows import SelectedRows
from cognito_user_import_cli.command_errors import AwsError, BadFileError
from cognito_user_import_cli.failures.ended_job import ended_early
from cognito_user_import_cli.jobs.existing_rows import without_existing
from cognito_user_import_cli.local_files.file_lines import FileLines
from cognito_user_import_cli.local_files.opened_file import opened


@dataclass(frozen=True, slots=True)
class UploadRows:
    """The rows of an upload.

    :param rows: The number of rows in the file.
    :param lines: The line in the file of each row of the upload.
    :param left_out: The lines in the file that stayed out of the upload.
    :param certain: The number of rows, from the first, whose lines are certain. Default: - all
    """

    rows: int
    lines: Sequence[int]
    left_out: Sequence[int] = ()
    certain: int | None = None

    @classmethod
    def all_of(cls, rows: int) -> "UploadRows":
        """Return all rows of a file."""
        return cls(rows, range(FIRST_USER_LINE, FIRST_USER_LINE + rows))

    @classmethod
    def selected(cls, rows: int, selected: SelectedRows, certain: int | None) -> "UploadRows":
        """Return the rows of an upload that left some out.

        :param rows: The number of rows in the file.
        """
        lines = array("I", islice(selected.file_lines(), rows - selected.rows_left_out))
        left_out = array("I", compress(count(FIRST_USER_LINE), selected.left_out))
        return cls(rows, lines, left_out, certain)


def upload_rows(
    jobs: ImportJobs, job: ImportJob, file: Path, lines: FileLines, *, are_needed: bool
) -> UploadRows:
    """Return the rows of a file that an ended job's upload had.

    Only the job's name or its counts show whether rows were left out.

    :param are_needed: Whether lines of the file have to be found.
    :raises BadFileError: The job can't have imported this file, or it is uncertain which lines.
    :raises ServiceError: A call failed.
    """
    rows, read, left_out = lines.rows, job.read_rows, job.left_out_users
    if read > rows - left_out or (left_out and not _fits(job, lines, left_out)):
        stayed_out = f" less {left_out:,} left out by the job's name" if left_out else ""
        raise BadFileError(
            f"{file} isn't the file that job {job.job_id} imported: it has {rows:,} rows"
            f"{stayed_out}, but the job reports {read:,}."
        )
    is_clear = read == rows or not are_needed
    if is_clear and _fits(job, lines, left_out):
        return UploadRows.all_of(rows)
    selected = _selected(jobs, job, file, rows)
    found = selected.rows_left_out if selected else 0
    if left_out:
        if not selected or found != left_out:
            raise uncertain(
                job,
                file,
                f"its name says that {left_out:,} rows were left out, and now {found:,} are found",
            )
        return UploadRows.selected(rows, selected, None)
    if not selected:
        if _fits(job, lines, 0):
            return UploadRows.all_of(rows)
        raise uncertain(job, file, f"it reports {read:,} of {rows:,} rows")
    return _by_counts(job, file, lines, selected)


def uncertain(job: ImportJob, file: Path | str, why: str) -> BadFileError:
    """Return the error for lines of a log that can't be found in the file with certainty."""
    return BadFileError(
        f"It is uncertain which lines of {file} job {job.job_id} imported: {why}. Nothing is "
        f"written. Check that {file} is the file of this job, or import it again: the import "
        "continues with the users who don't exist yet."
    )


def _by_counts(job: ImportJob, file: Path, lines: FileLines, selected: SelectedRows) -> UploadRows:
    """Return the rows of an upload to a job that others named.

    Of an upload with all rows, Cognito would have skipped those of existing users.
    """
    rows, read, skipped = lines.rows, job.read_rows, job.skipped_users
    existing = selected.left_out[:read].count(1)
    if _fits(job, lines, 0):
        if not existing:
            # Both uploads begin with the same rows. The others weren't read.
            same = selected.left_out.index(1)
            return UploadRows(rows, UploadRows.selected(rows, selected, None).lines, (), same)
        if skipped >= existing:
            return UploadRows.all_of(rows)
    if (not skipped or not _fits(job, lines, 0)) and _fits(job, lines, selected.rows_left_out):
        # AWS doesn't document that rows are read in the order of the file [?].
        certain = read if ended_early(job) else None
        return UploadRows.selected(rows, selected, certain)
    raise uncertain(
        job,
        file,
        f"it reports {read:,} of {rows:,} rows, {skipped:,} of them skipped, and "
        f"{selected.rows_left_out:,} rows of the file are of users who existed before the job",
    )


def _fits(job: ImportJob, lines: FileLines, left_out: int) -> bool:
    """Return whether a job can have read the file without this many rows.

    AWS doesn't document whether a blank line is a row [?]. A job that ended early read fewer rows.
    """
    most = lines.rows - left_out
    fewest = 0 if ended_early(job) else most - lines.blank
    return fewest <= job.read_rows <= most


def _selected(jobs: ImportJobs, job: ImportJob, file: Path, rows: int) -> SelectedRows | None:
    """Return the rows of users who didn't exist before the job, or None for all."""
    try:
        with opened(file) as users:
            return without_existing(jobs, users, rows, created_before=job.creation_date)
    except DeadlineError as error:
        raise AwsError(
            f"{error} Nothing is written. Import {file} again: the import continues with the users "
            "who don't exist yet."
        ) from None
