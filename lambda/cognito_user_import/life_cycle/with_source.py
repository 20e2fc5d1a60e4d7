"""What Create and Update do to the import job of a resource with a source."""

import logging
from datetime import UTC, datetime
from typing import Final

from cognito_user_import.cloudformation.request import UPDATE, Request
from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_name import JobNames
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import (
    DeadlineError,
    ExpiredUrlError,
    InvalidFileError,
    ServiceError,
    SourceError,
    UserImportError,
)
from cognito_user_import.importing.steps import CsvImport
from cognito_user_import.judgement.of_job import over_limits, read_no_row
from cognito_user_import.life_cycle.requests import Known

logger = logging.getLogger(__name__)

_ROLE_PAUSES: Final = (5.0, 10.0, 20.0)
"""Seconds before a job that could not assume its role is made anew; no job can be deleted."""


class ImportLifeCycle:
    """The life of one resource with a source, in one request.

    :param known: So that a failure, of whatever kind, answers the id of the job that Delete is to
        stop.
    """

    def __init__(
        self, request: Request, names: JobNames, csv_import: CsvImport, known: Known
    ) -> None:
        self._request = request
        self._names = names
        self._import = csv_import
        self._jobs = csv_import.jobs
        self._known = known

    def create(self) -> ImportJob:
        """Return the job that has imported the source, or with wait=False imports it.

        :raises UserImportError: The users are not in the pool, or not all that should be.
        """
        name = self._names.of(self._import.version)
        found = self._jobs.find(lambda other: other == name, is_done=self._is_done)
        return self._of_this_content(found)

    def update(self, current: ImportJob | None) -> ImportJob:
        """Return the job of these properties: the one there is, an earlier one, or a new one.

        A rollback finds the earlier job by its name, and asks S3 for nothing: the object of then
        may be gone. A failed Update leaves no job of its own running, since CloudFormation sends no
        Delete for it.

        :param current: The job that the resource has.
        :raises UserImportError: As for create.
        """
        if current and self._names.include(current.job_name):
            logger.info("job %s is kept, %s", current.job_id, current.status)
            if current.is_running:
                return self._ended(current)
            if self._import.limits.wait and over_limits(current, self._import.limits):
                # Limits lowered below what the job has lost fail now, and not in a rollback later.
                return self._import.judge(current)
            return current
        made: list[ImportJob] = []
        known, self._known = self._known, made.append
        try:
            found = self._jobs.find(self._names.include, is_done=self._is_done)
            return self._of_this_content(found)
        except BaseException:
            self._stop(made)
            raise
        finally:
            self._known = known

    def _of_this_content(self, found: ImportJob | None) -> ImportJob:
        if found is None:
            return self._new()
        logger.info("job %s exists, %s", found.job_id, found.status)
        if found.is_running:
            self._known(found)
            return self._ended(found)
        if found.status == JobStatus.CREATED:
            return self._resumed(found)
        if self._is_done(found):
            return self._judged(found)
        return found if self._is_settled(found) else self._new()

    def _is_done(self, job: ImportJob) -> bool:
        """Say whether an earlier delivery of this request has brought a job to its end."""
        has_ended = job.status in (JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.STOPPED)
        is_role_unknown = read_no_row(job) and self._jobs.is_propagating
        return has_ended and not is_role_unknown and self._request.made(job.creation_date)

    def _is_settled(self, found: ImportJob) -> bool:
        """Say whether an earlier import of the same content is what this request asks for."""
        if found.status == JobStatus.EXPIRED:
            return False
        if not self._import.limits.wait:
            # Nothing is judged, and an Update may be a rollback, which imports nothing.
            return found.status == JobStatus.SUCCEEDED or self._request.type == UPDATE
        try:
            return not self._import.objection(found)
        except (DeadlineError, InvalidFileError, ServiceError, SourceError) as error:
            if self._request.type != UPDATE:
                raise
            # A rollback, perhaps, to a file that is gone: what decides can't be counted any more.
            logger.warning("job %s is kept unjudged: %s", found.job_id, error)
            return True

    def _resumed(self, found: ImportJob) -> ImportJob:
        """Go on with a job that was made and not started."""
        is_same = found.job_name == self._names.of(self._import.version)
        if not is_same or found.is_old(datetime.now(UTC)):
            return self._new()
        self._import.check()
        self._known(found)
        return self._carried_out(found)

    def _new(self) -> ImportJob:
        self._import.check()
        job = self._made()
        # Another delivery may have been first.
        is_new = job.status == JobStatus.CREATED
        return self._carried_out(job) if is_new else self._of_this_content(job)

    def _made(self, *instead_of: ImportJob) -> ImportJob:
        job = self._jobs.create(
            self._names.of(self._import.version),
            self._import.properties,
            besides=[job.job_id for job in instead_of],
            is_done=self._is_done,
        )
        logger.info("job %s (%s) is made", job.job_id, job.job_name)
        self._known(job)
        return job

    def _carried_out(self, job: ImportJob) -> ImportJob:
        """Upload, start, wait and judge; of a role that is not known yet, again and again."""
        replaced: list[ImportJob] = []
        pauses = iter(_ROLE_PAUSES)
        while True:
            started = self._started(job, replaced)
            if not self._import.limits.wait:
                return started
            ended = self._import.wait(started)
            is_role_unknown = read_no_row(ended) and self._jobs.is_propagating
            pause = next(pauses, None) if is_role_unknown else None
            if pause is None:
                return self._import.judge(ended)
            logger.warning("job %s read no row; its role may not be known yet", ended.job_id)
            self._jobs.deadline.pause(pause, "another job")
            replaced.append(ended)
            job = self._made(*replaced)

    def _started(self, job: ImportJob, replaced: list[ImportJob]) -> ImportJob:
        """Upload to this job, or once to another one when its URL has died, and start it."""
        try:
            self._import.upload(job)
        except ExpiredUrlError as error:
            logger.warning("job %s: %s Another job is made.", job.job_id, error)
            replaced.append(job)
            job = self._made(*replaced)
            self._import.upload(job)
        return self._import.start(job)

    def _ended(self, job: ImportJob) -> ImportJob:
        if not self._import.limits.wait:
            return job
        return self._import.judge(self._import.wait(job))

    def _judged(self, job: ImportJob) -> ImportJob:
        self._known(job)
        return self._import.judge(job) if self._import.limits.wait else job

    def _stop(self, made: list[ImportJob]) -> None:
        try:
            for job in made[-1:]:
                if (seen := self._jobs.describe(job.job_id)) and seen.is_running:
                    job_control.stop(self._jobs, seen)
        except UserImportError as error:
            logger.warning("the job may still run: %s", error)
