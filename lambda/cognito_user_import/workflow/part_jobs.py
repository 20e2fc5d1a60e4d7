"""The jobs of one part, which their names tell: Cognito's own list is the record."""

from functools import cached_property
from typing import Final

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_name import JobNames, job_names
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.workflow.step import Step

ROLE_TIME: Final = 300.0
"""Seconds after the start of an execution in which a job's role may not be available yet."""
_MOST_JOBS: Final = 10
"""Jobs of one part in one execution. Jobs can't be deleted."""
_MOST_JOBS_WITHOUT_ROWS: Final = 4


class PartJobs:
    """The jobs for the content of a part, of this execution and of earlier ones."""

    def __init__(self, step: Step) -> None:
        self._step = step
        properties = step.properties
        self.names: Final[JobNames] = job_names(
            properties.base_name,
            properties.password_hashing_algorithm,
            properties.trigger,
            step.part.digest,
        )

    @cached_property
    def all(self) -> list[ImportJob]:
        """The jobs, the newest first."""
        every = self._step.jobs.newest_first()
        return [job for job in every if self.names.include(job.job_name)]

    @property
    def running(self) -> ImportJob | None:
        """The job that runs."""
        return next((job for job in self.all if job.is_running), None)

    @property
    def done(self) -> ImportJob | None:
        """The job that has read all its rows."""
        return next(filter(self.is_done, self.all), None)

    def goes_on(self, job: ImportJob, failed_before: int) -> bool:
        """Return whether another job should take over from one that has ended.

        :param failed_before: The rows that failed in other parts.
        """
        if self.is_done(job):
            return False
        started = self._step.plan.started
        jobs = [each for each in self.all if each.creation_date >= started]
        if len(jobs) >= _MOST_JOBS:
            return False
        if job.status == JobStatus.EXPIRED:
            return True
        if job.has_read_no_row:
            # Perhaps, its role had not reached all of AWS yet.
            age = (job.creation_date - started).total_seconds()
            without_rows = sum(each.has_read_no_row for each in jobs)
            return age < ROLE_TIME and without_rows < _MOST_JOBS_WITHOUT_ROWS
        # Who has stopped a job wants it to stop. One whose rows failed would do so again; one that
        # skipped rows is followed by one without these rows, if the search finds their users.
        is_allowed = failed_before + job.failed_users <= self._step.source.max_failed_users
        fruitless = sum(each.has_read_a_row and not each.imported_users for each in jobs)
        has_skipped = job.skipped_users > job.left_out_users
        goes_further = job.imported_users > 0 or (has_skipped and fruitless == 1)
        return job.status == JobStatus.FAILED and is_allowed and goes_further

    def is_done(self, job: ImportJob) -> bool:
        """Return whether a job has read all its rows."""
        if job.status == JobStatus.SUCCEEDED:
            return True
        sent = self._step.part.rows - job.left_out_users
        return job.status == JobStatus.FAILED and job.has_read_a_row and job.read_rows >= sent
