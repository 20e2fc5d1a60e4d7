"""Start, wait, and stop: the steps of an import job that take time."""

import logging
from collections.abc import Callable, Iterator
from typing import Final

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.refusal import Refusal
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import DeadlineError, ServiceError

logger = logging.getLogger(__name__)

_STOP_POLL: Final = 1.0
_FIRST_POLL: Final = 0.5
_QUICK_POLLING: Final = 10.0
"""Seconds of frequent polling: small jobs take 1 to 3."""
_LONGEST_POLL: Final = 10.0
_POLL_GROWTH: Final = 1.3
_PROGRESS: Final = 30.0
"""Seconds between two progress lines in the log."""
_UPLOAD_LAG: Final = 30.0
"""Seconds after which Start should see an uploaded file."""
# AWS doesn't document which code Start returns while another job of the account is active [?].
_NOT_STARTABLE_YET: Final = frozenset({"PreconditionNotMetException", "LimitExceededException"})
_SLOT_ADVICE: Final = (
    "An account runs one import job at a time. Deploy again after the other job ends."
)
_TOO_LONG: Final = (
    "A deployment waits for an import for up to 55 minutes, and for up to five times the "
    "handler's timeout. For a longer import, set wait=False: the deployment then ends when the job "
    "reads rows, and the job continues."
)


def start(
    jobs: ImportJobs,
    job: ImportJob,
    *,
    run_time: float = 0.0,
    before_attempt: Callable[[], None] = lambda: None,
    slot_advice: str = _SLOT_ADVICE,
    out_of_time: Callable[[ImportJob], None] = lambda _: None,
) -> ImportJob:
    """Start a job whose file is uploaded, as soon as the account runs no other job.

    :param run_time: Seconds before the deadline after which no attempt begins: the job's end
        couldn't be seen.
    :param before_attempt: Called right before each attempt. Its errors end the wait.
    :param slot_advice: What to do if another job still runs at the deadline.
    :param out_of_time: Called before an error for lack of time. It may raise another one.
    :raises ServiceError: StartUserImportJob failed, until the deadline if waiting can help.
    :raises DeadlineError: The steps before the start used up the time.
    """
    waited, polls = 0.0, _polls(quick=0.0)
    while True:
        before_attempt()
        if jobs.calls.deadline.remaining < run_time:
            out_of_time(job)
            raise DeadlineError(f"Not enough time left for job {job.job_id} to run. {_TOO_LONG}")
        pause = next(polls)
        try:
            return jobs.start(job.job_id)
        except ServiceError as error:
            seen = jobs.describe(job.job_id)
            if seen is None:
                raise
            if seen.status != JobStatus.CREATED:
                # A response was lost, or another delivery was faster.
                return seen
            cause = Refusal.of(error)
            if not _may_pass(error, cause, waited, jobs.calls.is_propagating):
                raise
            if jobs.calls.deadline.remaining - run_time < pause:
                out_of_time(job)
                raise (error.advised(slot_advice) if cause == Refusal.SLOT else error) from None
            if not waited or _says(waited, pause):
                logger.info("job %s can't start yet: %s", job.job_id, error.detail)
        jobs.calls.deadline.clock.sleep(pause)
        waited += pause


def _may_pass(error: ServiceError, cause: Refusal, waited: float, is_propagating: bool) -> bool:
    """Return whether Start may succeed later."""
    if cause == Refusal.ROLE:
        return is_propagating
    if cause == Refusal.FILE:
        return waited <= _UPLOAD_LAG and error.code in _NOT_STARTABLE_YET
    return cause in (Refusal.SLOT, Refusal.UNKNOWN) and error.code in _NOT_STARTABLE_YET


def wait(
    jobs: ImportJobs,
    job: ImportJob,
    seconds: float,
    seen: Callable[[ImportJob], None] = lambda _: None,
    *,
    out_of_time: Callable[[ImportJob], None] = lambda _: None,
) -> ImportJob:
    """Return a started job once it has ended.

    :param seconds: The longest wait.
    :param seen: Called with the job after each poll.
    :param out_of_time: Called before the error for lack of time. It may raise another one.
    :raises ServiceError: DescribeUserImportJob failed, or the job no longer exists.
    :raises DeadlineError: The job didn't end in time.
    """
    limit = Deadline(seconds, jobs.calls.deadline.clock)
    waited, polls = 0.0, _polls()
    while job.is_running:
        pause = next(polls)
        if limit.remaining < pause:
            out_of_time(job)
            raise DeadlineError(
                f"Job {job.job_id} of {jobs.calls.subject} is still {job.status}, with "
                f"{job.read_rows:,} rows read. {_TOO_LONG}"
            )
        limit.clock.sleep(pause)
        if _says(waited, pause):
            logger.info("job %s is %s after %.0f s", job.job_id, job.status, waited + pause)
        waited += pause
        job = jobs.look(job.job_id)
        seen(job)
    return job


def wait_for_rows(jobs: ImportJobs, job: ImportJob) -> ImportJob:
    """Return a started job once it reads rows or has ended, or its role must be available by now.

    :raises ServiceError: DescribeUserImportJob failed, or the job no longer exists.
    """
    deadline = jobs.calls.deadline
    for pause in _polls():
        is_undecided = job.is_running and not job.has_read_a_row and jobs.calls.is_propagating
        if not is_undecided or deadline.remaining < pause:
            break
        deadline.clock.sleep(pause)
        job = jobs.look(job.job_id)
    return job


def stop(jobs: ImportJobs, job: ImportJob) -> ImportJob | None:
    """Stop a running job and wait until it has ended; return None if it is gone.

    A job that was never started expires by itself. Cognito may refuse to stop a job while its
    status changes, so a job that still runs is asked again.

    :raises ServiceError: StopUserImportJob or DescribeUserImportJob failed.
    :raises DeadlineError: The job didn't end by the deadline.
    """
    seen: ImportJob | None = job
    polls = _polls(_STOP_POLL)
    while seen and seen.is_running:
        if seen.status != JobStatus.STOPPING:
            logger.info("stopping job %s (%s)", job.job_id, seen.status)
            jobs.stop(job.job_id)
            seen = jobs.describe(job.job_id)
        if seen and seen.is_running:
            jobs.calls.deadline.pause(next(polls), f"job {job.job_id} ({seen.status}) to end")
            seen = jobs.describe(job.job_id)
    return seen


def _polls(first: float = _FIRST_POLL, *, quick: float = _QUICK_POLLING) -> Iterator[float]:
    """Yield the seconds between two polls.

    :param quick: Seconds until the pauses grow.
    """
    waited, pause = 0.0, first
    while True:
        yield pause
        waited += pause
        if waited >= quick:
            pause = min(pause * _POLL_GROWTH, _LONGEST_POLL)


def _says(waited: float, pause: float) -> bool:
    """Return whether another half minute has passed."""
    return (waited + pause) // _PROGRESS > waited // _PROGRESS
