"""Whether a job ended with the expected result. Its status alone isn't enough."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_log import FailedLine
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import UserImportError

_GO_ON: Final = (
    "Fix the rows that failed and import the file again: existing users are left out, so it "
    "continues with the others."
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The rows that an import may lose.

    :param max_failed_users: Rows that may fail.
    :param max_skipped_users: Rows that may be skipped; None for any number.
    :param with_hashes: Whether the job imports password hashes. Without another limit, no row with
        a hash may then be skipped.
    :param skipped_limit: What sets the limit for skipped users, as the texts name it.
    """

    max_failed_users: int = 0
    max_skipped_users: int | None = None
    with_hashes: bool = False
    skipped_limit: str = "a limit for skipped users"

    def excess(self, job: ImportJob) -> str:
        """Return which limit a job's counts exceed; empty if they exceed none."""
        if job.failed_users > self.max_failed_users:
            return f"{_rows(job.failed_users)} failed, allowed: {self.max_failed_users}"
        if not self.protects_passwords:
            return self._skips_too_many(job.skipped_users, "skipped")
        # Left-out rows with a hash were refused before the job. Cognito's counts don't show whether
        # the other skipped rows have one.
        skipped = job.skipped_users - job.left_out_users
        return f"{_rows(skipped)} skipped, allowed: 0" if skipped else ""

    def excess_left_out(self, rows: int, rows_with_hash: int) -> str:
        """Return which limit left-out rows exceed, before a job exists; empty for none."""
        if self.protects_passwords:
            hashes = f"{_rows(rows_with_hash)} with a password hash would be skipped, allowed: 0"
            return f"{hashes}. {self.passwords_stay}" if rows_with_hash else ""
        return self._skips_too_many(rows, "would be skipped because their users exist")

    @property
    def protects_passwords(self) -> bool:
        """Whether a row with a hash must not be skipped."""
        return self.with_hashes and self.max_skipped_users is None

    @property
    def passwords_stay(self) -> str:
        """What it means if a row with a hash is skipped, and how to accept it."""
        return (
            f"Existing users keep the password they have. To accept that, set {self.skipped_limit}."
        )

    def _skips_too_many(self, rows: int, what: str) -> str:
        allowed = self.max_skipped_users
        if allowed is None or rows <= allowed:
            return ""
        return f"{_rows(rows)} {what}, allowed: {allowed}"


@dataclass(frozen=True, slots=True)
class JobVerdict:
    """The verdict on a job that has ended.

    :param problem: What is wrong with the result; empty if nothing is.
    :param advice: What to do about it, or empty.
    """

    job: ImportJob
    problem: str
    advice: str = ""

    @classmethod
    def of(
        cls, job: ImportJob, limits: Limits, rows: Callable[[], int] | None = None
    ) -> "JobVerdict":
        """Judge a job by its counts.

        AWS doesn't document when a job is Failed [?]. If it read every row, the counts decide.

        :param rows: Returns the number of rows in the file that the job imported, called only if
            that decides. Blank lines count, too, because AWS doesn't document whether Cognito
            counts them [?]. None if the number is unknown.
        """
        excess = limits.excess(job)
        protects = bool(excess) and limits.protects_passwords and not job.failed_users
        advice = limits.passwords_stay if protects else ""
        if job.status == JobStatus.SUCCEEDED:
            return cls(job, excess, advice)
        ended = f"it ended as {job.status}"
        if not (rows and job.has_read_a_row):
            return cls(job, excess or ended)
        try:
            sent = rows() - job.left_out_users
        except UserImportError:
            if excess:
                return cls(job, excess)
            raise
        if job.read_rows < sent:
            unread = f"{ended} after {job.read_rows:,} of {_rows(sent)}"
            return cls(job, "; ".join(filter(None, (excess, unread))), _GO_ON)
        decides = job.status == JobStatus.FAILED
        return cls(job, excess if decides else excess or ended, advice)

    def reason(self, lines: Sequence[FailedLine], log: str, *, noun: str = "Line Number") -> str:
        """Return why the import failed, the most important first: it may be truncated.

        :param noun: What the numbers of the lines are.
        """
        job = self.job
        said = job.attributes["CompletionMessage"].rstrip(".")
        counts = (
            f"{job.imported_users} imported, {job.skipped_users} skipped, {job.failed_users} failed"
        )
        text = f"The import failed: {self.problem} ({counts}). Job {job.job_id} is {job.status}"
        text += f": {said}. " if said else ". "
        text += f"{self.advice} " if self.advice else ""
        text += "".join(f"{entry}. " for entry in by_reason(lines, noun))
        if (unnamed := job.failed_users - len(lines)) > 0 and lines:
            text += f"{_rows(unnamed)} more failed. "
        return f"{text}Log: {log}"


def by_reason(lines: Sequence[FailedLine], noun: str = "Line Number") -> list[str]:
    """Return an entry for each reason with its lines: many lines often have the same mistake."""
    ordered = sorted(lines, key=lambda line: (line.reason, line.number))
    entries = []
    for reason, group in groupby(ordered, key=lambda line: line.reason):
        numbers = [line.number for line in group]
        label = noun if len(numbers) == 1 else f"{noun}s"
        listed = ", ".join(map(str, numbers))
        entries.append((numbers[0], f"[FAILED] {label} {listed} - {reason.rstrip('.')}"))
    return [entry for _, entry in sorted(entries)]


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"
