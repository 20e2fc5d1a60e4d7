"""What Create, Update, and Delete do to the import job of a resource."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cognito_user_import.cloudformation.request import Request
from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_name import JobNames
from cognito_user_import.cognito.service_model import JOB_ID
from cognito_user_import.errors import InvalidPropertyError, UserImportError
from cognito_user_import.life_cycle.invocation import Invocation
from cognito_user_import.life_cycle.stopping import earlier_job, stop_what_failed
from cognito_user_import.properties.import_properties import ImportProperties

if TYPE_CHECKING:
    from cognito_user_import.life_cycle.with_source import SourceLifeCycle

logger = logging.getLogger(__name__)


def create(invocation: Invocation) -> ImportJob:
    """Return the job of a new resource.

    A repeated request finds the job that the first one created. An older job with the same name is
    from an earlier life of this resource, which was removed from the stack and is now back. A new
    job replaces it.

    :raises UserImportError: No job exists, or its import failed. The text says why and what to do.
    """
    request = invocation.request
    properties, names = _identity(request)
    jobs = invocation.jobs_of(properties.user_pool_id)
    if properties.source:
        return _with_source(invocation, jobs, names, properties).create()

    def is_own(job: ImportJob) -> bool:
        return names.include(job.job_name) and request.made(job.creation_date)

    if found := jobs.find(is_own):
        logger.info("job %s already exists (%s)", found.job_id, found.status)
        return found
    return _create(jobs, names, properties, is_own)


def update(invocation: Invocation) -> ImportJob:
    """Return the job for these properties: the current one, an earlier one, or a new one.

    The current job stays if pool, name, role, algorithm, and trigger are the same. A rollback sends
    the earlier properties, and so finds the earlier job.

    :raises UserImportError: No job exists, or its import failed. The text says why and what to do.
    """
    request = invocation.request
    properties, names = _identity(request)
    jobs = invocation.jobs_of(properties.user_pool_id)
    current = _of_id(jobs, request.physical_resource_id)
    if properties.source:
        return _with_source(invocation, jobs, names, properties).update(current)
    if "SourceKey" in request.old_properties:
        stop_what_failed(invocation, invocation.question.ask())
    if current and names.include(current.job_name):
        logger.info("job %s stays (%s)", current.job_id, current.status)
        return current
    if found := jobs.find(_named(names)):
        if not found.is_of_use(datetime.now(UTC)):
            logger.warning(
                "job %s already exists for these properties, but its URL has expired or expires in "
                "less than 5 minutes. For a new job, use a trigger that you haven't used before",
                found.job_id,
            )
        return found
    return _create(jobs, names, properties, _named(names))


def delete(invocation: Invocation) -> None:
    """Stop the job if it is running, because a running job blocks the deletion of its pool.

    A job can't be deleted. A job that wasn't started expires by itself. A Delete succeeds even if
    something is gone or denied, because a failed Delete blocks the stack until someone intervenes.
    """
    request = invocation.request
    try:
        jobs = invocation.jobs_of(_pool_id(request))
        job = _job_to_delete(invocation, jobs)
        if job is None:
            logger.info("no job to stop")
        elif job.is_running:
            job_control.stop(jobs, job)
        else:
            logger.info("job %s doesn't need to be stopped (%s)", job.job_id, job.status)
    except UserImportError as error:
        logger.warning("the job may still be running: %s", error)


def _job_to_delete(invocation: Invocation, jobs: ImportJobs) -> ImportJob | None:
    """Return the job with this ID, or by its name if the ID isn't one, as after a failed Create."""
    request = invocation.request
    if JOB_ID.violation(request.physical_resource_id) is None:
        return _of_id(jobs, request.physical_resource_id)
    properties = ImportProperties.of(request.properties)
    # After a failure without rollback, another Create may have succeeded.
    deployed = invocation.question.ask().job_id if properties.source else ""
    return earlier_job(jobs, request, properties, deployed)


def _named(names: JobNames) -> Callable[[ImportJob], bool]:
    return lambda job: names.include(job.job_name)


def _with_source(
    invocation: Invocation, jobs: ImportJobs, names: JobNames, properties: ImportProperties
) -> "SourceLifeCycle":
    """Return the life cycle of a resource with a source.

    The import is local because a job without a source doesn't need it, and it would take a tenth of
    each cold start.
    """
    from cognito_user_import.life_cycle.with_source import SourceLifeCycle

    return SourceLifeCycle(invocation, jobs, names, properties)


def _identity(request: Request) -> tuple[ImportProperties, JobNames]:
    properties = ImportProperties.of(request.properties)
    return properties, properties.job_names(request.stack_id, request.logical_resource_id)


def _pool_id(request: Request) -> str:
    # Delete can carry the properties of an earlier version, so it reads only what it needs.
    pool_id = request.properties.get("UserPoolId")
    if not isinstance(pool_id, str):
        raise InvalidPropertyError("UserPoolId must be a string.")
    return pool_id


def _of_id(jobs: ImportJobs, physical_resource_id: str) -> ImportJob | None:
    if JOB_ID.violation(physical_resource_id) is not None:
        return None
    return jobs.describe(physical_resource_id)


def _create(
    jobs: ImportJobs,
    names: JobNames,
    properties: ImportProperties,
    includes: Callable[[ImportJob], bool],
) -> ImportJob:
    job = jobs.create(
        names.of(),
        properties.logs_role_arn,
        properties.password_hashing_algorithm,
        includes=includes,
    )
    logger.info("job %s (%s) created", job.job_id, job.job_name)
    return job
