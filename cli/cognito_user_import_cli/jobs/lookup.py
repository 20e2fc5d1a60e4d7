"""Finds a job: in a user pool by its ID, or the one that a stack created."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.service_model import JOB_ID
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.jobs.job_options import JobPlace
from cognito_user_import_cli.jobs.stack_resources import (
    OTHER_STACK,
    choose,
    of_type,
    resources_of,
)

_JOB: Final = "Custom::CognitoUserImportJob"
_POOL: Final = "AWS::Cognito::UserPool"
_POOL_ID: Final = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]_[0-9A-Za-z]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FoundJob:
    """A job and its pool."""

    user_pool_id: str
    job: ImportJob


def look_up(aws: Aws, job_id: str | None, place: JobPlace, *, job_option: str = "JOB") -> FoundJob:
    """Return the chosen job in its current state.

    :param job_option: The command's name for the job ID.
    :raises UsageError: No job is chosen, or the stack has none or several.
    :raises ServiceError: The job, the pool, or the stack doesn't exist.
    """
    if place.stack:
        if job_id:
            raise UsageError(f"--stack can't be combined with {job_option}.")
        return _in_stack(aws, place.stack, place)
    if place.resource:
        raise UsageError("--resource requires --stack.")
    if not job_id or not place.user_pool_id:
        raise UsageError(
            f"Name the job: by its ID, {job_option}, and --user-pool-id; or by --stack, the stack "
            "that created it."
        )
    require_job_id(job_id)
    return FoundJob(place.user_pool_id, aws.jobs(place.user_pool_id).look(job_id))


def require_job_id(given: str) -> None:
    """Require a valid job ID.

    :raises UsageError: It isn't valid.
    """
    if JOB_ID.violation(given):
        raise UsageError(f"{given[:64]!r} isn't the ID of a job. Example: import-mAgUtd8PMm.")


def _in_stack(aws: Aws, stack: str, place: JobPlace) -> FoundJob:
    resources = resources_of(aws, stack)
    job_id = _job_id(stack, resources, place.resource)
    if place.user_pool_id:
        return FoundJob(place.user_pool_id, aws.jobs(place.user_pool_id).look(job_id))
    candidates = of_type(resources, _POOL).values()
    for pool in dict.fromkeys([*_pools_of_outputs(aws, stack), *candidates]):
        if job := aws.jobs(pool).describe(job_id):
            return FoundJob(pool, job)
    raise UsageError(
        f"The user pool of job {job_id} is neither an output nor a resource of stack {stack}. "
        "Name it with --user-pool-id."
    )


def _job_id(stack: str, resources: Iterable[Any], wanted: str | None) -> str:
    jobs = of_type(resources, _JOB)
    if not jobs:
        raise UsageError(f"Stack {stack} has no resource of type {_JOB}. {OTHER_STACK}")
    logical_id = choose(stack, jobs, wanted, kind="job")
    job_id = jobs[logical_id]
    if JOB_ID.violation(job_id):
        raise UsageError(
            f"Resource {logical_id} of stack {stack} has no job: its deployment failed or isn't "
            "that far yet."
        )
    return job_id


def _pools_of_outputs(aws: Aws, stack: str) -> list[str]:
    described = aws.calls(f"stack {stack}")(
        "DescribeStacks", lambda: aws.cloudformation.describe_stacks(StackName=stack)
    )
    outputs = [output for found in described["Stacks"] for output in found.get("Outputs", [])]
    values = [output.get("OutputValue", "") for output in outputs]
    return [value for value in values if _POOL_ID.fullmatch(value)]
