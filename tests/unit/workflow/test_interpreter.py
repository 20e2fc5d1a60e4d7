"""The definition and the steps together, by a second engine, with faults at every step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.workflow.machine import Killed, Machine

if TYPE_CHECKING:
    from tests.unit.workflow.interpreter import Interpreter

STEPS = ("plan", "check", "judge-file", "begin", "look", "judge", "summarize")
INVOCATIONS = 15
"""Of an undisturbed execution of three parts: three of plan, file and report, and four a part."""


@pytest.fixture
def interpreter(machine: Machine) -> Interpreter:
    """Make a second engine for the machine's definition."""
    # Seconds, which each worker would spend to collect this module.
    from tests.unit.workflow.interpreter import Interpreter

    return Interpreter(machine)


def imported_rows(machine: Machine) -> int:
    """Return how many rows all jobs together imported."""
    return sum(job["ImportedUsers"] for job in machine.world.cognito.jobs)


def kill(*places: int) -> Callable[[str], None]:
    """Kill invocations by their numbers, from 1."""
    count = 0

    def killed(_step: str) -> None:
        nonlocal count
        count += 1
        if count in places:
            raise Killed

    return killed


def test_an_execution_imports_all_parts(interpreter: Interpreter) -> None:
    """With the same output as in the other engines."""
    ended = interpreter.run()
    assert ended.status == "SUCCEEDED"
    assert ended.output["ImportedUsers"] == len(interpreter.machine.world.users()) == 5
    assert Counter(interpreter.invocations) == {
        **dict.fromkeys(("plan", "judge-file", "summarize"), 1),
        **dict.fromkeys(("check", "begin", "look", "judge"), 3),
    }
    assert len(interpreter.invocations) == INVOCATIONS


def test_the_cause_of_a_failure_is_its_problem(interpreter: Interpreter) -> None:
    """As the report has it."""
    content = interpreter.machine.world.put_rows(3).replace(b"user2@example.com", b"user2")
    interpreter.machine.world.s3.put(content)
    ended = interpreter.run()
    assert (ended.status, ended.error) == ("FAILED", "FAILED")
    assert "line 3: email: expected an email address" in ended.cause
    assert ended.cause == interpreter.machine.document("first", "report.json")["Problem"]
    assert interpreter.machine.world.cognito.jobs == []


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(place, marks=() if place in (1, 6, 8) else pytest.mark.thorough)
        for place in range(1, INVOCATIONS + 1)
    ],
)
def test_a_step_that_is_killed_once_is_repeated(interpreter: Interpreter, place: int) -> None:
    """Each invocation once; nobody is lost, imported twice, or sent twice."""
    interpreter.before_step = kill(place)
    assert interpreter.run().status == "SUCCEEDED"
    assert len(interpreter.invocations) == INVOCATIONS + 1
    assert imported_rows(interpreter.machine) == len(interpreter.machine.world.users()) == 5
    assert len(interpreter.machine.world.cognito.jobs) == 3


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(step, marks=() if step in ("check", "begin") else pytest.mark.thorough)
        for step in STEPS
    ],
)
def test_a_step_that_always_fails_ends_the_execution_with_its_report(
    interpreter: Interpreter, step: str
) -> None:
    """Later parts are passed over."""

    def fail(name: str) -> None:
        if name == step:
            raise Killed

    interpreter.before_step = fail
    ended = interpreter.run()
    assert ended.status == "FAILED"
    assert Counter(interpreter.invocations)[step] % 6 == 0
    if step != "summarize":
        report = interpreter.machine.document("first", "report.json")
        assert report["Status"] == "FAILED"
        assert report["Problem"] == ended.cause
        assert ended.cause
    assert len(interpreter.machine.world.cognito.jobs) <= (3 if step == "summarize" else 1)


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(place, marks=() if place in (2, 7, 10) else pytest.mark.thorough)
        for place in range(1, INVOCATIONS + 1)
    ],
)
def test_after_a_stop_at_any_step_another_execution_continues(
    interpreter: Interpreter, place: int
) -> None:
    """The step in flight outlives the execution, and its job runs on."""
    count = 0

    def stop(_step: str) -> None:
        nonlocal count
        count += 1
        if count == place:
            interpreter.stop()

    interpreter.before_step = stop
    assert interpreter.run().status == "ABORTED"
    assert len(interpreter.invocations) < INVOCATIONS + 1
    ended: Any = interpreter.run("second")
    assert (ended.status, ended.output["ImportedUsers"]) == ("SUCCEEDED", 5)
    assert imported_rows(interpreter.machine) == len(interpreter.machine.world.users()) == 5
    assert len(interpreter.machine.world.cognito.jobs) == 3
