"""The executions of a state machine, as Step Functions describes them."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.errors import ServiceError

GONE: Final = frozenset({"ExecutionDoesNotExist", "StateMachineDoesNotExist"})
RUNNING: Final = "RUNNING"
EXISTS: Final = "ExecutionAlreadyExists"
_ADVICE: Final = {
    "AccessDeniedException": "Allow the function's role this operation on the state machine.",
    "StateMachineDoesNotExist": "Check that the state machine exists.",
}


class Executions:
    """The executions of one state machine, without those of its maps.

    Step Functions may describe and list an execution as it was a moment ago.

    :param calls: Calls about the state machine.
    """

    def __init__(self, client: Any, machine_arn: str, calls: ServiceCalls) -> None:
        self._client, self._machine, self._calls = client, machine_arn, calls

    @classmethod
    def of(cls, client: Any, machine_arn: str, calls: ServiceCalls) -> "Executions":
        """Return the executions, with advice for errors of a function."""
        return cls(client, machine_arn, calls.about(f"state machine {machine_arn}", _ADVICE))

    def arn(self, name: str) -> str:
        """Return the ARN of an execution."""
        return f"{self._machine.replace(':stateMachine:', ':execution:', 1)}:{name}"

    def start(self, name: str) -> None:
        """Start an execution.

        :raises ServiceError: Step Functions refused, for example because the name was used.
        """
        self._calls(
            "StartExecution",
            lambda: self._client.start_execution(stateMachineArn=self._machine, name=name),
        )

    def stop(self, name: str, cause: str) -> None:
        """Stop an execution. Do nothing if it has ended or is gone."""
        try:
            self._calls(
                "StopExecution",
                lambda: self._client.stop_execution(executionArn=self.arn(name), cause=cause),
            )
        except ServiceError as error:
            if error.code not in GONE:
                raise

    def describe(self, name: str) -> Any:
        """Return an execution as Step Functions describes it.

        :raises ServiceError: It doesn't exist, or Step Functions refused.
        """
        return self._calls(
            "DescribeExecution",
            lambda: self._client.describe_execution(executionArn=self.arn(name)),
        )

    def is_running(self, name: str) -> bool:
        """Return whether an execution runs."""
        try:
            described = self.describe(name)
        except ServiceError as error:
            if error.code not in GONE:
                raise
            return False
        return bool(described["status"] == RUNNING)

    def running(self) -> list[str]:
        """Return the names of the executions that run."""
        return list(self.newest_first(statusFilter=RUNNING))

    def newest_first(self, **options: Any) -> Iterator[str]:
        """Yield the names of the executions, page by page."""
        token: Mapping[str, str] = {}
        while True:
            page = self._calls(
                "ListExecutions",
                partial(
                    self._client.list_executions,
                    stateMachineArn=self._machine,
                    **options,
                    **token,
                ),
            )
            yield from (each["name"] for each in page["executions"])
            if not page.get("nextToken"):
                return
            token = {"nextToken": page["nextToken"]}
