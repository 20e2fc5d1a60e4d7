"""The executions of a workflow, in Step Functions."""

import re
from datetime import UTC, datetime
from typing import Any, Final

from cognito_user_import.errors import ServiceError
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.workflows.workflow_lookup import DeployedWorkflow

RUNNING: Final = "RUNNING"
_NAME: Final = re.compile(r"[^/:\s\x00-\x1f]{1,80}")
_EXISTS: Final = "ExecutionAlreadyExists"
_MOST: Final = 10


class Executions:
    """The executions of one workflow.

    :param patience: Seconds for which one call is retried.
    """

    def __init__(self, aws: Aws, workflow: DeployedWorkflow, patience: float) -> None:
        self._client, self._workflow = aws.state_machines, workflow
        name = workflow.arn.rpartition(":")[2]
        self._calls = aws.calls(f"state machine {name}", patience=patience)

    def describe(self, name: str) -> Any:
        """Return an execution as Step Functions describes it.

        :raises ServiceError: It doesn't exist, or DescribeExecution failed.
        """
        arn = self._workflow.execution_arn(name)
        return self._calls(
            "DescribeExecution", lambda: self._client.describe_execution(executionArn=arn)
        )

    def chosen(self, name: str | None) -> str:
        """Return the name of the chosen execution: this one, or the newest.

        :raises UsageError: It isn't a name, or there is no execution.
        """
        if name is None:
            found = self._listed(1)
            if not found:
                raise UsageError("The workflow has no execution of the last 90 days.")
            return found[0]
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"--execution must be a name without spaces, slashes, and colons, not an ARN. "
                f"Received: {name[:128]!r}."
            )
        return name

    def chosen_running(self, name: str | None) -> str:
        """Return the name of the chosen execution: this one, the only one that runs, or the newest.

        :raises UsageError: Several run, or there is no execution.
        """
        running = [] if name else self.running()
        if len(running) > 1:
            raise UsageError(
                f"Several executions run. Choose one with --execution: {', '.join(running)}."
            )
        return running[0] if running else self.chosen(name)

    def running(self) -> list[str]:
        """Return the names of executions that run, the newest first."""
        return self._listed(_MOST, statusFilter=RUNNING)

    def start(self) -> str:
        """Start an execution, and return its name.

        The time is its name: a repeated call starts nothing else.
        """
        name = f"cli-{datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}"
        arn = self._workflow.arn
        try:
            self._calls(
                "StartExecution",
                lambda: self._client.start_execution(stateMachineArn=arn, name=name, input="{}"),
            )
        except ServiceError as error:
            if error.code != _EXISTS:
                raise
        return name

    def _listed(self, most: int, **options: Any) -> list[str]:
        arn = self._workflow.arn
        found = self._calls(
            "ListExecutions",
            lambda: self._client.list_executions(stateMachineArn=arn, maxResults=most, **options),
        )
        return [execution["name"] for execution in found["executions"]]
