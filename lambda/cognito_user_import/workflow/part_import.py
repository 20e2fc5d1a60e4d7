"""The import of one part: a job is found or created, started, watched, and judged."""

import logging
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.passing import passes
from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.refusal import Refusal
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import (
    DeadlineError,
    ExpiredUrlError,
    ServiceError,
)
from cognito_user_import.workflow.execution_folder import Json
from cognito_user_import.workflow.part_jobs import ROLE_TIME, PartJobs
from cognito_user_import.workflow.part_result import Totals, conclude
from cognito_user_import.workflow.part_upload import PartUpload
from cognito_user_import.workflow.step import Step
from cognito_user_import.workflow.stop_request import require_wanted

logger = logging.getLogger(__name__)

_FIRST_WAIT: Final = 5
_LONGEST_WAIT: Final = 300
_WAITS_PER_AGE: Final = 4
"""The longer a job runs, the rarer it is looked at: after a quarter of its age."""
_UPLOAD_LAG: Final = 35.0
"""Seconds in which Start should see an uploaded file."""
_AT_ONCE: Final = 5.0
_PASSED_OVER: Final = "An earlier part wasn't imported."
_NOT_STARTABLE_YET: Final = frozenset({"PreconditionNotMetException", "LimitExceededException"})


class Next(StrEnum):
    """What the state machine does after a step."""

    WAIT = "WAIT"
    AGAIN = "AGAIN"
    JUDGE = "JUDGE"
    DONE = "DONE"


class _NoFileError(Exception):
    """The job that should start has no file."""


class _TakenOverError(Exception):
    """Another job imports the part, or has imported it."""

    def __init__(self, answer: Json) -> None:
        super().__init__(answer)
        self.answer: Final = answer


