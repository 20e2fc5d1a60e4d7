"""A step is killed after any call, and repeated: nobody is lost, imported twice, or sent twice."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.import_world import ImportWorld
from tests.unit.workflow.machine import Killed, Machine, running_machine

MOST_CALLS = 200


class Killer:
    """Kills the process after a call: its effect is there, its response is lost."""

    def __init__(self, world: ImportWorld, *places: int) -> None:
        self.calls, self.places, self.killed = 0, places, [""]
        for service in (world.cognito, world.s3):
            service._attempt = self._counting(service._attempt)  # type: ignore[method-assign]

    def _counting(self, attempt: Callable[..., Any]) -> Callable[..., Any]:
        def counted(operation: str, perform: Callable[[], Any]) -> Any:
            answer = attempt(operation, perform)
            self.calls += 1
            if self.calls in self.places:
                self.killed.append(operation)
                raise Killed
            return answer

        return counted


def killed(perform: Callable[[], Any]) -> Any:
    """Kill the process after the operation is performed."""
    perform()
    raise Killed


def imported_rows(machine: Machine) -> Counter[str]:
    """Return how many rows all jobs together imported and skipped."""
    counts: Counter[str] = Counter()
    for job in machine.world.cognito.jobs:
        counts["imported"] += job["ImportedUsers"]
        counts["skipped"] += job["SkippedUsers"]
    return counts


def calls_of_a_run(folder: Path) -> int:
    """Return how many calls an undisturbed execution makes."""
    with running_machine(folder) as machine:
        killer = Killer(machine.world)
        machine.run()
        return killer.calls


def killed_and_repeated(folder: Path, place: int) -> str:
    """Kill an execution after its nth call, have the step repeated, and check the outcome."""
    with running_machine(folder) as machine:
        killer = Killer(machine.world, place)
        output = machine.run()
        last = killer.killed[-1]
        assert output["Status"] == "SUCCEEDED", (last, output)
        assert output["ImportedUsers"] == len(machine.world.users()) == 5, last
        assert imported_rows(machine) == {"imported": 5, "skipped": 0}, last
        # A job whose Create's response was lost is found again.
        assert len(machine.world.cognito.jobs) == 3, last
        return last


@pytest.mark.thorough
def test_a_step_that_is_killed_after_any_call_is_repeated(tmp_path: Path) -> None:
    """Each call of an execution once."""
    calls = calls_of_a_run(_new(tmp_path, "whole"))
    assert calls < MOST_CALLS
    operations = {killed_and_repeated(_new(tmp_path, str(n)), n) for n in range(1, calls + 1)}
    assert {"CreateUserImportJob", "StartUserImportJob", "PutObject", "GetObject"} <= operations


@pytest.mark.parametrize("operation", ["CreateUserImportJob", "StartUserImportJob"])
def test_a_step_that_is_killed_after_its_job_began_finds_it(
    machine: Machine, operation: str
) -> None:
    """The two calls that nothing can undo."""
    machine.world.cognito.fail(operation, killed)
    assert machine.run()["Status"] == "SUCCEEDED"
    assert imported_rows(machine) == {"imported": 5, "skipped": 0}
    assert len(machine.world.cognito.jobs) == 3


def _new(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made
