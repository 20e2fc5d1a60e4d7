"""Two executions at a time, in the same pool: nobody is imported twice, and no job runs twice."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes.service import preceded_by
from tests.unit.workflow.machine import Json, Machine
from tests.unit.workflow.outcomes import require_all_once, started_jobs

CALLS = 27
"""Of an execution of two parts to Cognito."""
REPRESENTATIVES = (11, 19)


def at_call(machine: Machine, place: int, action: Callable[[], object], *, after: bool) -> None:
    """Do something once, before or after a call to Cognito by its number from 1."""
    count = 0

    def around(_operation: str, perform: Callable[[], Any]) -> Any:
        nonlocal count
        count += 1
        is_here = count == place
        if is_here and not after:
            action()
        answer = perform()
        if is_here and after:
            action()
        return answer

    machine.world.cognito.around = around


def at_calls(step: int) -> pytest.MarkDecorator:
    """Run a test at every nth call; at few every day."""
    places = [
        pytest.param(place, marks=() if place in REPRESENTATIVES else pytest.mark.thorough)
        for place in range(1, CALLS + 1, step)
    ]
    return pytest.mark.parametrize("place", places)


def test_an_execution_makes_so_many_calls(machine: Machine) -> None:
    """So that the others leave none out."""
    machine.world.put_rows(3)
    before = len(machine.world.cognito.calls)
    machine.run()
    assert len(machine.world.cognito.calls) == before + CALLS


@at_calls(2)
def test_another_execution_overtakes_at_any_call(machine: Machine, place: int) -> None:
    """The second one begins and ends within one step of the first one."""
    machine.world.put_rows(3)
    outputs = []
    at_call(machine, place, lambda: outputs.append(machine.run("second")), after=False)
    outputs.append(machine.run("first"))
    assert [(each["Status"], each["ImportedUsers"]) for each in outputs] == [("SUCCEEDED", 3)] * 2
    require_all_once(machine, 3)
    assert started_jobs(machine) == 2


@at_calls(3)
def test_another_execution_begins_the_same_part_at_any_call(machine: Machine, place: int) -> None:
    """The second one does what it did before once more, and takes over where both are."""
    machine.world.put_rows(3)
    steps = [("plan", None)]

    def record(name: str, event: dict[str, Any]) -> None:
        if event["Execution"] == "first":
            steps.append((name, event.get("Part")))

    def twin() -> None:
        machine.before_step = lambda _name, _event: None
        for name, part in steps[1:]:
            if name != "summarize":
                more: Json = {"Part": part} if part else {}
                machine.step({"look": "begin", "judge": "begin"}.get(name, name), "second", **more)

    machine.before_step = record
    at_call(machine, place, twin, after=True)
    outputs = [machine.run("first")]
    machine.before_step = lambda _name, _event: None
    outputs.append(machine.run("second"))
    assert [(each["Status"], each["ImportedUsers"]) for each in outputs] == [("SUCCEEDED", 3)] * 2
    require_all_once(machine, 3)
    assert started_jobs(machine) == 2


def test_a_job_that_waits_for_the_slot_gives_way_to_another_one(machine: Machine) -> None:
    """Both executions have a job with the rows, which differ by those of users who exist."""
    machine.world.put_rows(1)
    machine.run("earlier")
    machine.world.put_rows(2)
    begin(machine, "second", prepare_only=True)
    machine.changes = {"SkipExistingUsers": "false"}
    begin(machine, "first", prepare_only=True)
    machine.world.cognito.slots = 0
    answers = []

    def begin_first() -> None:
        machine.changes = {"SkipExistingUsers": "false"}
        answers.append(begin(machine, "first"))
        machine.changes = {}

    machine.changes = {}
    machine.world.cognito.fail("CreateUserImportJob", preceded_by(begin_first))
    answers.append(begin(machine, "second"))
    assert [answer["Next"] for answer in answers] == ["WAIT", "WAIT"]
    assert answers[0]["JobId"] != answers[1]["JobId"]
    machine.world.cognito.slots = 1
    (item,) = machine.document("first", "parts.json")
    for execution, answer in zip(("first", "second"), answers, strict=True):
        machine.import_part(execution, item, answer)
    outputs = [machine.step("summarize", each) for each in ("first", "second")]
    assert [each["Status"] for each in outputs] == ["SUCCEEDED"] * 2
    assert started_jobs(machine) == 2  # That of the earlier execution included.
    assert len(machine.world.users()) == 2


def begin(machine: Machine, execution: str, *, prepare_only: bool = False) -> dict[str, Any]:
    """Begin the only part of an execution, or do what comes before."""
    if not prepare_only:
        (item,) = machine.document(execution, "parts.json")
        return machine.step("begin", execution, Part=item)
    machine.step("plan", execution)
    (item,) = machine.document(execution, "parts.json")
    machine.step("check", execution, Part=item)
    return machine.step("judge-file", execution)
