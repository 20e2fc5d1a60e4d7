"""Whether a job ended with the expected result. Its status alone isn't enough."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_log import FailedLine
from cognito_user_import.cognito.service_model import JobStatus


@dataclass(frozen=True, slots=True)
class Limits:
    """The rows that an import may lose.

    :param max_failed_users: Rows that may fail.
    :param max_skipped_users: Rows that may be skipped; None for any number.
    """

    max_failed_users: int = 0
    max_skipped_users: int | None = None

    def excess(self, job: ImportJob) -> str:
        """Return which limit a job's counts exceed; empty if they exceed none."""
        if job.failed_users > self.max_failed_users:
            return f"{_rows(job.failed_users)} failed, allowed: {self.max_failed_users}"
        allowed = self.max_skipped_users
        if allowed is not None and job.skipped_users > allowed:
            return f"{_rows(job.skipped_users)} skipped, allowed: {allowed}"
        return ""


@dataclass(frozen=True, slots=True)
class JobVerdict:
    """The verdict on a job that has ended.

    :param problem: What is wrong with the result; empty if nothing is.
    """

    job: ImportJob
    problem: str

    @classmethod
    def of(
        cls, job: ImportJob, limits: Limits, rows: Callable[[], int] | None = None
    ) -> "JobVerdict":
        """Judge a job by its counts.

        If every row is skipped because its user exists, the import has reached its goal, even if
        Cognito calls the job Failed. AWS doesn't document whether it does [?].

        :param rows: Returns the number of rows in the file; called only if that decides. None if
            the number is unknown.
        """
        if (excess := limits.excess(job)) or job.status == JobStatus.SUCCEEDED:
            return cls(job, excess)
        all_read_were_skipped = job.skipped_users > 0 == job.failed_users == job.imported_users
        if rows and job.status == JobStatus.FAILED and all_read_were_skipped:
            if job.skipped_users == (total := rows()):
                return cls(job, "")
            skipped = f"{job.skipped_users} of {_rows(total)}"
            return cls(job, f"it ended as {job.status} with {skipped} skipped and none imported")
        return cls(job, f"it ended as {job.status}")

    def reason(self, lines: Sequence[FailedLine], log: str) -> str:
        """Return why the import failed, the most important first: it may be truncated."""
        job = self.job
        said = job.attributes["CompletionMessage"].rstrip(".")
        counts = (
            f"{job.imported_users} imported, {job.skipped_users} skipped, {job.failed_users} failed"
        )
        text = f"The import failed: {self.problem} ({counts}). Job {job.job_id} is {job.status}"
        text += f": {said}. " if said else ". "
        text += "".join(f"{entry}. " for entry in by_reason(lines))
        if (unnamed := job.failed_users - len(lines)) > 0 and lines:
            text += f"{_rows(unnamed)} more failed. "
        return f"{text}Log: {log}"


def by_reason(lines: Sequence[FailedLine]) -> list[str]:
    """Return an entry for each reason with its lines: many lines often have the same mistake."""
    ordered = sorted(lines, key=lambda line: (line.reason, line.number))
    entries = []
    for reason, group in groupby(ordered, key=lambda line: line.reason):
        numbers = [line.number for line in group]
        label = "Line Number" if len(numbers) == 1 else "Line Numbers"
        listed = ", ".join(map(str, numbers))
        entries.append((numbers[0], f"[FAILED] {label} {listed} - {reason.rstrip('.')}"))
    return [entry for _, entry in sorted(entries)]


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"
