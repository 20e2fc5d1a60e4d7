"""The Lambda entry point of a workflow's custom resources: wiring only."""

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
from cognito_user_import.workflow.deployed_machine import DeployedMachine
from cognito_user_import.workflow.resource_types import MACHINE_RESOURCE

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

    def deadline() -> Deadline:
        left = min(resource.seconds_left, resource.request.seconds_left(datetime.now(UTC)))
        left = max(left, 0.0)
        return Deadline(max(left - _MARGIN, left / 4), clock)

    def execution() -> DeployedExecution:
        return DeployedExecution(resource.request, clients, deadline(), remember=resource.remember)

    def machine(event: dict[str, Any]) -> DeployedMachine | None:
        """Return the state machine if the request is about it, and not about an execution."""
        if event.get("ResourceType") != MACHINE_RESOURCE:
            return None
        return DeployedMachine(resource.request, clients, deadline())

    @resource.create
    def create(event: dict[str, Any], _context: Context) -> str:
        if of_stack := machine(event):
            return of_stack.arn
        return execution().create()

    @resource.update
    def update(event: dict[str, Any], _context: Context) -> str:
        if of_stack := machine(event):
            return of_stack.update()
        return execution().update()

    @resource.delete
    def delete(event: dict[str, Any], _context: Context) -> None:
        (machine(event) or execution()).delete()

    return resource


redact_logs()
set_log_level()
lambda_handler: Final = workflow_deployment(lambda: Clients(cognito_client()))
