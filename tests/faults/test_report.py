"""What `make faults` prints, and that it fails when something was not survived."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import properties
from tests.faults.__main__ import Run
from tests.faults.catalogue import Fault
from tests.faults.every_fault import FAULTS
from tests.faults.lab import Lab
from tests.faults.properties import PROPERTIES, Share
from tests.faults.report import line, summary
from tests.faults.trial import try_fault

ROOT = Path(__file__).parents[2]


def report(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.faults", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


def never_answers(lab: Lab) -> str:
    lab.resource = lambda _event, _context: None  # type: ignore[assignment]
    answer = lab.create()
    lab.cold_start()
    return str(answer["Status"])


STUCK = Fault("lab", "never answers", "nothing", never_answers)
SURVIVED = Fault("lab", "nothing at all", "nothing", lambda lab: str(lab.create()["Status"]))


def test_a_line_for_each_fault_and_a_summary() -> None:
    """Nothing else is printed."""
    done = report("--only", "hosts:")
    lines = done.stdout.splitlines()
    count = sum(fault.group == "hosts" for fault in FAULTS)
    assert (done.returncode, done.stderr, len(lines)) == (0, "", count + 2)
    assert lines[-2:] == [
        f"{count} faults: {count} survived, 0 stuck, 0 answered twice, 0 jobs lost, 0 jobs twice, "
        "0 secrets leaked",
        "faults: passed",
    ]


def test_a_name_that_is_none_is_an_error() -> None:
    """A typing error would else look like success."""
    done = report("--only", "no such fault")
    assert (done.returncode, "no such fault" in done.stdout) == (2, True)


@pytest.mark.parametrize(
    ("fault", "said", "summed"),
    [
        (STUCK, "NOT SURVIVED", "2 faults: 0 survived, 2 stuck"),
        (SURVIVED, "SUCCESS", "2 faults: 2 survived, 0 stuck"),
    ],
)
def test_what_was_survived_is_counted(fault: Fault, said: str, summed: str) -> None:
    """The line and the last one both tell."""
    outcome = try_fault(fault)
    assert outcome.survived == (outcome.broken == "")
    assert said in line(outcome, 200)
    assert summary([outcome, outcome]) == (
        f"{summed}, 0 answered twice, 0 jobs lost, 0 jobs twice, 0 secrets leaked"
    )


@pytest.mark.parametrize(("fault", "expected"), [(STUCK, False), (SURVIVED, True)])
def test_one_fault_that_is_not_survived_fails_the_run(fault: Fault, expected: bool) -> None:
    """Its exit status says so."""
    run = Run()
    run.add_outcome(try_fault(fault))
    assert run.is_survived is expected


@pytest.mark.parametrize(("violation", "expected"), [("", True), ("AssertionError", False)])
def test_a_violation_fails_the_run(
    capsys: pytest.CaptureFixture[str], violation: str, expected: bool
) -> None:
    """A property's line comes with its last share."""
    run = Run()
    run.add_share(0, Share(5_000, 70, violation))
    run.add_share(0, Share(5_000, 80, ""))
    run.add_share(0, Share(5_000, 60, ""))
    assert capsys.readouterr().out == ""
    run.add_share(0, Share(5_000, 60, ""))
    printed = capsys.readouterr().out.splitlines()
    count = int(not expected)
    assert printed[0] == f"property: any event: 20,000 examples, {count} violations, 80.0 s"
    assert printed[1:] == list(filter(None, [violation]))
    assert run.is_survived is expected
    assert run.ending == (
        "faults: passed, 1 of 1 properties kept"
        if expected
        else "faults: failed, 0 of 1 properties kept"
    )


@pytest.mark.parametrize(
    "check",
    [properties.mutated_events, pytest.param(properties.stacks, marks=pytest.mark.thorough)],
)
def test_a_share_finds_what_is_broken(
    monkeypatch: pytest.MonkeyPatch, check: properties.Check
) -> None:
    """And none where nothing is."""
    clean = check(20, 1)
    assert clean.tried >= 20
    assert clean.violation == ""
    monkeypatch.setattr("cognito_user_import.life_cycle.requests.create", lambda *_: None)
    monkeypatch.setattr("cognito_user_import.cloudformation.response._MAX_PHYSICAL_ID", 0)
    assert "AssertionError" in check(20, 1).violation


def test_shares_add_up_to_what_is_asked_for() -> None:
    """20,000 events, whatever number of processes try them."""
    tried = {each.name: each.examples(20_000) * each.shares for each in PROPERTIES}
    assert tried == {
        "property: any event": 20_000,
        "property: any life of a stack": 1_000,
        "property: warm invocations": 10_000,
    }
