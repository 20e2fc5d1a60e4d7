"""The executions of a workflow, in Step Functions."""

import re
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from cognito_user_import.errors import ServiceError
from cognito_user_import.workflow.executions import EXISTS, RUNNING, Executions
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.workflows.workflow_lookup import DeployedWorkflow

_NAME: Final = re.compile(r"[^/:\s\x00-\x1f]{1,80}")
_MOST: Final = 10


class WorkflowExecutions:
    """The executions of one workflow.

    :param patience: Seconds for which one call is retried.
    """

    def __init__(self, aws: Aws, workflow: DeployedWorkflow, patience: float) -> None:
        name = workflow.arn.rpartition(":")[2]
        calls = aws.calls(f"state machine {name}", patience=patience)
        self._executions = Executions(aws.state_machines, workflow.arn, calls)

    def describe(self, name: str) -> Any:
        """Return an execution as Step Functions describes it.

        :raises ServiceError: It doesn't exist, or DescribeExecution failed.
        """
        return self._executions.describe(name)

    def chosen(self, name: str | None) -> str:
        """Return the name of the chosen execution: this one, or the newest.

        :raises UsageError: It isn't a name, or there is no execution.
        """
        if name is None:
            newest = next(self._executions.newest_first(), None)
            if newest is None:
                raise UsageError("The workflow has no execution of the last 90 days.")
            return newest
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
        return list(islice(self._executions.newest_first(statusFilter=RUNNING), _MOST))

    def start(self) -> str:
        """Start an execution, and return its name.

        The time is its name: a repeated call starts nothing else.
        """
        name = f"cli-{datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}"
        try:
            self._executions.start(name)
        except ServiceError as error:
            if error.code != EXISTS:
                raise
        return name
