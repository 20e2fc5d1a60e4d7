"""What the function answers to events that no state machine of this library sends."""

from typing import Any

import pytest

from cognito_user_import.errors import InvalidEventError
from cognito_user_import.workflow import planned_file
from cognito_user_import.workflow_handler import StepError
from tests.fakes.lambda_context import FakeContext
from tests.unit.workflow.machine import Machine


@pytest.mark.parametrize("event", [None, {}, {"Step": "other"}, {"Step": ["plan"]}])
def test_an_event_without_a_step_is_refused(machine: Machine, event: Any) -> None:
    """The error lists the steps."""
    with pytest.raises(InvalidEventError, match="Step must be one of plan, "):
        machine.handle(event, FakeContext())


@pytest.mark.parametrize(
    "change",
    [
        {"Execution": "a/b"},
        {"Execution": None},
        {"ReportBucket": None},
        {"Properties": {}},
        {"Properties": None},
    ],
)
def test_an_event_that_lacks_something_fails_the_step(
    machine: Machine, change: dict[str, Any]
) -> None:
    """Nothing is read or stored."""
    calls = list(machine.world.s3.calls)
    with pytest.raises(StepError):
        machine.handle({**machine.event("plan", "it"), **change}, FakeContext())
    assert machine.world.s3.calls == calls


def test_the_text_of_an_unexpected_error_stays_out_of_history_and_log(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody knows what is in it."""

    def fail(*_: object) -> None:
        raise ValueError("user1" + "@example.com")

    monkeypatch.setattr(planned_file, "plan_parts", fail)
    with pytest.raises(StepError) as raised:
        machine.handle(machine.event("plan", "it"), FakeContext())
    assert str(raised.value) == "ValueError. See the function's log."
    assert raised.value.__suppress_context__
    assert "step plan failed: ValueError" in caplog.text
    assert "in plan" in caplog.text
    assert "user1@example.com" not in caplog.text


def test_a_repeated_plan_keeps_the_first_one(machine: Machine) -> None:
    """Other steps may have read it."""
    first = machine.step("plan", "it")
    machine.world.put_rows(9)
    assert machine.step("plan", "it") == first
