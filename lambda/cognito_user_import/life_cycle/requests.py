"""What Create, Update and Delete do to the import job of a resource."""

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
"""Seconds for which Delete looks for the job of a Create that was given up while at work.

One that it finds may wait for the account's slot, for as long as its handler may run.
"""
_START_POLL: Final = 1.0


def create(invocation: Invocation) -> ImportJob:
    """Return the job of a new resource.

    A repeat of the request finds the job that the first one made. A job of the same name that was
    there before the request, and takes no upload any more, is of an earlier life of this resource,
    removed from the stack and now back: a new one takes its place.

    :raises UserImportError: There is no job, or its import failed; the text says why and what to
        do.
    """
    request = invocation.request
    properties, names = _identity(request)
    jobs = invocation.jobs_of(properties.user_pool_id)
    if with_source := _with_source(invocation, jobs, names, properties):
        return with_source.create()
    found = jobs.find(names.include)
    if found and (request.made(found.creation_date) or found.is_of_use(datetime.now(UTC))):
        logger.info("job %s exists, %s", found.job_id, found.status)
        return found
    return _create(jobs, names, properties)


def update(invocation: Invocation) -> ImportJob:
    """Return the job that these properties name: the one there is, an earlier one, or a new one.

    The one there is stays as long as pool, name, role, algorithm and trigger do. A rollback brings
    the earlier properties back, and so finds the earlier job.

    :raises UserImportError: There is no job, or its import failed; the text says why and what to
        do.
    """
    properties, names = _identity(invocation.request)
    _stop_what_failed(invocation)
    jobs = invocation.jobs_of(properties.user_pool_id)
    current = _of_id(jobs, invocation.request.physical_resource_id)
    if with_source := _with_source(invocation, jobs, names, properties):
        return with_source.update(current)
    if current and names.include(current.job_name):
        logger.info("job %s is kept, %s", current.job_id, current.status)
        return current
    if found := jobs.find(names.include):
        if not found.is_of_use(datetime.now(UTC)):
            logger.warning(
                "job %s was made for these properties before and takes no upload any more: a "
                "trigger not used before makes a new one",
                found.job_id,
            )
        return found
    return _create(jobs, names, properties)


def _stop_what_failed(invocation: Invocation) -> None:
    """Stop the job of an Update that failed when this one rolls it back.

    Its handler does that itself, unless it was killed.
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
            logger.warning("job %s was left running by an earlier update", left.job_id)
            job_control.stop(jobs, left)
    except UserImportError as error:
        logger.warning("a job of an earlier update may still run: %s", error)


def delete(invocation: Invocation) -> None:
    """Stop the job if it is running, which would keep the pool from being deleted.

    A job can't be deleted; one that was not started expires by itself. Never fails for what is
    gone or denied: a Delete that fails blocks the stack until a person acts.
    """
    request = invocation.request
    try:
        jobs = invocation.jobs_of(_pool_id(request))
        job = _job_to_delete(request, jobs)
        if _is_unanswered(request):
            job = _once_started(request, jobs, job)
        if job is None:
            logger.info("there is no job to stop")
        elif job.is_running:
            job_control.stop(jobs, job)
        else:
            logger.info("job %s is left as it is, %s", job.job_id, job.status)
    except UserImportError as error:
        logger.warning("the job may still be there: %s", error)


def _job_to_delete(request: Request, jobs: ImportJobs) -> ImportJob | None:
    """Return the job of this id; by its name where the id is not one, as after a failed Create."""
    if JOB_ID.violation(request.physical_resource_id) is None:
        return _of_id(jobs, request.physical_resource_id)
    _, names = _identity(request)
    return jobs.find(names.include)


def _is_unanswered(request: Request) -> bool:
    """Say whether the Create of this resource may still be at work: it answered no id.

    CloudFormation then invents one. Whether a Create with a source is at work can't be asked.
    """
    known = no_job_id(request.stack_id, request.logical_resource_id)
    is_answered = JOB_ID.violation(request.physical_resource_id) is None
    return "SourceKey" in request.properties and not (
        is_answered or request.physical_resource_id in ("", known)
    )


def _once_started(request: Request, jobs: ImportJobs, job: ImportJob | None) -> ImportJob | None:
    """Return the job of a Create that is still at work once it runs, if it soon does.

    Without this it would start after the Delete, and keep the pool from being deleted.
    """
    _, names = _identity(request)
    limit = Deadline(_START_TIME, jobs.calls.deadline.clock)
    while job.status == JobStatus.CREATED if job else limit.remaining > 0:
        if job and job.is_old(datetime.now(UTC)):
            # As old as its URL, it is older than the Create that made it can be.
            break
        jobs.calls.deadline.pause(_START_POLL, "a job that may be about to start")
        job = jobs.find(names.include)
    return job


def _with_source(
    invocation: Invocation, jobs: ImportJobs, names: JobNames, properties: ImportProperties
) -> "SourceLifeCycle | None":
    """Return the life of a resource with a source, None of one without.

    Imported here: a job for others to upload to needs none of it, and it would be a tenth of each
    cold start.
    """
    if properties.source is None:
        return None
    from cognito_user_import.life_cycle.with_source import SourceLifeCycle

    return SourceLifeCycle(invocation, jobs, names, properties, properties.source)


def _identity(request: Request) -> tuple[ImportProperties, JobNames]:
    properties = ImportProperties.of(request.properties)
    return properties, properties.job_names(request.stack_id, request.logical_resource_id)


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


def _create(jobs: ImportJobs, names: JobNames, properties: ImportProperties) -> ImportJob:
    job = jobs.create(names.of(), properties.logs_role_arn, properties.password_hashing_algorithm)
    logger.info("job %s (%s) is created", job.job_id, job.job_name)
    return job
