"""The lines that a job didn't import, from its log."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from cognito_user_import.aws.deadline import Clock
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_log import (
    FAILED,
    FIRST_USER_LINE,
    LAG,
    SKIPPED,
    JobLog,
    LoggedLine,
)
from cognito_user_import.errors import ServiceError
from cognito_user_import.logs import redact
from cognito_user_import_cli.command_errors import BadFileError
from cognito_user_import_cli.failures.ended_job import ended_early
from cognito_user_import_cli.failures.upload_rows import UploadRows, uncertain

_POLL: Final = 1.0
_LATE: Final = timedelta(minutes=10)
"""After the end of a job, when its log is complete."""
_READ: Final = 1
"""Stands for a row that was read and isn't kept."""
_ANY_ROW: Final = "Line Number"
_LEFT_OUT: Final = "The user already existed, so the row stayed out of the upload."


class UnimportedRow(NamedTuple):
    """A row of the file that didn't become a user.

    :param line: The line in the file, whose header is line 1.
    :param outcome: ``FAILED`` or ``SKIPPED``.
    """

    line: int
    outcome: str
    reason: str


class UnimportedLines:
    """The log's results for a file's rows, in four bytes each, and each reason once.

    :param upload: The rows of the file that the job got.
    """

    def __init__(self, upload: UploadRows) -> None:
        self.upload = upload
        self._reasons: dict[tuple[str, str], int] = {}
        self._reason_of = array("I", bytes(4 * (upload.rows + 2)))
        self._last = 0
        self._outside: int | None = None
        self.logged = 0
        """The number of kept rows that the log shows."""
        self.count = 0
        """The number of kept rows."""
        self.shown = 0

    def add(self, lines: Iterable[LoggedLine], outcomes: Iterable[str]) -> None:
        """Process lines of the log, and keep those with one of the outcomes."""
        for outcome, number, reason in lines:
            if not FIRST_USER_LINE <= number <= len(self.upload.lines) + 1:
                self._outside = number
                continue
            self._last = max(self._last, number)
            line = self.upload.lines[number - FIRST_USER_LINE]
            # A line can occur twice: CloudWatch Logs delivers at least once.
            before = self._reason_of[line]
            self.shown += not before
            if outcome in outcomes and before <= _READ:
                self._keep(line, outcome, redact(reason))
                self.logged += 1
            elif not before:
                self._reason_of[line] = _READ

    def add_left_out(self) -> None:
        """Keep the rows that stayed out of the upload, which no log shows."""
        for line in self.upload.left_out:
            self._keep(line, SKIPPED, _LEFT_OUT)

    def _keep(self, line: int, outcome: str, reason: str) -> None:
        next_reason = len(self._reasons) + _READ + 1
        self._reason_of[line] = self._reasons.setdefault((outcome, reason), next_reason)
        self.count += 1

    def check_range(self, job: ImportJob, file: str) -> None:
        """Check that every line that the log names is one of the file, and which one.

        :raises BadFileError: It isn't, or it is uncertain which one.
        """
        if self._outside is not None:
            raise BadFileError(
                f"{file} isn't the file that job {job.job_id} imported: Cognito's log names line "
                f"{self._outside:,}, but its upload has {len(self.upload.lines):,} rows."
            )
        certain = self.upload.certain
        if certain is not None and self._last > certain + 1:
            raise uncertain(job, file, f"Cognito's log names line {self._last:,}")

    def in_file(self) -> Iterator[UnimportedRow]:
        """Yield the kept rows in file order."""
        reasons = list(self._reasons)
        for number, reason in enumerate(self._reason_of):
            if reason > _READ:
                yield UnimportedRow(number, *reasons[reason - _READ - 1])

    def unread(self, read: int) -> Iterator[int]:
        """Yield the lines that an ended job may not have read, blank ones included.

        AWS doesn't document that rows are read in the order of the file [?]. A line that isn't kept
        counts as read only if the log shows it and it is among the first that the job counted.

        :param read: The number of rows that the job counted.
        """
        for position, line in enumerate(self.upload.lines):
            known = self._reason_of[line]
            if not known or (known == _READ and position >= read):
                yield line


def unimported_lines(
    log: JobLog,
    job: ImportJob,
    upload: UploadRows,
    *,
    skipped: bool,
    clock: Clock,
    seen: Callable[[int], None],
) -> UnimportedLines:
    """Return the lines in the job's log, and wait for the log if it may lag.

    :param upload: The rows of the file that the job got.
    :param skipped: Whether to add skipped lines to failed ones.
    :param seen: Called with the number of lines found so far, after each page.
    :raises ServiceError: FilterLogEvents failed.
    """
    outcomes = (FAILED, SKIPPED) if skipped else (FAILED,)
    expected = rows_in_log(job, skipped=skipped)
    # Only the rows that were read show which were not.
    texts = (_ANY_ROW,) if ended_early(job) else tuple(f"[{outcome}]" for outcome in outcomes)
    shown = job.read_rows if ended_early(job) else expected
    end = clock.now() + (LAG if _is_recent(job) else 0)
    while True:
        found = UnimportedLines(upload)
        try:
            for page in log.pages(*texts):
                found.add(page, outcomes)
                seen(found.shown)
                if found.logged >= expected and found.shown >= shown:
                    return found
        except ServiceError as error:
            # Cognito creates the group and the stream when it starts to write.
            if error.code != "ResourceNotFoundException":
                raise
        if clock.now() + _POLL > end:
            return found
        clock.sleep(_POLL)


def rows_in_log(job: ImportJob, *, skipped: bool) -> int:
    """Return the number of failed rows, and of skipped ones, that a job's log shows.

    :param skipped: Whether to add skipped rows to failed ones.
    """
    return job.failed_users + (job.skipped_users - job.left_out_users if skipped else 0)


def _is_recent(job: ImportJob) -> bool:
    ended = job.attributes["CompletionDate"]
    return not ended or datetime.now(UTC) - datetime.fromisoformat(ended) < _LATE
