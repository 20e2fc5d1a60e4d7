"""What Create, Update, and Delete do to the import job of a resource."""

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cloudformation.physical_id import no_job_id
from cognito_user_import.cloudformation.request import Request
from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_name import JobNames
from cognito_user_import.cognito.service_model import JOB_ID, JobStatus
from cognito_user_import.errors import InvalidPropertyError, UserImportError
from cognito_user_import.life_cycle.invocation import Invocation
from cognito_user_import.properties.import_properties import ImportProperties

if TYPE_CHECKING:
    from cognito_user_import.life_cycle.with_source import SourceLifeCycle

logger = logging.getLogger(__name__)

_START_TIME: Final = 30.0
"""Seconds for which Delete looks for the job of a Create that CloudFormation no longer waits for.

Such a job may wait until the account runs no other one, for as long as its handler may run.
"""
_START_POLL: Final = 1.0


def create(invocation: Invocation) -> ImportJob:
    """Return the job of a new resource.

    A repeated request finds the job that the first one created. A job with the same name that is
    older than the request and no longer accepts an upload is from an earlier life of this resource,
    which was removed from the stack and is now back. A new job replaces it.

    :raises UserImportError: No job exists, or its import failed. The text says why and what to do.
    """
    request = invocation.request
    properties, names = _identity(request)
    jobs = invocation.jobs_of(properties.user_pool_id)
    if with_source := _with_source(invocation, jobs, names, properties):
        return with_source.create()
    found = jobs.find(names.include)
    if found and (request.made(found.creation_date) or found.is_of_use(datetime.now(UTC))):
        logger.info("job %s already exists (%s)", found.job_id, found.status)
        return found
    return _create(jobs, names, properties)


def update(invocation: Invocation) -> ImportJob:
    """Return the job for these properties: the current one, an earlier one, or a new one.

    The current job stays if pool, name, role, algorithm, and trigger are the same. A rollback sends
    the earlier properties, and so finds the earlier job.

    :raises UserImportError: No job exists, or its import failed. The text says why and what to do.
    """
    properties, names = _identity(invocation.request)
    _stop_what_failed(invocation)
    jobs = invocation.jobs_of(properties.user_pool_id)
    current = _of_id(jobs, invocation.request.physical_resource_id)
    if with_source := _with_source(invocation, jobs, names, properties):
        return with_source.update(current)
    if current and names.include(current.job_name):
        logger.info("job %s stays (%s)", current.job_id, current.status)
        return current
    if found := jobs.find(names.include):
        if not found.is_of_use(datetime.now(UTC)):
            logger.warning(
                "job %s already exists for these properties, but no longer accepts an upload. For "
                "a new job, use a trigger that you haven't used before",
                found.job_id,
            )
        return found
    return _create(jobs, names, properties)


def _stop_what_failed(invocation: Invocation) -> None:
    """Stop the job of a failed Update if this Update is its rollback.

    The failed Update's own handler stops it, unless that handler was killed.
    """
    request = invocation.request
    try:
        old = ImportProperties.of(request.old_properties)
        if old.source is None:
            return
        names = old.job_names(request.stack_id, request.logical_resource_id)
        jobs = invocation.jobs_of(old.user_pool_id)
        left = jobs.find(names.include)
        if left and left.is_running and left.job_id != request.physical_resource_id:
            logger.warning("job %s still runs after an earlier update", left.job_id)
            job_control.stop(jobs, left)
    except UserImportError as error:
        logger.warning("a job of an earlier update may still be running: %s", error)


def delete(invocation: Invocation) -> None:
    """Stop the job if it is running, because a running job blocks the deletion of its pool.

    A job can't be deleted. A job that wasn't started expires by itself. A Delete succeeds even if
    something is gone or denied, because a failed Delete blocks the stack until someone intervenes.
    """
    request = invocation.request
    try:
        jobs = invocation.jobs_of(_pool_id(request))
        job = _job_to_delete(request, jobs)
        if _is_unanswered(request):
            job = _once_started(request, jobs, job)
        if job is None:
            logger.info("no job to stop")
        elif job.is_running:
            job_control.stop(jobs, job)
        else:
            logger.info("job %s doesn't need to be stopped (%s)", job.job_id, job.status)
    except UserImportError as error:
        logger.warning("the job may still be running: %s", error)


def _job_to_delete(request: Request, jobs: ImportJobs) -> ImportJob | None:
    """Return the job with this ID, or by its name if the ID isn't one, as after a failed Create."""
    if JOB_ID.violation(request.physical_resource_id) is None:
        return _of_id(jobs, request.physical_resource_id)
    _, names = _identity(request)
    return jobs.find(names.include)


def _is_unanswered(request: Request) -> bool:
    """Return whether the Create of this resource may still be at work: it sent no ID.

    CloudFormation then invents an ID. No API tells whether a Create with a source is at work.
    """
    known = no_job_id(request.stack_id, request.logical_resource_id)
    is_answered = JOB_ID.violation(request.physical_resource_id) is None
    return "SourceKey" in request.properties and not (
        is_answered or request.physical_resource_id in ("", known)
    )


def _once_started(request: Request, jobs: ImportJobs, job: ImportJob | None) -> ImportJob | None:
    """Return the job of a Create that is still at work, once the job runs, if it soon does.

    Otherwise, the job would start after the Delete and block the deletion of the pool.
    """
    _, names = _identity(request)
    limit = Deadline(_START_TIME, jobs.calls.deadline.clock)
    while job.status == JobStatus.CREATED if job else limit.remaining > 0:
        if job and job.is_old(datetime.now(UTC)):
            # A job that is older than its URL's lifetime is older than any Create at work.
            break
        jobs.calls.deadline.pause(_START_POLL, "a job that may be about to start")
        job = jobs.find(names.include)
    return job


def _with_source(
    invocation: Invocation, jobs: ImportJobs, names: JobNames, properties: ImportProperties
) -> "SourceLifeCycle | None":
    """Return the life cycle of a resource with a source; None without a source.

    The import is local because a job without a source doesn't need it, and it would take a tenth of
    each cold start.
    """
    if properties.source is None:
        return None
    from cognito_user_import.life_cycle.with_source import SourceLifeCycle

    return SourceLifeCycle(invocation, jobs, names, properties, properties.source)


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


def _create(jobs: ImportJobs, names: JobNames, properties: ImportProperties) -> ImportJob:
    job = jobs.create(names.of(), properties.logs_role_arn, properties.password_hashing_algorithm)
    logger.info("job %s (%s) created", job.job_id, job.job_name)
    return job
