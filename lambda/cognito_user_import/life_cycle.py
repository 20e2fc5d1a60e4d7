"""What Create, Update and Delete do to the import job of a create-only resource."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from cognito_user_import.errors import InvalidPropertyError, UserImportError
from cognito_user_import.import_job import ImportJob, ImportJobs
from cognito_user_import.properties import ImportProperties
from cognito_user_import.request import Request
from cognito_user_import.service_model import JOB_ID

logger = logging.getLogger(__name__)

_CLOCK_SKEW: Final = timedelta(seconds=60)

JobsOf = Callable[[str], ImportJobs]
"""The import jobs of the user pool of an id."""


def create(request: Request, jobs_of: JobsOf) -> ImportJob:
    """Return the job of a new resource.

    A repeat of the request finds the job that the first one made. A job of the same name that was
    there before the request, and takes no upload any more, is of an earlier life of this resource,
    removed from the stack and now back: a new one takes its place.

    :raises UserImportError: There is no job; the text says why and what to do.
    """
    properties, name = _identity(request)
    jobs = jobs_of(properties.user_pool_id)
    found = jobs.find(name)
    if found and (_is_of(request, found) or found.is_of_use(datetime.now(UTC))):
        logger.info("job %s exists, %s", found.job_id, found.status)
        return found
    return _create(jobs, name, properties)


def update(request: Request, jobs_of: JobsOf) -> ImportJob:
    """Return the job that these properties name: the one there is, an earlier one, or a new one.

    The one there is stays as long as pool, name, role, algorithm and trigger do. A rollback brings
    the earlier properties back, and so finds the earlier job.

    :raises UserImportError: There is no job; the text says why and what to do.
    """
    properties, name = _identity(request)
    jobs = jobs_of(properties.user_pool_id)
    current = _of_id(jobs, request.physical_resource_id)
    if current and current.job_name == name:
        logger.info("job %s is kept, %s", current.job_id, current.status)
        return current
    if found := jobs.find(name):
        if not found.is_of_use(datetime.now(UTC)):
            logger.warning(
                "job %s was made for these properties before and takes no upload any more: a "
                "trigger not used before makes a new one",
                found.job_id,
            )
        return found
    return _create(jobs, name, properties)


def delete(request: Request, jobs_of: JobsOf) -> None:
    """Stop the job if it is running, which would keep the pool from being deleted.

    A job can't be deleted; one that was not started expires by itself. Never fails for what is
    gone or denied: a Delete that fails blocks the stack until a person acts.
    """
    try:
        job = _job_to_delete(request, jobs_of)
        if job is None:
            logger.info("there is no job to stop")
        elif job.is_running:
            jobs_of(_pool_id(request)).stop(job)
        else:
            logger.info("job %s is left as it is, %s", job.job_id, job.status)
    except UserImportError as error:
        logger.warning("the job may still be there: %s", error)


def _job_to_delete(request: Request, jobs_of: JobsOf) -> ImportJob | None:
    """Return the job of this id; by its name where the id is not one, as after a failed Create."""
    jobs = jobs_of(_pool_id(request))
    if JOB_ID.violation(request.physical_resource_id) is None:
        return _of_id(jobs, request.physical_resource_id)
    _, name = _identity(request)
    return jobs.find(name)


def _identity(request: Request) -> tuple[ImportProperties, str]:
    properties = ImportProperties.of(request.properties)
    return properties, properties.job_name(request.stack_id, request.logical_resource_id)


def _pool_id(request: Request) -> str:
    # Delete may carry the properties of an earlier version: it asks for no more than it needs.
    pool_id = request.properties.get("UserPoolId")
    if not isinstance(pool_id, str):
        raise InvalidPropertyError("UserPoolId must be a string.")
    return pool_id


def _of_id(jobs: ImportJobs, physical_resource_id: str) -> ImportJob | None:
    if JOB_ID.violation(physical_resource_id) is not None:
        return None
    return jobs.describe(physical_resource_id)


def _is_of(request: Request, job: ImportJob) -> bool:
    return request.sent is not None and job.creation_date >= request.sent - _CLOCK_SKEW


def _create(jobs: ImportJobs, name: str, properties: ImportProperties) -> ImportJob:
    job = jobs.create(name, properties)
    logger.info("job %s (%s) is made", job.job_id, job.job_name)
    return job
