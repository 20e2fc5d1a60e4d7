"""The Lambda entry point: wiring only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from cognito_user_import.aws.clients import Clients, cognito_client
from cognito_user_import.aws.deadline import SYSTEM_CLOCK, Clock, Deadline
from cognito_user_import.cloudformation.custom_resource import UserImportResource
from cognito_user_import.cloudformation.delivery import Deliver, deliver
from cognito_user_import.cloudformation.lambda_context import Context
from cognito_user_import.cloudformation.request import DELETE
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.errors import UserImportError
from cognito_user_import.life_cycle import requests
from cognito_user_import.life_cycle.invocation import Invocation
from cognito_user_import.logs import redact_logs, set_log_level

_HANDLER_MARGIN: Final = 60.0
"""Seconds before the end of an invocation at which work stops, so that a reason can be sent."""
_STOP_MARGIN: Final = 30.0
"""Seconds before the end of an invocation by which a job must be stopped. The timer is next."""
PROPAGATION: Final = 60.0
"""Seconds during which a denial may come from a role or policy that was just created."""


@contextmanager
def named_errors() -> Iterator[None]:
    """Give an error without a text, such as a MemoryError, its name as the text."""
    try:
        yield
    except Exception as error:
        if str(error).strip():
            raise
        raise UserImportError(f"The handler failed: {type(error).__name__}.") from error


def clients() -> Clients:
    """Return the clients of this execution environment."""
    return Clients(cognito_client())


def user_import_resource(
    make_clients: Callable[[], Clients],
    *,
    deliver: Deliver = deliver,
    clock: Clock = SYSTEM_CLOCK,
    propagation: float = PROPAGATION,
) -> UserImportResource:
    """Return the custom resource with its handlers; call it with an event and a context."""
    resource = UserImportResource(deliver, clock)
    try:
        # Now, not at the first request: Lambda gives the initialization a whole core.
        clients = make_clients()
    except Exception as error:
        # Any error becomes the reason for each request's failure.
        resource.init_failure(error)
        return resource

    def invocation() -> Invocation:
        left = resource.seconds_left
        return Invocation(
            request=resource.request,
            clients=clients,
            deadline=Deadline(max(left - _HANDLER_MARGIN, left / 4), clock),
            stop_deadline=Deadline(max(left - _STOP_MARGIN, left * 3 / 8), clock),
            # Delete doesn't wait for permissions: those of a failed Create may never have existed.
            propagation=0.0 if resource.request.type == DELETE else propagation,
            remember=resource.remember,
        )

    def answer_with(job: ImportJob) -> str:
        resource.Data.update(job.answer)
        return job.job_id

    @resource.create
    def create(_event: dict[str, Any], _context: Context) -> str:
        with named_errors():
            return answer_with(requests.create(invocation()))

    @resource.update
    def update(_event: dict[str, Any], _context: Context) -> str:
        with named_errors():
            return answer_with(requests.update(invocation()))

    @resource.delete
    def delete(_event: dict[str, Any], _context: Context) -> None:
        requests.delete(invocation())

    return resource


redact_logs()
set_log_level()
lambda_handler: Final = user_import_resource(clients)
