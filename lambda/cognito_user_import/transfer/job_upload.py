"""Uploads a file to a job, as long as the job's pre-signed URL accepts it."""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.errors import ExpiredUrlError, UploadError
from cognito_user_import.transfer.upload import Connect, upload

logger = logging.getLogger(__name__)


def upload_to(
    job: ImportJob,
    size: int,
    blocks: Callable[[], Iterable[bytes]],
    deadline: Deadline,
    connect: Connect | None = None,
) -> None:
    """Upload a file to a job's pre-signed URL before the URL expires and before the deadline.

    :param size: The size of all blocks, in bytes.
    :param blocks: Starts from the beginning at each call.
    :raises ExpiredUrlError: The URL no longer accepts an upload.
    :raises UploadError: The file wasn't uploaded.
    """
    lives = job.seconds_to_upload(datetime.now(UTC))
    until = Deadline(min(lives, deadline.remaining), deadline.clock)
    try:
        upload(job.attributes["PreSignedUrl"], size, blocks, until, connect=connect)
    except ExpiredUrlError:
        raise
    except UploadError as error:
        if job.is_old(datetime.now(UTC)):
            raise ExpiredUrlError(str(error)) from None
        raise
    logger.info("job %s received the file", job.job_id)