class PartImport:
    """One part, in one step."""

    def __init__(self, step: Step) -> None:
        self._step, self._folder = step, step.folder
        self._jobs = PartJobs(step)

    def begin(self) -> Json:
        """Find the part's job, or create, upload, and start one."""
        if self._others is None:
            return self._done(_PASSED_OVER)
        require_wanted(self._step, self._jobs.running)
        if taken := _taken_over(self._jobs):
            return taken
        for job in self._jobs.all:
            if job.status == JobStatus.CREATED:
                try:
                    return self._started(job, _AT_ONCE)
                except _NoFileError:
                    logger.info("job %s has no file", job.job_id)
        return self._new()

    def look(self) -> Json:
        """Look at the part's job, and decide what to do next."""
        job = self._step.jobs.look(self._step.job_id)
        require_wanted(self._step, job)
        if job.status == JobStatus.CREATED:
            try:
                return self._started(job, _AT_ONCE)
            except _NoFileError:
                return _next(Next.AGAIN, job)
        if job.is_running:
            return _wait(job)
        goes_on = self._jobs.goes_on(job, (self._others or Totals()).failed)
        return _next(Next.AGAIN if goes_on else Next.JUDGE, job)

    def judge(self) -> Json:
        """Store the result of the part's job."""
        job = self._step.jobs.look(self._step.job_id)
        result = conclude(self._step, self._others or Totals(), self._jobs.all, job)
        return _next(Next.DONE, job, result["Problem"])

    def fail(self, problem: str) -> Json:
        """Store that the import ends with this part."""
        try:
            job = self._step.jobs.describe(self._step.job_id) if self._step.job_id else None
            jobs = self._jobs.all if job else []
        except ServiceError as error:
            logger.warning("the counts aren't known: %s", error)
            job, jobs = None, []
        conclude(self._step, self._others or Totals(), jobs, job, problem=problem)
        return _next(Next.DONE, job, problem)

    @cached_property
    def _others(self) -> Totals | None:
        """The sums of the parts that have a result; None if one of them ended the import."""
        return Totals.of_others(self._folder, self._step.part.number, self._step.plan.parts)

    def _new(self) -> Json:
        """Import the part with a new job, or without one if all its users exist."""
        others, upload = self._others or Totals(), PartUpload(self._step, self._jobs.all)
        upload.require_allowed(others)
        if upload.is_empty:
            logger.info("part %d: all users exist, no job is created", self._step.part.number)
            conclude(self._step, others, self._jobs.all, left_out=upload.left_out)
            return _next(Next.DONE)
        for is_last in (False, True):
            job = self._created(upload.left_out)
            if job.status != JobStatus.CREATED:
                return _wait(job)
            try:
                upload.send(job)
                break
            except ExpiredUrlError:
                if is_last:
                    raise
                logger.warning("job %s: its URL has expired. Creating another job", job.job_id)
        return self._started(job, _UPLOAD_LAG)

    def _created(self, left_out: int) -> ImportJob:
        """Return a new job, or one that another invocation has created for the same rows."""
        require_wanted(self._step)
        # The search for users who exist took time, in which another execution may have begun.
        self._jobs = jobs = PartJobs(self._step)
        if taken := jobs.running or jobs.done:
            return taken
        name = jobs.names.of(left_out=left_out)
        now = datetime.now(UTC)
        known = {job.job_id for job in jobs.all}
        for job in jobs.all:
            if job.job_name == name and job.is_of_use(now):
                return job

        def includes(job: ImportJob) -> bool:
            is_same = job.job_name == name or job.is_running or jobs.is_done(job)
            return is_same and job.job_id not in known and jobs.names.include(job.job_name)

        properties = self._step.properties
        job = self._step.jobs.create(
            name,
            properties.logs_role_arn,
            properties.password_hashing_algorithm,
            includes=includes,
            is_done=jobs.is_done,
        )
        logger.info("part %d: job %s (%s)", self._step.part.number, job.job_id, job.job_name)
        return job

    def _started(self, job: ImportJob, patience: float) -> Json:
        """Start a job, or wait for the account's slot.

        :param patience: Seconds in which Start is repeated.
        :raises _NoFileError: It has no file.
        :raises WithdrawnError: Someone has stopped the import. The job doesn't run.
        """
        jobs = self._step.jobs_within(Deadline(patience, self._step.deadline.clock))
        try:
            started = job_control.start(jobs, job, before_attempt=self._require_free)
        except _TakenOverError as other:
            return other.answer
        except DeadlineError:
            return _wait(job)
        except ServiceError as error:
            cause = Refusal.of(error)
            if cause == Refusal.FILE:
                raise _NoFileError from None
            if not self._may_start_later(error, cause):
                raise
            logger.info("job %s can't start yet: %s", job.job_id, error.detail)
            return _wait(job)
        require_wanted(self._step, started)
        return _wait(started)

    def _may_start_later(self, error: ServiceError, cause: Refusal) -> bool:
        if passes(0, error.code):
            return True
        age = (datetime.now(UTC) - self._step.plan.started).total_seconds()
        if cause == Refusal.ROLE:
            return age < ROLE_TIME
        return cause in (Refusal.SLOT, Refusal.UNKNOWN) and error.code in _NOT_STARTABLE_YET

    def _require_free(self) -> None:
        """Require that nobody has stopped the import, and that no other job imports the part.

        An account runs one job at a time. So this sees another execution's job before it is too
        late.
        """
        require_wanted(self._step)
        if taken := _taken_over(PartJobs(self._step)):
            raise _TakenOverError(taken)

    def _done(self, problem: str) -> Json:
        conclude(self._step, Totals(), [], problem=problem)
        return _next(Next.DONE, problem=problem)


def _taken_over(jobs: PartJobs) -> Json | None:
    """Return what to do if a job of the part runs or has read all its rows."""
    if running := jobs.running:
        return _wait(running)
    if done := jobs.done:
        return _next(Next.JUDGE, done)
    return None


def wait_of(age: float) -> int:
    """Return the seconds to wait for a job of this age in seconds."""
    return min(max(int(age) // _WAITS_PER_AGE, _FIRST_WAIT), _LONGEST_WAIT)


def _wait(job: ImportJob) -> Json:
    age = (datetime.now(UTC) - job.creation_date).total_seconds()
    return {**_next(Next.WAIT, job), "Seconds": wait_of(age)}


def _next(what: Next, job: ImportJob | None = None, problem: str = "") -> Json:
    return {
        "Next": what.value,
        "JobId": job.job_id if job else "",
        "Seconds": _FIRST_WAIT,
        "Problem": problem,
    }
