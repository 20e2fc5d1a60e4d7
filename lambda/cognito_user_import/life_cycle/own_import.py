"""Carries out an import with a job of this request: begins it, continues it, or stops it."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_name import JobNames
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import ContinuedError, ServiceError
from cognito_user_import.importing.carry_out import carry_out
from cognito_user_import.importing.steps import ImportSteps
from cognito_user_import.life_cycle.invocation import Invocation
from cognito_user_import.life_cycle.nobody_new import nobody_new
from cognito_user_import.life_cycle.stopping import stop_own
from cognito_user_import.properties.import_properties import ImportProperties

logger = logging.getLogger(__name__)

_ASKED_EVERY: Final = 60.0
"""Seconds between two questions while a job runs."""


class OwnImport:
    """The import of one request.

    A request continues only with jobs that it created itself, in this delivery or an earlier one,
    so that two requests never start or stop the same job.

    :param names: The names that the job can have.
    """

    def __init__(
        self,
        invocation: Invocation,
        jobs: ImportJobs,
        names: JobNames,
        properties: ImportProperties,
    ) -> None:
        self._invocation, self._request = invocation, invocation.request
        self._jobs, self._names = jobs, names
        self._question = invocation.question
        self.steps = ImportSteps(
            jobs,
            properties,
            invocation.clients,
            guard=self._guard,
            watch=self._watch,
            out_of_time=self._out_of_time,
        )
        self.waits = self.steps.source.wait
        self._last_asked = jobs.calls.deadline.clock.now()
        self._running: ImportJob | None = None
        """The job to stop if this request fails."""

    def continued(self) -> ImportJob | None:
        """Continue with the job of an earlier invocation of this request, if there is one."""
        if not (continuation := self._request.continuation):
            return None
        job = self._jobs.describe(continuation.job_id)
        if not job or not (self.is_of_this_content(job) and self._is_own(job)):
            return None
        self._invocation.remember(job.job_id)
        if job.status == JobStatus.CREATED:
            return self._carried_out(job, is_uploaded=True)
        return self.ended(job) if job.is_running else self.judged(job)

    def finished(self, own: ImportJob | None) -> ImportJob:
        """Continue with a job that this request created, or with a new one."""
        if own is None:
            return self.new()
        logger.info("job %s already exists (%s)", own.job_id, own.status)
        self._invocation.remember(own.job_id)
        if own.is_running:
            return self.ended(own)
        if self._is_done(own):
            return self.judged(own)
        return self.new(own if self.is_of_this_version(own) else None)

    def new(self, unused: ImportJob | None = None) -> ImportJob:
        """Import the file with a new job, or with one that an earlier delivery didn't start."""
        self.steps.check()
        if not self.steps.has_new_users:
            logger.info("all users of the file exist: no job is created")
            return nobody_new(self._names, self.steps.left_out)
        if unused and unused.job_name == self._name and unused.is_of_use(datetime.now(UTC)):
            return self._carried_out(unused)
        job = self._created()
        # Another delivery may have been first.
        return self._carried_out(job) if job.status == JobStatus.CREATED else self.finished(job)

    def _created(self, instead_of: Sequence[ImportJob] = ()) -> ImportJob:
        name, replaced = self._name, {job.job_id for job in instead_of}

        def includes(job: ImportJob) -> bool:
            # Another name means other rows.
            is_same = job.job_name == name or job.status != JobStatus.CREATED
            is_new = self._is_own(job) and job.job_id not in replaced
            return is_same and is_new and self.is_of_this_version(job)

        job = self.steps.create(name, includes=includes, is_done=self._is_done)
        logger.info("job %s (%s) created", job.job_id, job.job_name)
        self._invocation.remember(job.job_id)
        return job

    def _carried_out(self, job: ImportJob, *, is_uploaded: bool = False) -> ImportJob:
        ended = carry_out(
            job,
            self.steps,
            self._created,
            self._jobs.calls,
            wait=self.waits,
            is_uploaded=is_uploaded,
        )
        return self.judged(ended)

    def ended(self, running: ImportJob) -> ImportJob:
        """Return a running job once it has ended well, or with wait=False, as it is."""
        if not self.waits:
            return running
        self._running = running
        self._invocation.remember(running.job_id)
        return self.judged(self.steps.wait(running))

    def judged(self, job: ImportJob) -> ImportJob:
        """Judge a job. With wait=False, only a job that can't even begin is a failure."""
        if not (self.waits or job.has_read_no_row):
            return job
        return self.steps.judge(job, is_of_this_file=self.is_of_this_file(job))

    def found(self, includes: Callable[[ImportJob], bool]) -> ImportJob | None:
        """Return an included job that this request created, or None."""
        return self._jobs.find(
            lambda job: includes(job) and self._is_own(job), is_done=self._is_done
        )

    def _is_done(self, own: ImportJob) -> bool:
        """Return whether an earlier delivery of this request brought its job to an end."""
        has_ended = own.status in (JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.STOPPED)
        return has_ended and not (own.has_read_no_row and self._jobs.calls.is_propagating)

    @property
    def _name(self) -> str:
        """The name of the job for the rows to upload."""
        return self._names.of(self.steps.version, self.steps.left_out)

    def is_of_this_version(self, job: ImportJob) -> bool:
        """Return whether a job is for the source's current content."""
        return self._names.include_version(job.job_name, self.steps.version)

    def is_of_this_file(self, job: ImportJob) -> bool:
        """Return whether the source has the rows of a job, if that matters."""
        try:
            return job.status != JobStatus.FAILED or self.is_of_this_version(job)
        except ServiceError as error:
            logger.warning("can't tell whether job %s had this file: %s", job.job_id, error)
            return False

    def is_of_this_content(self, job: ImportJob) -> bool:
        """Return whether a job is for any version of the source's content."""
        return self._names.include(job.job_name)

    def _is_own(self, job: ImportJob) -> bool:
        return self._request.made(job.creation_date)

    def _guard(self, job: ImportJob) -> None:
        """Raise an error right before and right after a start that is no longer wanted."""
        self._require()
        self._running = job

    def _watch(self, job: ImportJob) -> None:
        """Raise an error while a job runs that is no longer wanted."""
        since = self._jobs.calls.deadline.clock.now() - self._last_asked
        if job.is_running and since >= _ASKED_EVERY:
            self._require()

    def _out_of_time(self, job: ImportJob) -> None:
        """Let the next invocation wait for a job that needs more time."""
        if self.waits:
            self._invocation.continue_later(job.job_id)

    def _require(self) -> None:
        self._question.require()
        self._last_asked = self._jobs.calls.deadline.clock.now()

    @contextmanager
    def stopped_on_failure(self) -> Iterator[None]:
        """Stop the job if the request fails: CloudFormation may send no Delete for it."""
        try:
            yield
        except ContinuedError:
            raise
        except BaseException:
            if self._running:
                self.stop(self._running)
            raise

    def stop(self, job: ImportJob) -> None:
        """Stop a job. Errors are only logged."""
        jobs = self._invocation.jobs_of(self._jobs.user_pool_id, to_stop=True)
        stop_own(jobs, job.job_id)
