"""What Create and Update do to the import job of a resource with a source."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from cognito_user_import.cloudformation.request import UPDATE
from cognito_user_import.cloudformation.standing import StackAnswer, Standing
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_name import JobNames
from cognito_user_import.cognito.service_model import JOB_ID, JobStatus
from cognito_user_import.errors import (
    ContinuedError,
    DeadlineError,
    ImportFailedError,
    InvalidFileError,
    ServiceError,
    SourceError,
)
from cognito_user_import.importing.carry_out import carry_out
from cognito_user_import.importing.steps import ImportSteps
from cognito_user_import.life_cycle.invocation import Invocation
from cognito_user_import.life_cycle.nobody_new import earlier_nobody_new, nobody_new
from cognito_user_import.life_cycle.stopping import stop_own, stop_what_failed
from cognito_user_import.properties.import_properties import ImportProperties

logger = logging.getLogger(__name__)

_ASKED_EVERY: Final = 60.0
"""Seconds between two questions while a job runs."""


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
        self._steps = ImportSteps(
            jobs, properties, invocation.clients, guard=self._guard, watch=self._watch
        )
        self._waits = self._steps.source.wait
        self._answer = StackAnswer(Standing.UNKNOWN)
        self._last_asked = jobs.calls.deadline.clock.now()
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
            if continued := self._continued():
                return continued
            return self._finished(self._found_own(self._is_of_this_version))

    def update(self, current: ImportJob | None) -> ImportJob:
        """Return the job for these properties: the current one, an earlier one, or a new one.

        :param current: The resource's current job.
        :raises UserImportError: As for create.
        """
        if again := self._ask():
            return again
        stop_what_failed(self._invocation, self._answer)
        with self._stopped_on_failure():
            if continued := self._continued():
                return continued
            if same := earlier_nobody_new(self._names, self._request.physical_resource_id):
                return self._still_nobody_new(same)
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
        if nobody := earlier_nobody_new(self._names, deployed):
            return nobody
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
            logger.warning("the pool before this update is gone")
            return current or ImportJob.none(self._request.physical_resource_id)
        if earlier is None:
            logger.warning("the content before this update has no job: perhaps, all users existed")
            return nobody_new(self._names, None)
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
        return self._new(own if self._is_of_this_version(own) else None)

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

    @property
    def _name(self) -> str:
        """The name of the job for the rows to upload."""
        return self._names.of(self._steps.version, self._steps.left_out)

    def _is_of_this_version(self, job: ImportJob) -> bool:
        return self._names.include_version(job.job_name, self._steps.version)

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

    def _new(self, unused: ImportJob | None = None) -> ImportJob:
        """Import the file with a new job, or with one that an earlier delivery didn't start."""
        self._steps.check()
        if not self._steps.has_new_users:
            logger.info("all users of the file exist: no job is created")
            return nobody_new(self._names, self._steps.left_out)
        if unused and unused.job_name == self._name and unused.is_of_use(datetime.now(UTC)):
            return self._carried_out(unused)
        job = self._created()
        # Another delivery may have been first.
        return self._carried_out(job) if job.status == JobStatus.CREATED else self._finished(job)

    def _created(self, instead_of: Sequence[ImportJob] = ()) -> ImportJob:
        name, replaced = self._name, {job.job_id for job in instead_of}

        def includes(job: ImportJob) -> bool:
            # A job with another name and no file would be for other rows.
            is_same = job.job_name == name or job.status != JobStatus.CREATED
            is_new = self._is_own(job) and job.job_id not in replaced
            return is_same and is_new and self._is_of_this_version(job)

        job = self._steps.create(name, includes=includes, is_done=self._is_done)
        logger.info("job %s (%s) created", job.job_id, job.job_name)
        self._invocation.remember(job.job_id)
        return job

    def _carried_out(self, job: ImportJob, *, is_uploaded: bool = False) -> ImportJob:
        ended = carry_out(
            job,
            self._steps,
            self._created,
            self._jobs.calls,
            wait=self._waits,
            is_uploaded=is_uploaded,
        )
        return self._judged(ended)

    def _continued(self) -> ImportJob | None:
        """Continue with the job of an earlier invocation of this request, if there is one."""
        if not (continuation := self._request.continuation):
            return None
        job = self._jobs.describe(continuation.job_id)
        if not job or not (self._is_of_this_content(job) and self._is_own(job)):
            return None
        self._invocation.remember(job.job_id)
        if job.status == JobStatus.CREATED:
            return self._carried_out(job, is_uploaded=True)
        return self._ended(job) if job.is_running else self._judged(job)

    def _still_nobody_new(self, same: ImportJob) -> ImportJob:
        """Return the earlier result of the same content, if the limits still allow it."""
        excess = self._steps.limits.excess_left_out(same.skipped_users, 0)
        if excess and self._answer.standing != Standing.ROLLBACK:
            raise ImportFailedError(f"Nothing was imported: {excess}.")
        return same

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
        if job.is_running:
            self._running = job
        self._invocation.continue_later(job.job_id)
        self._require()
        self._running = job

    def _watch(self, job: ImportJob) -> None:
        """Raise an error while a job runs that is no longer wanted.

        CloudFormation sends no Delete for a Create that it canceled without a rollback.
        """
        if not job.is_running:
            return
        self._invocation.continue_later(job.job_id)
        if self._jobs.calls.deadline.clock.now() - self._last_asked >= _ASKED_EVERY:
            self._require()

    def _require(self) -> None:
        self._question.require()
        self._last_asked = self._jobs.calls.deadline.clock.now()

    @contextmanager
    def _stopped_on_failure(self) -> Iterator[None]:
        """Stop the job if the request fails: CloudFormation may send no Delete for it."""
        try:
            yield
        except ContinuedError:
            raise
        except BaseException:
            if self._running:
                self._stop(self._running)
            raise

    def _stop(self, job: ImportJob) -> None:
        jobs = self._invocation.jobs_of(self._jobs.user_pool_id, to_stop=True)
        stop_own(jobs, job.job_id)
