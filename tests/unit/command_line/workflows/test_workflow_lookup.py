"""Which workflow is meant: by its state machine, or in its stack."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.workflows.workflow_lookup import look_up_workflow
from cognito_user_import_cli.workflows.workflow_options import WorkflowPlace
from tests.fakes.cognito import POOL
from tests.fakes.state_machines import MACHINE
from tests.unit.command_line.workflows.workflow_desk import WorkflowDesk
from tests.unit.workflow.machine import REPORTS

TYPE = "AWS::StepFunctions::StateMachine"


class ListedStack:
    """A client of CloudFormation that knows the resources of one stack."""

    def __init__(self, **machines: str) -> None:
        self._resources = [
            {
                "LogicalResourceId": logical_id,
                "PhysicalResourceId": arn,
                "ResourceType": TYPE,
                "ResourceStatus": "CREATE_COMPLETE",
            }
            for logical_id, arn in machines.items()
        ]

    def get_paginator(self, _: str) -> "ListedStack":
        return self

    def paginate(self, **_: str) -> Iterator[Any]:
        yield {"StackResourceSummaries": self._resources}


def found(desk: WorkflowDesk, **options: str) -> Any:
    """Return the workflow that options choose."""
    return look_up_workflow(desk.aws, WorkflowPlace(**options))


def test_a_state_machine_knows_its_report_bucket_and_its_pool(desk: WorkflowDesk) -> None:
    """By its definition."""
    workflow = found(desk, state_machine=MACHINE)
    assert (workflow.arn, workflow.report_bucket) == (MACHINE, REPORTS)
    assert workflow.properties.user_pool_id == POOL


def test_the_only_workflow_of_a_stack_is_the_one(desk: WorkflowDesk) -> None:
    """Without a machine that isn't deployed yet."""
    desk.aws.__dict__["cloudformation"] = ListedStack(Night=MACHINE, Later="")
    assert found(desk, stack="Migration").arn == MACHINE


def test_of_several_workflows_one_is_chosen(desk: WorkflowDesk) -> None:
    """The error lists them."""
    desk.aws.__dict__["cloudformation"] = ListedStack(Night=MACHINE, Day=MACHINE)
    assert found(desk, stack="Migration", resource="Day").arn == MACHINE
    with pytest.raises(UsageError) as raised:
        found(desk, stack="Migration")
    assert str(raised.value) == (
        "Stack Migration has several workflows. Choose one with --resource: Day (Migration), "
        "Night (Migration)."
    )
    with pytest.raises(UsageError, match="has no workflow 'Week'"):
        found(desk, stack="Migration", resource="Week")


@pytest.mark.parametrize(
    "definition",
    [
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}},
        {"StartAt": "A", "States": {"A": {"Type": "Task", "Parameters": {"Step": "plan"}}}},
        {"StartAt": "A", "States": {"A": {"Type": "Task", "Parameters": "{% $x %}"}}},
    ],
)
def test_another_state_machine_is_no_workflow(desk: WorkflowDesk, definition: Any) -> None:
    """Neither by its ARN nor in a stack."""
    desk.machines.definition = json.dumps(definition)
    desk.aws.__dict__["cloudformation"] = ListedStack(Night=MACHINE)
    with pytest.raises(UsageError, match="isn't that of a UserImportWorkflow"):
        found(desk, state_machine=MACHINE)
    with pytest.raises(UsageError, match="Stack Migration has no UserImportWorkflow"):
        found(desk, stack="Migration")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({}, "Name the workflow: by --stack"),
        ({"resource": "Night"}, "--resource requires --stack."),
        ({"stack": "A", "state_machine": MACHINE}, "--stack can't be combined with"),
        ({"state_machine": "Migration"}, "must be the ARN of a state machine. Received: 'Migr"),
        ({"state_machine": f"{MACHINE}:1"}, "must be the ARN of a state machine"),
        ({"state_machine": MACHINE.replace("stateMachine", "execution")}, "must be the ARN"),
    ],
)
def test_a_workflow_is_named_in_one_way(
    desk: WorkflowDesk, options: dict[str, str], text: str
) -> None:
    """The error says which ways there are."""
    with pytest.raises(UsageError, match=text):
        found(desk, **options)
