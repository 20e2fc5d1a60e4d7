"""Executions that were aborted and redriven, or had to wait for a day."""

import pytest

from tests.unit.workflow.dates import dates_by_clock
from tests.unit.workflow.machine import Json, Machine
from tests.unit.workflow.outcomes import require_all_once, started_jobs

STEPS = 11
"""Of an execution of two parts."""
_DAY = 86_400.0


class AbortedError(BaseException):
    """The execution was stopped in the console."""


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "place",
    [
        pytest.param(place, marks=() if place in (3, 6, 7) else pytest.mark.thorough)
        for place in range(1, STEPS + 1)
    ],
)
def test_an_execution_that_was_aborted_goes_on_when_it_is_redriven(
    machine: Machine, place: int, after: bool
) -> None:
    """From the state that was interrupted, with the same input; the step may be done anyway."""
    machine.world.put_rows(3)
    seen: list[Json] = []

    def abort(_name: str, event: Json) -> None:
        seen.append(event)
        if len(seen) == place:
            if after:
                machine.handle(event, machine.context())
            raise AbortedError

    machine.before_step = abort
    with pytest.raises(AbortedError):
        machine.run()
    machine.before_step = lambda _name, _event: None
    assert redrive(machine, seen[-1])["ImportedUsers"] == 3
    require_all_once(machine, 3)
    assert started_jobs(machine) == 2


def redrive(machine: Machine, interrupted: Json) -> Json:
    """Do what is left of the first execution, beginning with the step that was interrupted.

    Neither engine can redrive. Children that ended are not run again, and others begin where they
    were.
    """
    name, part = interrupted["Step"], interrupted.get("Part", {"Number": 0})
    if name == "plan":
        return machine.run("first")
    items = machine.document("first", "parts.json")
    if name in ("check", "judge-file"):
        for item in items[part["Number"] - 1 :] if name == "check" else []:
            machine.step("check", "first", Part=item)
        machine.step("judge-file", "first")
        part = items[0]
    if name != "summarize":
        answer = None
        if name in ("look", "judge"):
            answer = machine.step(name, "first", Part=part, JobId=interrupted["JobId"])
        for item in items[part["Number"] - 1 :]:
            machine.import_part("first", item, answer)
            answer = None
    return machine.step("summarize", "first")


@pytest.mark.thorough
def test_a_slot_that_is_taken_for_a_day_is_waited_for(machine: Machine) -> None:
    """By jobs that expire and get successors; the last one is started when the slot is free."""
    cognito = machine.world.cognito
    cognito.slots = 0

    def pass_time(_name: str, _event: Json) -> None:
        now = cognito.now()
        for job in cognito.jobs:
            if job["Status"] == "Created" and now > job["CreationDate"] + _DAY:
                job["Status"] = "Expired"
        cognito.slots = int(machine.clock.now() > 1.1 * _DAY)

    machine.before_step = pass_time
    with dates_by_clock(machine):
        assert machine.run()["Status"] == "SUCCEEDED"
    require_all_once(machine)
    assert [job["Status"] for job in cognito.jobs] == ["Expired", *["Succeeded"] * 3]
    looks = sum(answer.get("Next") == "WAIT" for answer in machine.answers)
    assert looks < 500
