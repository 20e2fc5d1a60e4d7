"""The end of a job: whether it is the one that was wanted, and which lines failed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_log import FailedLine, JobLog
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import ServiceError
from cognito_user_import.judgement.of_job import Limits, by_reason, failure, objection, over_limits
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.errors import UnsuccessfulImport
from cognito_user_import_cli.jobs.document import counts, job_document
from cognito_user_import_cli.output import Output


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges a job by its counts.

    :param rows: Returns the number of rows in the file, None where nobody knows it.
    :param failures: The command that joins the failed lines with the file.
    """

    aws: Aws
    out: Output
    limits: Limits
    rows: Callable[[], int] | None
    failures: str

    def conclude(self, jobs: ImportJobs, job: ImportJob, further: Mapping[str, Any]) -> None:
        """Write how a job has ended.

        :param further: What the JSON document has besides the job.
        :raises UnsuccessfulImport: It has not ended as it should.
        """
        wrong = self._objection(job)
        log = self._log(jobs, job) if job.failed_users or wrong else None
        lines = log.failed_lines(job.failed_users) if log and job.failed_users else []
        document = {"job": job_document(job), "failed_lines": _listed(lines), **further}
        self.out.result(document, f"job {job.job_id} is {job.status}: {counts(job)}")
        tell = self.out.tell if wrong else self.out.say
        for entry in by_reason(lines):
            tell(entry)
        if (unnamed := job.failed_users - len(lines)) > 0 and lines:
            tell(f"... and {unnamed:,} more")
        mend = f" To mend the failed rows: {self.failures}" if job.failed_users else ""
        if wrong:
            raise UnsuccessfulImport(self._why(job, wrong, log) + mend)
        if mend:
            self.out.say(mend.strip())

    def _objection(self, job: ImportJob) -> str:
        if self.rows:
            return objection(job, self.limits, self.rows)
        is_right = job.status == JobStatus.SUCCEEDED
        return over_limits(job, self.limits) or ("" if is_right else f"it ended as {job.status}")

    def _log(self, jobs: ImportJobs, job: ImportJob) -> JobLog | None:
        try:
            name = jobs.user_pool().get("Name", "")
        except ServiceError as error:
            self.out.say(f"the job's log is unknown: {error}")
            return None
        return JobLog(job, name, lambda: self.aws.logs, self.aws.calls)

    @staticmethod
    def _why(job: ImportJob, wrong: str, log: JobLog | None) -> str:
        where = f"{log.group}, stream {log.stream}" if log else "that of the user pool"
        if job.status == JobStatus.STOPPED:
            wrong = "somebody stopped it"
        return f"{failure(job, wrong, [], where)}."


def _listed(lines: Sequence[FailedLine]) -> list[dict[str, Any]]:
    return [{"line_number": line.number, "reason": line.reason} for line in lines]
