"""What Create and Update do to the import job of a resource with a source."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from cognito_user_import.cloudformation.request import UPDATE
from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_name import JobNames
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import (
    DeadlineError,
    InvalidFileError,
    ServiceError,
    SourceError,
    UserImportError,
)
from cognito_user_import.importing.carry_out import carry_out
from cognito_user_import.importing.steps import ImportSteps
from cognito_user_import.life_cycle.invocation import Invocation
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.properties.source_properties import SourceProperties

logger = logging.getLogger(__name__)


class SourceLifeCycle:
    """The life cycle of one resource with a source, in one request."""

    def __init__(
        self,
        invocation: Invocation,
        jobs: ImportJobs,
        names: JobNames,
        properties: ImportProperties,
        source: SourceProperties,
    ) -> None:
        self._invocation = invocation
        self._request = invocation.request
        self._jobs, self._names = jobs, names
        self._waits = source.wait
        self._steps = ImportSteps(jobs, properties, source, invocation.clients)
        self._own: ImportJob | None = None
        """The job that this request works on."""

    def create(self) -> ImportJob:
        """Return the job that imported the source, or with wait=False, that imports it.

        :raises UserImportError: Not all users that should be in the pool are there.
        """
        name = self._names.of(self._steps.version)
        found = self._jobs.find(lambda other: other == name, is_done=self._is_done)
        return self._of_this_content(found)

    def update(self, current: ImportJob | None) -> ImportJob:
        """Return the job for these properties: the current one, an earlier one, or a new one.

        A rollback finds the earlier job by its name without a call to S3, because the object may no
        longer exist. A failed Update stops its own job, because CloudFormation sends no Delete for
        it.

        :param current: The resource's current job.
        :raises UserImportError: As for create.
        """
        if current and self._names.include(current.job_name):
            logger.info("job %s stays (%s)", current.job_id, current.status)
            if current.is_running:
                return self._ended(current)
            if self._waits and self._steps.limits.excess(current):
                # If the limits are now too low for this job, fail now, not in a later rollback.
                return self._steps.judge(current)
            return current
        try:
            found = self._jobs.find(self._names.include, is_done=self._is_done)
            return self._of_this_content(found)
        except BaseException:
            self._stop_own()
            raise

    def _of_this_content(self, found: ImportJob | None) -> ImportJob:
        if found is None:
            return self._new()
        logger.info("job %s already exists (%s)", found.job_id, found.status)
        if found.is_running:
            self._work_on(found)
            return self._ended(found)
        if found.status == JobStatus.CREATED:
            return self._resumed(found)
        if self._is_done(found):
            self._work_on(found)
            return self._steps.judge(found) if self._waits else found
        return found if self._is_settled(found) else self._new()

    def _is_done(self, job: ImportJob) -> bool:
        """Return whether an earlier delivery of this request brought a job to its end."""
        has_ended = job.status in (JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.STOPPED)
        is_role_unknown = job.has_read_no_row and self._jobs.calls.is_propagating
        return has_ended and not is_role_unknown and self._request.made(job.creation_date)

    def _is_settled(self, found: ImportJob) -> bool:
        """Return whether an earlier import of the same content fulfills this request."""
        if found.status == JobStatus.EXPIRED:
            return False
        if not self._waits:
            # The result doesn't matter, and an Update may be a rollback, which imports nothing.
            return found.status == JobStatus.SUCCEEDED or self._request.type == UPDATE
        try:
            return not self._steps.verdict(found).problem
        except (DeadlineError, InvalidFileError, ServiceError, SourceError) as error:
            if self._request.type != UPDATE:
                raise
            # Perhaps a rollback to a file that is gone, whose rows can no longer be counted.
            logger.warning("job %s stays, without a check of its result: %s", found.job_id, error)
            return True

    def _resumed(self, found: ImportJob) -> ImportJob:
        """Continue with a job that was created but not started."""
        is_same = found.job_name == self._names.of(self._steps.version)
        if not is_same or found.is_old(datetime.now(UTC)):
            return self._new()
        self._steps.check()
        self._work_on(found)
        return self._carried_out(found)

    def _new(self) -> ImportJob:
        self._steps.check()
        job = self._created()
        # Another delivery may have been first.
        is_new = job.status == JobStatus.CREATED
        return self._carried_out(job) if is_new else self._of_this_content(job)

    def _created(self, instead_of: Sequence[ImportJob] = ()) -> ImportJob:
        job = self._steps.create(
            self._names.of(self._steps.version),
            besides=[job.job_id for job in instead_of],
            is_done=self._is_done,
        )
        logger.info("job %s (%s) created", job.job_id, job.job_name)
        self._work_on(job)
        return job

    def _carried_out(self, job: ImportJob) -> ImportJob:
        ended = carry_out(job, self._steps, self._created, self._jobs.calls, wait=self._waits)
        return self._steps.judge(ended) if self._waits else ended

    def _ended(self, job: ImportJob) -> ImportJob:
        return self._steps.judge(self._steps.wait(job)) if self._waits else job

    def _work_on(self, job: ImportJob) -> None:
        self._own = job
        self._invocation.remember(job.job_id)

    def _stop_own(self) -> None:
        if self._own is None:
            return
        try:
            self._stop(self._own.job_id)
        except UserImportError as error:
            logger.warning("the job may still be running: %s", error)

    def _stop(self, job_id: str) -> None:
        try:
            seen = self._jobs.describe(job_id)
        except UserImportError:
            # What made the Update fail may hide the job, too. Stop needs no look.
            self._jobs.stop(job_id)
            raise
        if seen and seen.is_running:
            job_control.stop(self._jobs, seen)
