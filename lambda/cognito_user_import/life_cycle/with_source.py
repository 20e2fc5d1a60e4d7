"""What Create and Update do to the import job of a resource with a source."""

import logging

from cognito_user_import.cloudformation.request import UPDATE
from cognito_user_import.cloudformation.standing import StackAnswer, Standing
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_name import JobNames
from cognito_user_import.cognito.service_model import JOB_ID, JobStatus
from cognito_user_import.errors import (
    DeadlineError,
    ImportFailedError,
    InvalidFileError,
    ServiceError,
    SourceError,
)
from cognito_user_import.life_cycle.invocation import Invocation
from cognito_user_import.life_cycle.nobody_new import earlier_nobody_new, nobody_new
from cognito_user_import.life_cycle.own_import import OwnImport
from cognito_user_import.life_cycle.stopping import stop_what_failed
from cognito_user_import.properties.import_properties import ImportProperties

logger = logging.getLogger(__name__)


class SourceLifeCycle:
    """The life cycle of one resource with a source, in one request.

    It keeps the job of an earlier request if its result is what this one asks for, or it carries
    out the import itself.
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
        self._own = OwnImport(invocation, jobs, names, properties)
        self._steps = self._own.steps
        self._answer = StackAnswer(Standing.UNKNOWN)

    def create(self) -> ImportJob:
        """Return the job that imported the source, or with wait=False, that imports it.

        Jobs from an earlier life of the resource don't count: it was removed from the stack and is
        now back, perhaps in order to import again.

        :raises UserImportError: Not all users that should be in the pool are there.
        """
        if again := self._ask():
            return again
        with self._own.stopped_on_failure():
            if continued := self._own.continued():
                return continued
            return self._own.finished(self._own.found(self._own.is_of_this_version))

    def update(self, current: ImportJob | None) -> ImportJob:
        """Return the job for these properties: the current one, an earlier one, or a new one.

        :param current: The resource's current job.
        :raises UserImportError: As for create.
        """
        if again := self._ask():
            return again
        stop_what_failed(self._invocation, self._answer)
        with self._own.stopped_on_failure():
            if continued := self._own.continued():
                return continued
            if same := earlier_nobody_new(self._names, self._request.physical_resource_id):
                return self._still_nobody_new(same)
            if current and self._own.is_of_this_content(current):
                logger.info("job %s stays (%s)", current.job_id, current.status)
                return self._kept(current)
            if self._answer.standing == Standing.ROLLBACK:
                return self._before_the_update(current)
            if own := self._own.found(self._own.is_of_this_content):
                return self._own.finished(own)
            if not (earlier := self._jobs.find(self._is_started)):
                return self._own.new()
            logger.info("job %s already exists (%s)", earlier.job_id, earlier.status)
            if earlier.is_running:
                # With wait=False, the earlier deployment didn't wait for its end.
                return self._own.ended(earlier)
            return earlier if self._is_settled(earlier) else self._own.new()

    def _ask(self) -> ImportJob | None:
        """Ask whether the request still stands; return the job of a response that was accepted.

        :raises WithdrawnError: CloudFormation gave the request up. If an earlier delivery was
            killed right after it started a job, that job is stopped.
        """
        self._answer = self._question.ask()
        deployed, standing = self._answer.job_id, self._answer.standing
        if standing == Standing.CANCELED:
            own = self._own.found(self._own.is_of_this_content)
            # A later request may have failed, and the job of this one is still deployed.
            is_deployed = self._request.type == UPDATE and own and own.job_id == deployed
            if own and own.is_running and not is_deployed:
                self._own.stop(own)
            raise self._question.withdrawn(self._answer)
        if standing != Standing.ANSWERED:
            return None
        if nobody := earlier_nobody_new(self._names, deployed):
            return nobody
        again = self._jobs.describe(deployed) if JOB_ID.violation(deployed) is None else None
        is_done = again and not (self._own.waits and again.is_running)
        if not again or not is_done or not self._own.is_of_this_content(again):
            raise self._question.withdrawn(self._answer)
        return again

    def _before_the_update(self, current: ImportJob | None) -> ImportJob:
        """Return the job to which a rollback returns. It may no longer have an S3 object.

        A rollback imports nothing and succeeds: otherwise, someone would have to intervene.
        """
        try:
            earlier = self._jobs.find(self._is_perhaps_deployed)
        except ServiceError as error:
            if error.code != "ResourceNotFoundException":
                raise
            logger.warning("the pool before this update is gone")
            return current or ImportJob.none(self._request.physical_resource_id)
        if earlier is None:
            logger.warning("this content has no job: perhaps, all users existed")
            return nobody_new(self._names, None)
        logger.info("job %s is back (%s)", earlier.job_id, earlier.status)
        return earlier

    def _kept(self, current: ImportJob) -> ImportJob:
        """Return the current job if its result fulfills the properties."""
        if self._answer.standing == Standing.ROLLBACK:
            return current
        if current.is_running:
            # It isn't stopped if the request fails: a rollback returns to it.
            return self._own.judged(self._steps.wait(current)) if self._own.waits else current
        if self._answer.standing == Standing.UNKNOWN and not self._steps.limits.excess(current):
            return current
        was_stopped = current.status in (JobStatus.STOPPED, JobStatus.EXPIRED)
        if current.has_read_no_row or (was_stopped and self._own.waits):
            # Another role, say, can help. Rows that failed would fail again.
            return self._own.finished(self._own.found(self._own.is_of_this_content))
        return self._own.judged(current)

    def _is_settled(self, earlier: ImportJob) -> bool:
        """Return whether the import of an earlier request fulfills this one."""
        if not self._own.waits:
            return earlier.status == JobStatus.SUCCEEDED or self._is_perhaps_rollback
        is_of_this_file = self._own.is_of_this_file(earlier)
        if not is_of_this_file and self._is_perhaps_rollback:
            return not self._steps.limits.excess(earlier)
        try:
            return not self._steps.verdict(earlier, is_of_this_file=is_of_this_file).problem
        except (DeadlineError, InvalidFileError, ServiceError, SourceError) as error:
            if not self._is_perhaps_rollback:
                raise
            # Perhaps to a file that is gone, whose rows can no longer be counted.
            logger.warning("job %s stays, its result unchecked: %s", earlier.job_id, error)
            return True

    @property
    def _is_perhaps_rollback(self) -> bool:
        return self._answer.standing in (Standing.ROLLBACK, Standing.UNKNOWN)

    def _is_started(self, job: ImportJob) -> bool:
        """Return whether a job of this content was started: others are remnants of a request."""
        was_started = job.status not in (JobStatus.CREATED, JobStatus.EXPIRED)
        return was_started and self._own.is_of_this_content(job)

    def _is_perhaps_deployed(self, job: ImportJob) -> bool:
        """Return whether a deployment with these properties can have accepted a job."""
        if not self._is_started(job) or job.has_read_no_row:
            return False
        is_accepted = job.status != JobStatus.STOPPED and not self._steps.limits.excess(job)
        return is_accepted or not self._own.waits

    def _still_nobody_new(self, same: ImportJob) -> ImportJob:
        """Return the earlier result of the same content, if the limits still allow it."""
        excess = self._steps.limits.excess_left_out(same.skipped_users, 0)
        if excess and self._answer.standing != Standing.ROLLBACK:
            raise ImportFailedError(f"Nothing was imported: {excess}.")
        return same
