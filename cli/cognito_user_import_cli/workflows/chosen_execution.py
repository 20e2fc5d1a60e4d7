"""The execution that a command is about, and the commands to continue with."""

from dataclasses import dataclass
from typing import Final

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import UnsuccessfulImport
from cognito_user_import_cli.jobs.follow_up import follow_up
from cognito_user_import_cli.jobs.watching import PATIENCE
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.workflows.execution_document import execution_document, sums
from cognito_user_import_cli.workflows.execution_state import ExecutionLook, ExecutionState
from cognito_user_import_cli.workflows.execution_watch import watch_execution
from cognito_user_import_cli.workflows.workflow_executions import WorkflowExecutions
from cognito_user_import_cli.workflows.workflow_lookup import DeployedWorkflow, look_up_workflow
from cognito_user_import_cli.workflows.workflow_options import WorkflowPlace

SUCCEEDED: Final = "SUCCEEDED"


@dataclass(frozen=True)
class ChosenWorkflow:
    """A workflow, as the command's options name it."""

    aws: Aws
    place: WorkflowPlace
    workflow: DeployedWorkflow

    @classmethod
    def of(cls, aws: Aws, place: WorkflowPlace) -> "ChosenWorkflow":
        """Look the workflow up."""
        return cls(aws, place, look_up_workflow(aws, place))

    @property
    def executions(self) -> WorkflowExecutions:
        """Its executions."""
        return WorkflowExecutions(self.aws, self.workflow, PATIENCE)

    def execution(self, name: str) -> "ChosenExecution":
        """Return one of them, in its current state."""
        look = ExecutionLook(self.aws, self.workflow, name, patience=PATIENCE)
        return ChosenExecution(self, look, look())


@dataclass(frozen=True)
class ChosenExecution:
    """An execution."""

    owner: ChosenWorkflow
    look: ExecutionLook
    state: ExecutionState

    def command(self, name: str) -> str:
        """Return a command of this program for this execution."""
        words = [*self.owner.place.words, "--execution", self.state.name]
        return follow_up(self.owner.aws.options, "workflow", name, *words)

    def watch(self, out: Output) -> ExecutionState:
        """Return the execution's state once it has ended."""
        goes_on = f"execution {self.state.name} keeps running. To watch it: {self.command('watch')}"
        return watch_execution(out, self.look, self.state, goes_on)

    def show_end(self, out: Output, ended: ExecutionState) -> None:
        """Print the result of an execution that has ended.

        :raises UnsuccessfulImport: It didn't succeed.
        """
        out.result(execution_document(ended), f"execution {ended.name} is {sums(ended)}")
        lines = f"To see the failed lines: {self.command('report')}" if ended.failed else ""
        if ended.status != SUCCEEDED:
            problem = ended.problem.rstrip(".") or f"The execution is {ended.status}"
            raise UnsuccessfulImport(f"{problem}. {lines}".rstrip())
        if lines:
            out.say(lines)
