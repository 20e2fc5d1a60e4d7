"""The Lambda entry point of the custom resource that starts an execution: wiring only."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from cognito_user_import.aws.clients import Clients, cognito_client
from cognito_user_import.aws.deadline import SYSTEM_CLOCK, Clock, Deadline
from cognito_user_import.cloudformation.custom_resource import UserImportResource
from cognito_user_import.cloudformation.delivery import Deliver, deliver
from cognito_user_import.cloudformation.lambda_context import Context
from cognito_user_import.logs import redact_logs, set_log_level
from cognito_user_import.workflow.deployed_execution import DeployedExecution

_MARGIN: Final = 30.0
"""Seconds before the end of an invocation at which work stops, so that a reason can be sent."""


def workflow_deployment(
    make_clients: Callable[[], Clients],
    *,
    deliver: Deliver = deliver,
    clock: Clock = SYSTEM_CLOCK,
) -> UserImportResource:
    """Return the custom resource with its handlers; call it with an event and a context."""
    resource = UserImportResource(deliver, clock)
    clients = make_clients()

    def execution() -> DeployedExecution:
        request = resource.request
        left = max(min(resource.seconds_left, request.seconds_left(datetime.now(UTC))), 0.0)
        deadline = Deadline(max(left - _MARGIN, left / 4), clock)
        return DeployedExecution(request, clients, deadline, remember=resource.remember)

    @resource.create
    def create(_event: dict[str, Any], _context: Context) -> str:
        return execution().create()

    @resource.update
    def update(_event: dict[str, Any], _context: Context) -> str:
        return execution().update()

    @resource.delete
    def delete(_event: dict[str, Any], _context: Context) -> None:
        execution().delete()

    return resource


redact_logs()
set_log_level()
lambda_handler: Final = workflow_deployment(lambda: Clients(cognito_client()))
