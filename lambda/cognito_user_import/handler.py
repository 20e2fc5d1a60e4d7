"""The Lambda entry point: wiring only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from cognito_user_import.aws.clients import Clients, cognito_client
from cognito_user_import.aws.deadline import SYSTEM_CLOCK, Clock, Deadline
from cognito_user_import.cloudformation.custom_resource import UserImportResource
from cognito_user_import.cloudformation.delivery import Deliver, deliver
from cognito_user_import.cloudformation.lambda_context import Context
from cognito_user_import.cloudformation.request import DELETE, MOST_CONTINUATIONS
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.errors import ContinuedError, UserImportError
from cognito_user_import.life_cycle import requests
from cognito_user_import.life_cycle.invocation import Invocation
from cognito_user_import.logs import redact_logs, set_log_level

_HANDLER_MARGIN: Final = 60.0
"""Seconds before the end of an invocation at which work stops, so that a reason can be sent."""
_STOP_MARGIN: Final = 30.0
"""Seconds before the end of an invocation by which a job must be stopped. The timer is next."""
_LAST_RETRY: Final = 240.0
"""Seconds before CloudFormation's timeout at which work stops: an invocation that Lambda repeats
after a minute can still respond."""
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
        request, in_lambda = resource.request, resource.seconds_left
        in_all = request.seconds_left(datetime.now(UTC)) - _LAST_RETRY
        left = max(min(in_lambda, in_all), 0.0)
        deadline = Deadline(max(left - _HANDLER_MARGIN, left / 4), clock)
        stop_deadline = Deadline(max(left - _STOP_MARGIN, left * 3 / 8), clock)
        earlier = request.continuation.number if request.continuation else 0

        def hand_over(job_id: str) -> None:
            resource.hand_over(job_id, clients, stop_deadline)

        can_continue = in_all > in_lambda and request.sent and earlier < MOST_CONTINUATIONS
        return Invocation(
            request=request,
            clients=clients,
            deadline=deadline,
            stop_deadline=stop_deadline,
            # Delete doesn't wait for permissions: those of a failed Create may never have existed.
            # Those of a continued request have been there for minutes.
            propagation=0.0 if request.type == DELETE or request.continuation else propagation,
            remember=resource.remember,
            hand_over=hand_over if can_continue else None,
        )

    def answer_with(job: ImportJob) -> str:
        resource.Data.update(job.answer)
        return job.job_id

    def answered(perform: Callable[[Invocation], ImportJob]) -> str:
        with named_errors():
            try:
                return answer_with(perform(invocation()))
            except ContinuedError:
                return resource.PhysicalResourceId

    @resource.create
    def create(_event: dict[str, Any], _context: Context) -> str:
        return answered(requests.create)

    @resource.update
    def update(_event: dict[str, Any], _context: Context) -> str:
        return answered(requests.update)

    @resource.delete
    def delete(_event: dict[str, Any], _context: Context) -> None:
        requests.delete(invocation())

    return resource


redact_logs()
set_log_level()
lambda_handler: Final = user_import_resource(clients)
