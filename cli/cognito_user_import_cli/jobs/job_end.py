"""The end of a job: its result, and the lines that failed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_log import FailedLine, JobLog
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import ServiceError
from cognito_user_import.judgement.of_job import JobVerdict, Limits, by_reason
from cognito_user_import.transfer.selected_rows import SelectedRows
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import UnsuccessfulImport
from cognito_user_import_cli.jobs.document import counts, job_document
from cognito_user_import_cli.jobs.job_options import ImportLimits
from cognito_user_import_cli.output import Output


def show_end(
    aws: Aws,
    out: Output,
    jobs: ImportJobs,
    job: ImportJob,
    limits: ImportLimits,
    *,
    rows: Callable[[], int] | None,
    failures: str,
    further: Mapping[str, Any],
    selected: SelectedRows | None = None,
) -> None:
    """Print a job's result.

    :param rows: Returns the number of rows in the file; None if it is unknown.
    :param failures: The command that joins the failed lines with the file.
    :param further: Further keys of the JSON document.
    :param selected: The rows that were uploaded. Default: - all, or unknown
    :raises UnsuccessfulImport: The job didn't end with the expected result.
    """
    allowed = limits_of(limits, job.attributes["PasswordHashingAlgorithm"])
    verdict = JobVerdict.of(job, allowed, rows)
    log = _log(aws, out, jobs, job) if job.failed_users or verdict.problem else None
    lines = log.failed_lines(job.failed_users) if log and job.failed_users else []
    if selected:
        lines = [line._replace(number=selected.file_line(line.number)) for line in lines]
    document = {"job": job_document(job), "failed_lines": _listed(lines), **further}
    out.result(document, f"job {job.job_id} is {job.status}: {counts(job)}")
    tell = out.tell if verdict.problem else out.say
    for entry in by_reason(lines):
        tell(entry)
    if lines and job.left_out_users and not selected:
        tell(f"Line numbers are those of the upload, without {job.left_out_users:,} existing users")
    if (unnamed := job.failed_users - len(lines)) > 0 and lines:
        tell(f"... and {unnamed:,} more")
    fix = f"To fix the failed rows: {failures}" if job.failed_users else ""
    if verdict.problem:
        raise UnsuccessfulImport(f"{_why(verdict, log)} {fix}".rstrip())
    if fix:
        out.say(fix)


def limits_of(chosen: ImportLimits, algorithm: str) -> Limits:
    """Return the limits of a job.

    :param algorithm: The job's password hashing algorithm, or empty.
    """
    return Limits(
        chosen.max_failed_users,
        chosen.max_skipped_users,
        with_hashes=bool(algorithm),
        skipped_limit="--max-skipped-users",
    )


def _log(aws: Aws, out: Output, jobs: ImportJobs, job: ImportJob) -> JobLog | None:
    try:
        return aws.job_log(jobs, job)
    except ServiceError as error:
        out.say(f"can't find the job's log: {error}")
        return None


def _why(verdict: JobVerdict, log: JobLog | None) -> str:
    where = f"{log.group}, stream {log.stream}" if log else "the user pool's log group"
    if verdict.job.status == JobStatus.STOPPED:
        verdict = JobVerdict(verdict.job, "someone stopped it")
    return f"{verdict.reason([], where)}."


def _listed(lines: Sequence[FailedLine]) -> list[dict[str, Any]]:
    return [{"line_number": line.number, "reason": line.reason} for line in lines]
