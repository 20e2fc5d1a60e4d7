"""What Create and Update do to the import job of a resource with a source."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from cognito_user_import.cloudformation.request import UPDATE
from cognito_user_import.cloudformation.standing import StackAnswer, Standing
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_name import JobNames
from cognito_user_import.cognito.service_model import JOB_ID, JobStatus
from cognito_user_import.errors import (
    DeadlineError,
    InvalidFileError,
    ServiceError,
    SourceError,
)
from cognito_user_import.importing.carry_out import carry_out
from cognito_user_import.importing.steps import ImportSteps
from cognito_user_import.life_cycle.invocation import Invocation
from cognito_user_import.life_cycle.stopping import stop_own, stop_what_failed
from cognito_user_import.properties.import_properties import ImportProperties

logger = logging.getLogger(__name__)


class SourceLifeCycle:
    """The life cycle of one resource with a source, in one request.

    A request continues only with jobs that it created itself, in this delivery or an earlier one,
    so that two requests never start or stop the same job.
    """

    def __init__(
        self,
        invocation: Invocation,
        jobs: ImportJobs,
        names: JobNames,
        properties: ImportProperties,
    ) -> None:
        self._invocation = invocation
        self._request = invocation.request
        self._jobs, self._names = jobs, names
        self._question = invocation.question
        self._steps = ImportSteps(jobs, properties, invocation.clients, guard=self._guard)
        self._waits = self._steps.source.wait
        self._answer = StackAnswer(Standing.UNKNOWN)
        self._running: ImportJob | None = None
        """The job to stop if this request fails."""

    def create(self) -> ImportJob:
        """Return the job that imported the source, or with wait=False, that imports it.

        Jobs from an earlier life of the resource don't count: it was removed from the stack and is
        now back, perhaps in order to import again.

        :raises UserImportError: Not all users that should be in the pool are there.
        """
        if again := self._ask():
            return again
        with self._stopped_on_failure():
            name = self._names.of(self._steps.version)
            return self._finished(self._found_own(lambda job: job.job_name == name))

    def update(self, current: ImportJob | None) -> ImportJob:
        """Return the job for these properties: the current one, an earlier one, or a new one.

        :param current: The resource's current job.
        :raises UserImportError: As for create.
        """
        if again := self._ask():
            return again
        stop_what_failed(self._invocation, self._answer)
        with self._stopped_on_failure():
            if current and self._is_of_this_content(current):
                logger.info("job %s stays (%s)", current.job_id, current.status)
                return self._kept(current)
            if self._answer.standing == Standing.ROLLBACK:
                return self._before_the_update(current)
            if own := self._found_own(self._is_of_this_content):
                return self._finished(own)
            if not (earlier := self._jobs.find(self._is_started)):
                return self._new()
            logger.info("job %s already exists (%s)", earlier.job_id, earlier.status)
            if earlier.is_running:
                # With wait=False, the earlier deployment didn't wait for its end.
                return self._ended(earlier)
            return earlier if self._is_settled(earlier) else self._new()

    def _ask(self) -> ImportJob | None:
        """Ask whether the request still stands; return the job of a response that was accepted.

        :raises WithdrawnError: CloudFormation gave the request up. If an earlier delivery was
            killed right after it started a job, that job is stopped.
        """
        self._answer = self._question.ask()
        deployed, standing = self._answer.job_id, self._answer.standing
        if standing == Standing.CANCELED:
            own = self._found_own(self._is_of_this_content)
            # A later request may have failed, and the job of this one is still deployed.
            is_deployed = self._request.type == UPDATE and own and own.job_id == deployed
            if own and own.is_running and not is_deployed:
                self._stop(own)
            raise self._question.withdrawn(self._answer)
        if standing != Standing.ANSWERED:
            return None
        again = self._jobs.describe(deployed) if JOB_ID.violation(deployed) is None else None
        if not again or not self._is_of_this_content(again) or (self._waits and again.is_running):
            raise self._question.withdrawn(self._answer)
        return again

    def _before_the_update(self, current: ImportJob | None) -> ImportJob:
        """Return the job to which a rollback returns. It may no longer have an S3 object.

        A rollback imports nothing and succeeds: otherwise, someone would have to intervene.
        """
        try:
            earlier = self._jobs.find(self._is_started)
        except ServiceError as error:
            if error.code != "ResourceNotFoundException":
                raise
            earlier = None
        if earlier is None:
            logger.warning("the job before this update, or its pool, is gone")
            return current or ImportJob.gone(self._request.physical_resource_id)
        logger.info("job %s is back (%s)", earlier.job_id, earlier.status)
        return earlier

    def _kept(self, current: ImportJob) -> ImportJob:
        """Return the current job if its result fulfills the properties."""
        if self._answer.standing == Standing.ROLLBACK:
            return current
        if current.is_running:
            # It isn't stopped if the request fails: a rollback returns to it.
            return self._steps.judge(self._steps.wait(current)) if self._waits else current
        if self._answer.standing == Standing.UNKNOWN and not self._steps.limits.excess(current):
            return current
        was_stopped = current.status in (JobStatus.STOPPED, JobStatus.EXPIRED)
        if current.has_read_no_row or (was_stopped and self._waits):
            # Another role, say, can help. Rows that failed would fail again.
            return self._new()
        return self._judged(current)

    def _finished(self, own: ImportJob | None) -> ImportJob:
        """Continue with a job that this request created, or with a new one."""
        if own is None:
            return self._new()
        logger.info("job %s already exists (%s)", own.job_id, own.status)
        self._invocation.remember(own.job_id)
        if own.is_running:
            return self._ended(own)
        if self._is_done(own):
            return self._judged(own)
        is_same = own.job_name == self._names.of(self._steps.version)
        if is_same and own.is_of_use(datetime.now(UTC)):
            self._steps.check()
            return self._carried_out(own)
        return self._new()

    def _is_settled(self, earlier: ImportJob) -> bool:
        """Return whether the import of an earlier request fulfills this one."""
        if not self._waits:
            return earlier.status == JobStatus.SUCCEEDED or self._is_perhaps_rollback
        try:
            return not self._steps.verdict(earlier).problem
        except (DeadlineError, InvalidFileError, ServiceError, SourceError) as error:
            if not self._is_perhaps_rollback:
                raise
            # Perhaps to a file that is gone, whose rows can no longer be counted.
            logger.warning("job %s stays, its result unchecked: %s", earlier.job_id, error)
            return True

    @property
    def _is_perhaps_rollback(self) -> bool:
        return self._answer.standing in (Standing.ROLLBACK, Standing.UNKNOWN)

    def _is_done(self, own: ImportJob) -> bool:
        """Return whether an earlier delivery of this request brought its job to an end."""
        has_ended = own.status in (JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.STOPPED)
        return has_ended and not (own.has_read_no_row and self._jobs.calls.is_propagating)

    def _is_of_this_content(self, job: ImportJob) -> bool:
        return self._names.include(job.job_name)

    def _is_started(self, job: ImportJob) -> bool:
        """Return whether a job of this content was started: others are remnants of a request."""
        was_started = job.status not in (JobStatus.CREATED, JobStatus.EXPIRED)
        return was_started and self._is_of_this_content(job)

    def _is_own(self, job: ImportJob) -> bool:
        return self._request.made(job.creation_date)

    def _found_own(self, includes: Callable[[ImportJob], bool]) -> ImportJob | None:
        return self._jobs.find(
            lambda job: includes(job) and self._is_own(job), is_done=self._is_done
        )

    def _new(self) -> ImportJob:
        self._steps.check()
        job = self._created()
        # Another delivery may have been first.
        return self._carried_out(job) if job.status == JobStatus.CREATED else self._finished(job)

    def _created(self, instead_of: Sequence[ImportJob] = ()) -> ImportJob:
        replaced = {job.job_id for job in instead_of}
        job = self._steps.create(
            self._names.of(self._steps.version),
            includes=lambda job: self._is_own(job) and job.job_id not in replaced,
            is_done=self._is_done,
        )
        logger.info("job %s (%s) created", job.job_id, job.job_name)
        self._invocation.remember(job.job_id)
        return job

    def _carried_out(self, job: ImportJob) -> ImportJob:
        ended = carry_out(job, self._steps, self._created, self._jobs.calls, wait=self._waits)
        return self._judged(ended)

    def _ended(self, running: ImportJob) -> ImportJob:
        if not self._waits:
            return running
        self._running = running
        self._invocation.remember(running.job_id)
        return self._steps.judge(self._steps.wait(running))

    def _judged(self, job: ImportJob) -> ImportJob:
        """Judge a job. With wait=False, only a job that can't even begin is a failure."""
        return self._steps.judge(job) if self._waits or job.has_read_no_row else job

    def _guard(self, job: ImportJob) -> None:
        """Raise an error right before and right after a start that is no longer wanted."""
        self._question.require()
        self._running = job

    @contextmanager
    def _stopped_on_failure(self) -> Iterator[None]:
        """Stop the job if the request fails: CloudFormation may send no Delete for it."""
        try:
            yield
        except BaseException:
            if self._running:
                self._stop(self._running)
            raise

    def _stop(self, job: ImportJob) -> None:
        jobs = self._invocation.jobs_of(self._jobs.user_pool_id, to_stop=True)
        stop_own(jobs, job.job_id)
