"""Waits for a job, and shows its progress: a live line in a terminal, or a line now and then."""

import logging
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from cognito_user_import.aws.deadline import Clock
from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import ServiceError
from cognito_user_import_cli.command_errors import AwsError
from cognito_user_import_cli.interruption import on_interrupt
from cognito_user_import_cli.jobs.document import moment, upload_end
from cognito_user_import_cli.jobs.follow_up import another_job, of_job, to_watch
from cognito_user_import_cli.jobs.pace import Pace
from cognito_user_import_cli.options import AwsOptions
from cognito_user_import_cli.output import Output

PATIENCE: Final = 120.0
"""Seconds for which a poll is retried, because a network can be down for a while."""

_UNSTARTED_POLL: Final = 2.0
_PAUSE: Final = 30.0
"""Seconds between two progress lines."""


def watch(
    out: Output, jobs: ImportJobs, job: ImportJob, aws: AwsOptions, rows: int | None = None
) -> ImportJob:
    """Return a job once it has ended. Wait for a job that isn't started yet, too.

    :param aws: The options of the commands to continue with.
    :param rows: The number of rows in its file. Default: - unknown
    :raises Interrupted: Ctrl-C. The job keeps running.
    :raises AwsError: The job can't be polled anymore, or nobody started it before its URL expired.
    """
    again = to_watch(aws, job, rows)
    clock = jobs.calls.deadline.clock
    goes_on = "isn't started yet" if job.status == JobStatus.CREATED else "is still running"
    if _can_be_started(job):
        until = moment(upload_end(job))
        out.say(f"job {job.job_id} isn't started yet. It accepts a file until {until}")
    with on_interrupt(f"job {job.job_id} {goes_on}. To watch it again: {again}"):
        try:
            with _job_shown(out, job, Pace(rows, clock), clock) as seen:
                started = _started(jobs, job, seen, aws)
                return job_control.wait(jobs, started, math.inf, seen)
        except ServiceError as error:
            raise AwsError(
                f"{error} Job {job.job_id} may still be running. To watch it: {again}"
            ) from None


def _started(
    jobs: ImportJobs, job: ImportJob, seen: Callable[[ImportJob], None], aws: AwsOptions
) -> ImportJob:
    while _can_be_started(job):
        jobs.calls.deadline.clock.sleep(_UNSTARTED_POLL)
        job = jobs.look(job.job_id)
        seen(job)
    if job.status == JobStatus.CREATED:
        raise AwsError(
            f"Job {job.job_id} isn't started and no longer accepts a file: its pre-signed URL "
            f"expired at {moment(upload_end(job))}. If it has its file, start it: "
            f"{of_job(aws, 'start', job)}. {another_job(aws, job)}"
        )
    return job


def _can_be_started(job: ImportJob) -> bool:
    """Return whether a job isn't started and its URL accepts a file."""
    return job.status == JobStatus.CREATED and not job.is_old(datetime.now(UTC))


@contextmanager
def _job_shown(
    out: Output, job: ImportJob, pace: Pace, clock: Clock
) -> Iterator[Callable[[ImportJob], None]]:
    # It logs every half minute what is shown here with more details.
    logger = logging.getLogger(job_control.__name__)
    logger.setLevel(logging.WARNING)
    start = job.attributes["StartDate"]
    since = datetime.fromisoformat(start) if start else datetime.now(UTC)
    try:
        with shown(
            out, f"job {job.job_id}", pace, clock, since if pace.rows is None else None
        ) as tell:

            def seen(job: ImportJob) -> None:
                pace.see(job)
                tell(job.status, f"{job.job_id} {job.status}")

            seen(job)
            yield seen
    finally:
        logger.setLevel(logging.NOTSET)


@contextmanager
def shown(
    out: Output, name: str, pace: Pace, clock: Clock, since: datetime | None = None
) -> Iterator[Callable[[str, str], None]]:
    """Show the progress of an import: a live line in a terminal, or a line now and then.

    Yield a function to call after each look, with what the import does as the end of the sentence
    "NAME is ...", and with the same in few words for a live line.

    :param since: When the import started, for a live line without a bar.
    """
    if not out.is_live:
        yield _lines(out, name, pace, clock)
        return
    from cognito_user_import_cli.jobs.progress_line import progress_line

    with progress_line(out.talk, pace, since) as seen:
        yield lambda _, short: seen(short)


def _lines(out: Output, name: str, pace: Pace, clock: Clock) -> Callable[[str, str], None]:
    doing, told = "", clock.now()

    def seen(what: str, _: str) -> None:
        nonlocal doing, told
        if what != doing:
            doing, told = what, clock.now()
            out.say(f"{name} is {what}")
        elif clock.now() - told >= _PAUSE:
            told = clock.now()
            out.say(f"{name}: {pace}")

    return seen
