"""Carries out an import: uploads, starts, and waits; replaces the job if it can't succeed."""

import logging
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.errors import ExpiredUrlError

logger = logging.getLogger(__name__)

_ROLE_PAUSES: Final = (5.0, 10.0, 20.0)
"""Seconds before another job if Cognito couldn't assume the role. Jobs can't be deleted."""


CreateAnother = Callable[[Sequence[ImportJob]], ImportJob]


class Steps(Protocol):
    """The steps of one import."""

    def upload(self, job: ImportJob) -> None:
        """Upload the file to the job's pre-signed URL."""

    def start(self, job: ImportJob) -> ImportJob:
        """Start the job that has the file."""
        ...

    def wait(self, job: ImportJob) -> ImportJob:
        """Return the started job once it has ended."""
        ...

    def wait_for_rows(self, job: ImportJob) -> ImportJob:
        """Return the started job once it is clear whether Cognito can use its role."""
        ...


def carry_out(
    job: ImportJob,
    steps: Steps,
    create_another: CreateAnother,
    calls: ServiceCalls,
    *,
    wait: bool,
    is_uploaded: bool = False,
) -> ImportJob:
    """Return the job that has ended, or without ``wait``, the job that reads rows.

    Another job replaces it once if its URL expires during the upload, and up to three times if it
    reads no row while its role may not have reached all of AWS yet.

    :param job: A job that isn't started.
    :param is_uploaded: Whether the job has the file.
    :param create_another: Creates a job that replaces these jobs.
    :param calls: Know how long the role takes to reach all of AWS.
    :raises ExpiredUrlError: The URLs of two jobs expired.
    """
    replaced: list[ImportJob] = []
    pauses = iter(_ROLE_PAUSES)
    while True:
        if not is_uploaded:
            job = _uploaded(job, steps, create_another, replaced)
        is_uploaded = False
        running = steps.start(job)
        ended = steps.wait(running) if wait else steps.wait_for_rows(running)
        is_role_unknown = ended.has_read_no_row and calls.is_propagating
        pause = next(pauses, None) if is_role_unknown else None
        if pause is None:
            return ended
        logger.warning(
            "job %s read no row. Its role may not be available yet. Creating another job in %.0f s",
            ended.job_id,
            pause,
        )
        calls.deadline.pause(pause, "another job")
        replaced.append(ended)
        job = create_another(replaced)


def _uploaded(
    job: ImportJob, steps: Steps, create_another: CreateAnother, replaced: list[ImportJob]
) -> ImportJob:
    """Return the job that received the file."""
    try:
        steps.upload(job)
    except ExpiredUrlError as error:
        logger.warning("job %s: %s Creating another job.", job.job_id, error)
        replaced.append(job)
        job = create_another(replaced)
        steps.upload(job)
    return job
