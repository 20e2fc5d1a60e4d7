"""Stopping jobs of this request and of earlier ones: none may be left running."""

import logging

from cognito_user_import.cloudformation.request import Request
from cognito_user_import.cloudformation.standing import StackAnswer, Standing
from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.errors import UserImportError
from cognito_user_import.life_cycle.invocation import Invocation
from cognito_user_import.properties.import_properties import ImportProperties

logger = logging.getLogger(__name__)


def earlier_job(
    jobs: ImportJobs, request: Request, properties: ImportProperties, deployed: str
) -> ImportJob | None:
    """Return the job of these properties that is older than the request, or None.

    :param deployed: The ID of the resource's own job, which doesn't count.

    A later job belongs to a later request, if this one is late itself. Or it belongs to a Create or
    Update that CloudFormation canceled: that handler finds out before it starts the job.
    """
    names = properties.job_names(request.stack_id, request.logical_resource_id)
    return jobs.find(
        lambda job: (
            names.include(job.job_name)
            and not request.precedes(job.creation_date)
            and job.job_id != deployed
        )
    )


def stop_what_failed(invocation: Invocation, answer: StackAnswer) -> None:
    """Stop the job of a failed Update if this Update is, or may be, its rollback.

    The failed Update's own handler stops it, unless that handler was killed.
    """
    if answer.standing not in (Standing.ROLLBACK, Standing.UNKNOWN):
        return
    request = invocation.request
    try:
        old = ImportProperties.of(request.old_properties)
        if old.source is None:
            return
        jobs = invocation.jobs_of(old.user_pool_id, to_stop=True)
        left = earlier_job(jobs, request, old, answer.job_id)
        if left and left.is_running and left.job_id != request.physical_resource_id:
            logger.warning("job %s still runs after an earlier update", left.job_id)
            job_control.stop(jobs, left)
    except UserImportError as error:
        logger.warning("a job of an earlier update may still be running: %s", error)


def stop_own(jobs: ImportJobs, job_id: str) -> None:
    """Stop the job of a request that fails. Its own error hides no other one."""
    try:
        try:
            seen = jobs.describe(job_id)
        except UserImportError:
            # What made the request fail may hide the job, too. Stop needs no look.
            jobs.stop(job_id)
            raise
        if seen and seen.is_running:
            job_control.stop(jobs, seen)
    except UserImportError as error:
        logger.warning("the job may still be running: %s", error)
