"""Finds a workflow: by its state machine, or in the stack that deployed it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.jobs.stack_resources import OTHER_STACK, choose, of_type, resources_of
from cognito_user_import_cli.workflows.workflow_options import WorkflowPlace

_CONSTRUCT: Final = "UserImportWorkflow"
_MACHINE: Final = "AWS::StepFunctions::StateMachine"
_ARN: Final = re.compile(
    r"arn:[a-z-]+:states:[a-z0-9-]+:[0-9]{12}:stateMachine:[^\s:]{1,80}", re.ASCII
)


@dataclass(frozen=True, slots=True)
class DeployedWorkflow:
    """A workflow as its state machine's definition says.

    :param arn: Of the state machine.
    :param report_bucket: The bucket with a folder for each execution.
    :param properties: What it imports.
    """

    arn: str
    report_bucket: str
    properties: ImportProperties

    @classmethod
    def of(cls, arn: str, definition: str) -> "DeployedWorkflow | None":
        """Read a state machine's definition; return None if it isn't a workflow's.

        The first state plans, and knows the report bucket and what is imported.
        """
        machine = json.loads(definition)
        match machine["States"][machine["StartAt"]]:
            case {"Parameters": {"Step": "plan", "ReportBucket": bucket, "Properties": given}}:
                return cls(arn, bucket, ImportProperties.of(given))
        return None


def look_up_workflow(aws: Aws, place: WorkflowPlace) -> DeployedWorkflow:
    """Return the chosen workflow.

    :raises UsageError: None is chosen, the stack has none or several, or the state machine isn't
        that of a workflow.
    :raises ServiceError: The stack or the state machine doesn't exist.
    """
    if place.stack:
        if place.state_machine:
            raise UsageError("--stack can't be combined with --state-machine.")
        return _in_stack(aws, place.stack, place.resource)
    if place.resource:
        raise UsageError("--resource requires --stack.")
    if not place.state_machine:
        raise UsageError(
            "Name the workflow: by --stack, the stack that has it; or by --state-machine, the ARN "
            "of its state machine."
        )
    if not _ARN.fullmatch(place.state_machine):
        raise UsageError(
            "--state-machine must be the ARN of a state machine. Received: "
            f"{place.state_machine[:128]!r}. Example: "
            "arn:aws:states:eu-central-1:111122223333:stateMachine:Migration."
        )
    if found := _described(aws, place.state_machine):
        return found
    raise UsageError(f"State machine {place.state_machine} isn't that of a {_CONSTRUCT}.")


def _in_stack(aws: Aws, stack: str, wanted: str | None) -> DeployedWorkflow:
    machines = of_type(resources_of(aws, stack), _MACHINE)
    found = {
        logical_id: workflow
        for logical_id, arn in machines.items()
        # Without an ARN, it isn't deployed yet.
        if arn and (workflow := _described(aws, arn))
    }
    if not found:
        raise UsageError(f"Stack {stack} has no {_CONSTRUCT}. {OTHER_STACK}")
    names: Mapping[str, str] = {key: _name(each.arn) for key, each in found.items()}
    return found[choose(stack, names, wanted, kind="workflow")]


def _described(aws: Aws, arn: str) -> DeployedWorkflow | None:
    described: Any = aws.calls(f"state machine {_name(arn)}")(
        "DescribeStateMachine",
        lambda: aws.state_machines.describe_state_machine(stateMachineArn=arn),
    )
    return DeployedWorkflow.of(arn, described["definition"])


def _name(arn: str) -> str:
    return arn.rpartition(":")[2]
