"""The options that choose a workflow and one of its executions."""

from dataclasses import dataclass
from typing import Annotated, Final

from cyclopts import Group, Parameter

_WORKFLOW: Final = Group("Workflow", sort_key=1)

ExecutionName = Annotated[str | None, Parameter(name="--execution", group=_WORKFLOW)]
"""The name of an execution."""


@Parameter(name="*", group=_WORKFLOW)
@dataclass(frozen=True, kw_only=True, slots=True)
class WorkflowPlace:
    """The place of a workflow: the stack that deployed it, or its state machine."""

    stack: str | None = None
    """Name or ARN of the stack that has the workflow."""
    resource: str | None = None
    """Logical ID of the state machine in the stack. Default: the only workflow."""
    state_machine: str | None = None
    """ARN of the workflow's state machine, instead of --stack."""

    @property
    def region_of(self) -> str | None:
        """What names the Region."""
        return self.state_machine or self.stack

    @property
    def words(self) -> list[str]:
        """The same options, for a command to continue with."""
        given = {
            "--stack": self.stack,
            "--resource": self.resource,
            "--state-machine": self.state_machine,
        }
        return [word for name, value in given.items() if value for word in (name, value)]
