"""An operator's commands, and a workflow whose steps run while the operator waits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cognito_user_import_cli import program
from tests.fakes.clock import FakeClock
from tests.fakes.state_machines import MACHINE, FakeStateMachines
from tests.unit.command_line.jobs.import_desk import FakeAws
from tests.unit.workflow.machine import REPORTS, Machine

_COMMANDS = "cognito_user_import_cli.commands.workflow_"


class OperatorClock(FakeClock):
    """The machine's time. While the operator waits, the execution goes a step further."""

    def __init__(self, desk: WorkflowDesk) -> None:
        super().__init__()
        self._desk = desk

    def now(self) -> float:
        """Return the machine's time."""
        return self._desk.machine.clock.now()

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        super().sleep(seconds)
        self._desk.machine.clock.sleep(seconds)
        self._desk.go_on()


class WorkflowDesk:
    """The commands, run in this process with fakes of AWS.

    :param machine: Runs the steps.
    """

    def __init__(self, machine: Machine, patch: pytest.MonkeyPatch) -> None:
        self.machine = machine
        self.machines = FakeStateMachines(self._definition())
        self.aws = FakeAws(machine.world.cognito, OperatorClock(self))
        self.aws.__dict__["s3"] = machine.world.s3.client()
        self.aws.__dict__["state_machines"] = self.machines.client()
        self._scripts: dict[str, Iterator[None]] = {}
        for name in ("run", "status", "watch", "stop", "report"):
            patch.setattr(f"{_COMMANDS}{name}.Aws", lambda *_: self.aws)

    def command(self, name: str, *arguments: str) -> int:
        """Run a command, and return its exit code."""
        return program.run(["workflow", name, "--state-machine", MACHINE, *arguments])

    def start(self, name: str = "night", *, steps: int = 0) -> None:
        """Start an execution, and let it go some steps."""
        self.machines.client().start_execution(stateMachineArn=MACHINE, name=name)
        for _ in range(steps):
            self.go_on()

    def end(self, name: str = "night") -> None:
        """Let an execution go to its end."""
        while self.machines.statuses()[name] == "RUNNING":
            self.machine.clock.sleep(5)
            self.go_on(name)

    def abort(self, name: str = "night") -> None:
        """Stop an execution as in the console: without its report."""
        arn = f"{MACHINE.replace('stateMachine', 'execution')}:{name}"
        self.machines.client().stop_execution(executionArn=arn, cause="No.")

    def go_on(self, only: str = "") -> None:
        """Let each running execution go a step further, or only one."""
        for name, status in self.machines.statuses().items():
            if status == "RUNNING" and only in ("", name):
                next(self._scripts.setdefault(name, self._steps(name)), None)

    def _definition(self) -> str:
        first = {"Type": "Task", "Parameters": self.machine.event("plan", "x")}
        return json.dumps({"StartAt": "Plan", "States": {"Plan": first}})

    def _steps(self, name: str) -> Iterator[None]:
        machine = self.machine
        if not machine.step("plan", name)["Problem"]:
            yield
            items = machine.document(name, "parts.json")
            for item in items:
                machine.step("check", name, Part=item)
            yield
            if not machine.step("judge-file", name)["Problem"]:
                yield
                for item in items:
                    yield from self._part(name, item)
        output = machine.step("summarize", name)
        [execution] = [each for each in self.machines.executions if each["name"] == name]
        execution["status"] = output["Status"] if output["Status"] == "SUCCEEDED" else "FAILED"
        execution["cause"] = output["Problem"]
        execution["stopDate"] = execution["startDate"] + 60

    def _part(self, name: str, item: Any) -> Iterator[None]:
        answer = self.machine.step("begin", name, Part=item)
        while answer["Next"] in ("WAIT", "AGAIN"):
            time = self.machine.clock.now() + answer["Seconds"]
            yield
            while self.machine.clock.now() < time:
                yield
            step = "look" if answer["Next"] == "WAIT" else "begin"
            answer = self.machine.step(step, name, Part=item, JobId=answer["JobId"])
        if answer["Next"] == "JUDGE":
            self.machine.step("judge", name, Part=item, JobId=answer["JobId"])

    def report(self, name: str = "night") -> Any:
        """Return an execution's report."""
        return self.machine.document(name, "report.json")

    def has(self, key: str) -> bool:
        """Return whether the report bucket has an object."""
        return (REPORTS, key) in self.machine.world.s3.objects
