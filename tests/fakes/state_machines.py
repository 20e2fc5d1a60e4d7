"""AWS Step Functions' executions in memory, below a real boto3 client. They don't run."""

import itertools
from typing import Any

import boto3

from cognito_user_import.aws.clients import ONE_ATTEMPT
from tests.fakes.client_twins import client_served_by
from tests.fakes.service import FakeJsonService, FakeServiceError

MACHINE = "arn:aws:states:eu-central-1:111122223333:stateMachine:Migration"
_PAGE = 2


def _client() -> Any:
    return boto3.Session().client("stepfunctions", config=ONE_ATTEMPT)


class FakeStateMachines(FakeJsonService):
    """The executions of one state machine, the newest first.

    :param definition: Of the state machine.
    """

    def __init__(self, definition: str = "{}") -> None:
        super().__init__()
        self.definition = definition
        self.executions: list[dict[str, Any]] = []
        self._dates = itertools.count(1_700_000_000)

    def client(self) -> Any:
        """Return a boto3 client of this service."""
        return client_served_by(self._serve, _client)

    def statuses(self) -> dict[str, str]:
        """Return the executions' statuses by name."""
        return {each["name"]: each["status"] for each in self.executions}

    def _StartExecution(  # noqa: N802
        self,
        stateMachineArn: str,  # noqa: N803
        name: str,
        input: str = "{}",  # noqa: A002
    ) -> dict[str, Any]:
        assert input == "{}"
        # A name that is used again is an error, also while its execution runs with another input.
        if name in self.statuses():
            raise FakeServiceError("ExecutionAlreadyExists", "Execution already exists.")
        execution = {
            "executionArn": f"{stateMachineArn.replace('stateMachine', 'execution')}:{name}",
            "stateMachineArn": stateMachineArn,
            "name": name,
            "status": "RUNNING",
            "startDate": next(self._dates),
        }
        self.executions.insert(0, execution)
        return {key: execution[key] for key in ("executionArn", "startDate")}

    def _DescribeStateMachine(self, stateMachineArn: str) -> dict[str, Any]:  # noqa: N802, N803
        if stateMachineArn != MACHINE:
            raise FakeServiceError("StateMachineDoesNotExist", "State Machine Does Not Exist")
        return {
            "stateMachineArn": stateMachineArn,
            "name": MACHINE.rpartition(":")[2],
            "definition": self.definition,
        }

    def _DescribeExecution(self, executionArn: str) -> dict[str, Any]:  # noqa: N802, N803
        for execution in self.executions:
            if execution["executionArn"] == executionArn:
                return execution
        raise FakeServiceError("ExecutionDoesNotExist", "Execution Does Not Exist")

    def _StopExecution(self, executionArn: str, cause: str) -> dict[str, Any]:  # noqa: N802, N803
        assert cause
        for execution in self.executions:
            if execution["executionArn"] == executionArn:
                if execution["status"] == "RUNNING":
                    execution["status"] = "ABORTED"
                return {"stopDate": next(self._dates)}
        raise FakeServiceError("ExecutionDoesNotExist", "Execution does not exist.")

    def redrive(self, name: str) -> None:
        """Let an execution that has ended run again, as RedriveExecution does."""
        self.ends(name, "RUNNING")

    def ends(self, name: str, status: str) -> None:
        """Give an execution a status."""
        (execution,) = (each for each in self.executions if each["name"] == name)
        execution["status"] = status

    def _ListExecutions(  # noqa: N802
        self,
        stateMachineArn: str,  # noqa: N803
        statusFilter: str = "",  # noqa: N803
        nextToken: str = "0",  # noqa: N803
        maxResults: int = _PAGE,  # noqa: N803
    ) -> dict[str, Any]:
        listed = [
            each
            for each in self.executions
            if each["stateMachineArn"] == stateMachineArn and statusFilter in ("", each["status"])
        ]
        end = int(nextToken) + maxResults
        further = {"nextToken": str(end)} if end < len(listed) else {}
        return {"executions": listed[int(nextToken) : end], **further}
