"""The result of a part, and the sums of the others, by which the import's limits are judged."""

import csv
import io
import logging
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Final

from cognito_user_import.cognito.advice import LOGS_ADVICE
from cognito_user_import.cognito.import_job import COUNTS, ImportJob
from cognito_user_import.cognito.job_log import FAILED, FailedLine, JobLog, log_group
from cognito_user_import.errors import ServiceError
from cognito_user_import.judgement.of_job import JobVerdict, Limits
from cognito_user_import.transfer.selected_rows import SelectedRows
from cognito_user_import.workflow.execution_folder import ExecutionFolder, Json
from cognito_user_import.workflow.part_metrics import count
from cognito_user_import.workflow.step import Step

logger = logging.getLogger(__name__)

_FAILED_COLUMNS: Final = ("Line", "Reason", "JobId")
_KEY: Final = "Key"
LEFT_OUT: Final = "LeftOut"
_COUNTS: Final = (*COUNTS, LEFT_OUT)
_MOST_LINES: Final = 100_000
"""Failed lines that are stored for a part."""
_IN_UPLOAD: Final = " (line of the upload, which leaves out existing users)"


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of some parts.

    :param left_out: Rows that were not sent because their users existed. They are skipped, too.
    """

    imported: int = 0
    skipped: int = 0
    failed: int = 0
    left_out: int = 0

    @classmethod
    def of_others(cls, folder: ExecutionFolder, number: int, parts: int) -> "Totals | None":
        """Return the sums of the parts that have a result, or None if one ended the import.

        AWS doesn't document that a distributed map begins its items in their order [?].

        :param number: A part that doesn't count.
        """
        total = cls()
        for result in folder.part_results(parts):
            if result["Number"] != number:
                if result["Problem"]:
                    return None
                total = total.plus(cls.of(result))
        return total

    @classmethod
    def of(cls, result: Json) -> "Totals":
        """Return the counts of one part."""
        return cls(*(result[name] for name in _COUNTS))

    def plus(self, other: "Totals") -> "Totals":
        """Return the sums of both."""
        return Totals(*(sum(pair) for pair in zip(astuple(self), astuple(other), strict=True)))

    @property
    def rows(self) -> int:
        """The number of rows that have a result."""
        return self.imported + self.skipped + self.failed

    def of_job(self, job: ImportJob) -> ImportJob:
        """Return a job with these counts instead of its own, to judge all parts by it."""
        counts = {
            "ImportedUsers": str(self.imported),
            "SkippedUsers": str(self.skipped),
            "FailedUsers": str(self.failed),
        }
        attributes = {**job.attributes, **counts}
        return replace(job, attributes=attributes, left_out_users=self.left_out)


def limits_of(step: Step) -> Limits:
    """Return the limits of the whole import."""
    return Limits(
        step.source.max_failed_users,
        step.source.max_skipped_users,
        with_hashes=bool(step.properties.password_hashing_algorithm),
    )


def conclude(
    step: Step,
    others: Totals,
    jobs: Sequence[ImportJob],
    job: ImportJob | None = None,
    *,
    left_out: int = 0,
    problem: str = "",
) -> Json:
    """Store the result of a part, and return it.

    :param others: The sums of the other parts.
    :param jobs: All jobs of the part. Each one leaves out whom the earlier ones imported.
    :param job: The last one, which has ended. None if none was needed, or none could begin.
    :param left_out: The rows that exist if no job was needed.
    :param problem: Why the import ends here. Default: - as the job's counts say
    """
    imported = sum(each.imported_users for each in jobs)
    skipped = job.skipped_users - (imported - job.imported_users) if job else left_out - imported
    failed = job.failed_users if job else 0
    stayed = (job.left_out_users - (imported - job.imported_users)) if job else left_out - imported
    own = Totals(imported, max(skipped, 0), failed, max(stayed, 0))
    log = ""
    if job and (job.failed_users or not problem):
        problem, log = _judge(step, others, own, job, problem)
    part = step.part
    result: Json = {
        "Number": part.number,
        "FirstLine": part.lines_before + 1,
        "Lines": part.rows,
        "JobId": job.job_id if job else "",
        "Status": job.status if job else "",
        **dict(zip(_COUNTS, astuple(own), strict=True)),
        "Problem": problem,
        "Log": log,
    }
    if step.key:
        result["Key"] = step.key
    step.folder.put(f"parts/{part.number}.json", result)
    count(step, {name: result[name] for name in COUNTS}, job)
    logger.info("part %d: %s", part.number, problem or "done")
    return result


def _judge(
    step: Step, others: Totals, own: Totals, job: ImportJob, problem: str
) -> tuple[str, str]:
    """Return the problem with a job that has ended, and its log; store its failed lines."""
    lines: Sequence[FailedLine] = ()
    log = ""
    if job.failed_users:
        lines, log = _failed_lines(step, job)
        step.folder.put_bytes(
            f"executions/{step.execution}/failed/{step.part.number}.csv",
            _as_csv(lines, job.job_id, *filter(None, [step.key])).encode(),
        )
    if problem:
        return problem, log
    # A job is sent the part's lines, blank ones included, without what it leaves out.
    verdict = JobVerdict.of(
        others.plus(own).of_job(job), limits_of(step), lambda: others.rows + step.part.rows
    )
    if not verdict.problem:
        return "", log
    reason = verdict.reason(lines[:20], log or "the user pool's log group")
    return f"{step.key}: {reason}" if step.key else reason, log


def _failed_lines(step: Step, job: ImportJob) -> tuple[list[FailedLine], str]:
    """Return the failed lines as they are numbered in the file, and the log's name."""
    group = log_group(job, step.user_pool.get("Name", ""))
    log = JobLog(job, group, step.clients.logs, step.calls.about(f"log group {group}", LOGS_ADVICE))
    found = log.failed_lines(job.failed_users)
    if len(found) < job.failed_users:
        try:
            found = _more(log) or found
        except ServiceError as error:
            logger.warning("can't read all failed lines: %s", error)
    return _in_file(step, job, found), f"{group}, stream {log.stream}"


def _more(log: JobLog) -> list[FailedLine]:
    lines: set[FailedLine] = set()
    for page in log.pages(f"[{FAILED}]"):
        lines.update(
            FailedLine(number, reason) for outcome, number, reason in page if outcome == FAILED
        )
        if len(lines) >= _MOST_LINES:
            break
    return sorted(lines)


def _in_file(step: Step, job: ImportJob, lines: Iterable[FailedLine]) -> list[FailedLine]:
    shift = step.part.lines_before - 1
    if not job.left_out_users:
        return [line._replace(number=line.number + shift) for line in lines]
    stored = step.folder.get_bytes(left_out_key(job.job_id))
    if stored is None:
        return [line._replace(reason=line.reason.rstrip(".") + _IN_UPLOAD) for line in lines]
    selected = SelectedRows(zlib.decompress(stored), 0, 0)
    numbers = dict(enumerate(selected.file_lines(), 2))
    return [line._replace(number=numbers.get(line.number, line.number) + shift) for line in lines]


def left_out_key(job_id: str) -> str:
    """Return the key of the record of which lines a job's upload left out."""
    return f"jobs/{job_id}.left-out"


def failed_columns(step: Step) -> tuple[str, ...]:
    """Return the columns of the failed lines. Those of several files have a key."""
    return (*_FAILED_COLUMNS, _KEY) if step.source.prefix else _FAILED_COLUMNS


def _as_csv(lines: Iterable[FailedLine], *more: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows((line.number, line.reason, *more) for line in lines)
    return text.getvalue()
