"""Whether the end of a job is the one that was wanted. Succeeded alone says little."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Protocol

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_log import FailedLine
from cognito_user_import.cognito.service_model import JobStatus


class Limits(Protocol):
    """The rows that an import may lose; None for any number of them."""

    @property
    def max_failed_users(self) -> int:
        """Rows that may fail."""

    @property
    def max_skipped_users(self) -> int | None:
        """Rows that may be skipped."""


def objection(job: ImportJob, limits: Limits, rows: Callable[[], int]) -> str:
    """Say what is wrong with the end of a job, empty when nothing is.

    Cognito may call a job Failed of which every row was skipped, since all users exist: that is
    what an import is to lead to. Whether it does is not documented [?].

    :param rows: Returns the number of rows in the file; called only when that decides.
    """
    if (excess := over_limits(job, limits)) or job.status == JobStatus.SUCCEEDED:
        return excess
    everything_skipped = job.skipped_users > 0 == job.failed_users == job.imported_users
    if job.status == JobStatus.FAILED and everything_skipped:
        if job.skipped_users == (total := rows()):
            return ""
        return f"Cognito gave up after it had skipped {job.skipped_users} of {_rows(total)}"
    return f"it ended as {job.status}"


def over_limits(job: ImportJob, limits: Limits) -> str:
    """Say which limit the counts of a job exceed, empty when they exceed none."""
    if job.failed_users > limits.max_failed_users:
        return f"{_rows(job.failed_users)} failed, allowed: {limits.max_failed_users}"
    allowed = limits.max_skipped_users
    if allowed is not None and job.skipped_users > allowed:
        return f"{_rows(job.skipped_users)} skipped, allowed: {allowed}"
    return ""


def read_no_row(job: ImportJob) -> bool:
    """Say whether a job failed before its first row, as when its role could not be assumed."""
    counts = job.imported_users, job.skipped_users, job.failed_users
    return job.status == JobStatus.FAILED and counts == (0, 0, 0)


def failure(job: ImportJob, objection: str, lines: Sequence[FailedLine], log: str) -> str:
    """Return the reason of a failed import, the most important first: it may be cut at its end."""
    said = job.attributes["CompletionMessage"].rstrip(".")
    counts = (
        f"{job.imported_users} imported, {job.skipped_users} skipped, {job.failed_users} failed"
    )
    text = f"The import failed: {objection} ({counts}). Job {job.job_id} is {job.status}"
    text += f": {said}. " if said else ". "
    text += "".join(f"{entry}. " for entry in by_reason(lines))
    if (unnamed := job.failed_users - len(lines)) > 0 and lines:
        text += f"{_rows(unnamed)} more failed. "
    return f"{text}Its log: {log}"


def by_reason(lines: Sequence[FailedLine]) -> list[str]:
    """Return an entry for each reason, with its lines: one mistake is often in many."""
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
