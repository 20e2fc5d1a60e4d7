"""The Lambda entry point: wiring only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from cognito_user_import.aws.deadline import SYSTEM_CLOCK, Clock, Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cloudformation.custom_resource import UserImportResource
from cognito_user_import.cloudformation.delivery import Deliver, deliver
from cognito_user_import.cloudformation.lambda_context import Context
from cognito_user_import.cloudformation.request import DELETE
from cognito_user_import.cognito.client import cognito_client
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.errors import UserImportError
from cognito_user_import.life_cycle import requests
from cognito_user_import.life_cycle.requests import LifeWithSource, Services
from cognito_user_import.logs import redact_logs, set_log_level
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.properties.source_properties import SourceProperties

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from cognito_user_import.import_wiring import ImportTools

_HANDLER_MARGIN: Final = 60.0
"""Seconds before the end of an invocation at which work gives up, to answer why."""
PROPAGATION: Final = 60.0
"""Seconds for which a denial may come from a role or policy that this deployment just made."""


@contextmanager
def named_errors() -> Iterator[None]:
    """Give an error whose text says nothing, as a MemoryError's, its name as text."""
    try:
        yield
    except Exception as error:
        if str(error).strip():
            raise
        raise UserImportError(f"The handler failed: {type(error).__name__}.") from error


def import_tools() -> "ImportTools":
    """Return what an import with a source needs, which is imported now."""
    from cognito_user_import.import_wiring import ImportTools

    return ImportTools()


def user_import_resource(
    make_client: Callable[[], "CognitoIdentityProviderClient"],
    *,
    deliver: Deliver = deliver,
    make_tools: Callable[[], "ImportTools"] = import_tools,
    clock: Clock = SYSTEM_CLOCK,
    propagation: float = PROPAGATION,
) -> UserImportResource:
    """Return the custom resource with its handlers; call it with an event and a context."""
    resource = UserImportResource(deliver, clock)
    try:
        # Now, not at the first request: Lambda lends a whole core to the initialisation.
        client = make_client()
    except Exception as error:
        # Whatever it is, it becomes the reason of each request's failure.
        resource.init_failure(error)
        return resource

    def services() -> Services:
        left = resource.seconds_left
        deadline = Deadline(max(left - _HANDLER_MARGIN, left / 4), clock)
        # Delete does not wait for rights: those of a failed Create may never have been there.
        allowance = 0.0 if resource.request.type == DELETE else propagation

        def jobs_of(user_pool_id: str) -> ImportJobs:
            calls = ServiceCalls(f"user pool {user_pool_id}", deadline, allowance)
            return ImportJobs(client, user_pool_id, calls)

        def with_source(
            properties: ImportProperties, limits: SourceProperties, jobs: ImportJobs
        ) -> LifeWithSource:
            return make_tools().life_cycle(
                resource.request, properties, limits, jobs, allowance, known
            )

        return Services(jobs_of, with_source)

    def known(job: ImportJob) -> None:
        resource.PhysicalResourceId = job.job_id

    def answer_with(job: ImportJob) -> str:
        resource.Data.update(job.answer)
        return job.job_id

    @resource.create
    def create(_event: dict[str, Any], _context: Context) -> str:
        with named_errors():
            return answer_with(requests.create(resource.request, services()))

    @resource.update
    def update(_event: dict[str, Any], _context: Context) -> str:
        with named_errors():
            return answer_with(requests.update(resource.request, services()))

    @resource.delete
    def delete(_event: dict[str, Any], _context: Context) -> None:
        requests.delete(resource.request, services())

    return resource


redact_logs()
set_log_level()
lambda_handler: Final = user_import_resource(cognito_client)
