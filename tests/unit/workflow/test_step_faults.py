"""Each step with each fault, by a second engine: the import goes on, or ends with its report."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes.service import FakeService, FakeServiceError
from tests.unit.workflow.interpreter import Interpreter, InvocationError
from tests.unit.workflow.machine import Killed, Machine
from tests.unit.workflow.outcomes import (
    plant_secrets,
    require_all_once,
    require_no_secret,
    started_jobs,
)

STEPS = ("plan", "check", "judge-file", "begin", "look", "judge", "summarize")
_LONG = 600.0
"""Seconds for which a service refuses: longer than a step waits for it."""
Prepare = Callable[[Interpreter, str], None]


def _failing(step: str, name: str, times: int) -> Callable[[str], None]:
    """Return what fails some invocations of a step."""
    left = times

    def fail(invoked: str) -> None:
        nonlocal left
        if invoked == step and left:
            left -= 1
            raise InvocationError(name)

    return fail


def lambda_throttles(interpreter: Interpreter, step: str) -> None:
    """Have Lambda refuse more invocations than a step is repeated for other reasons."""
    interpreter.before_step = _failing(step, "Lambda.TooManyRequestsException", 20)


def times_out(interpreter: Interpreter, step: str) -> None:
    """Have the function end for lack of time, before it has done anything."""
    interpreter.before_step = _failing(step, "Sandbox.Timedout", 2)


def times_out_at_its_end(interpreter: Interpreter, step: str) -> None:
    """Have the function end for lack of time when all is done but the answer."""
    interpreter.after_step = _failing(step, "Sandbox.Timedout", 2)


def _refuses(interpreter: Interpreter, step: str, service: FakeService, code: str) -> None:
    clock = interpreter.machine.clock
    current, end = "", None

    def begin(invoked: str) -> None:
        nonlocal current, end
        current = invoked
        if invoked == step and end is None:
            end = clock.now() + _LONG

    def around(_operation: str, perform: Callable[[], Any]) -> Any:
        if end is not None and current == step and clock.now() < end:
            raise FakeServiceError(code, status=503 if code == "SlowDown" else 400)
        return perform()

    interpreter.before_step = begin
    service.around = around


def cognito_throttles(interpreter: Interpreter, step: str) -> None:
    """Have Cognito refuse all requests of a step for ten minutes."""
    world = interpreter.machine.world
    _refuses(interpreter, step, world.cognito, "TooManyRequestsException")


def s3_slows_down(interpreter: Interpreter, step: str) -> None:
    """Have S3 refuse all requests of a step for ten minutes."""
    _refuses(interpreter, step, interpreter.machine.world.s3, "SlowDown")


PASSING = (lambda_throttles, times_out, times_out_at_its_end, cognito_throttles, s3_slows_down)
EVERY_DAY = {
    (lambda_throttles, "summarize"),
    (times_out, "judge"),
    (times_out_at_its_end, "begin"),
    (cognito_throttles, "look"),
    (s3_slows_down, "plan"),
}


@pytest.fixture
def interpreter(machine: Machine) -> Interpreter:
    """Make a second engine for the machine's definition."""
    plant_secrets(machine)
    return Interpreter(machine)


@pytest.mark.parametrize(
    ("fault", "step"),
    [
        pytest.param(
            fault,
            step,
            id=f"{step}-{fault.__name__}",
            marks=() if (fault, step) in EVERY_DAY else pytest.mark.thorough,
        )
        for step in STEPS
        for fault in PASSING
    ],
)
def test_what_passes_by_itself_ends_no_import(
    interpreter: Interpreter, fault: Prepare, step: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody is lost or imported twice, and no job is spent on it."""
    fault(interpreter, step)
    ended = interpreter.run()
    assert (ended.status, ended.output["ImportedUsers"]) == ("SUCCEEDED", 5)
    require_all_once(interpreter.machine)
    assert len(interpreter.machine.world.cognito.jobs) == started_jobs(interpreter.machine) == 3
    require_no_secret(interpreter.machine, caplog.text, interpreter)


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(step, marks=() if step in ("look", "judge") else pytest.mark.thorough)
        for step in STEPS
    ],
)
def test_after_a_step_that_always_fails_another_execution_continues(
    interpreter: Interpreter, step: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The first one ends with its report; a job that runs on is the second one's."""

    def kill(name: str) -> None:
        if name == step:
            raise Killed

    interpreter.before_step = kill
    ended = interpreter.run()
    assert ended.status == "FAILED"
    if step != "summarize":
        report = interpreter.machine.document("first", "report.json")
        assert (report["Status"], report["Problem"]) == ("FAILED", ended.cause)
    interpreter.before_step = lambda _step: None
    ended = interpreter.run("second")
    assert (ended.status, ended.output["ImportedUsers"]) == ("SUCCEEDED", 5)
    require_all_once(interpreter.machine)
    assert started_jobs(interpreter.machine) == 3
    require_no_secret(interpreter.machine, caplog.text, interpreter)


def test_the_report_has_the_users_of_a_job_that_nobody_could_look_at(
    interpreter: Interpreter,
) -> None:
    """Its job is known although the step that looks at it always failed."""

    def kill(name: str) -> None:
        if name == "look":
            raise Killed

    interpreter.before_step = kill
    interpreter.run()
    (part, *_) = interpreter.machine.document("first", "report.json")["Parts"]
    assert (part["ImportedUsers"], part["Status"]) == (2, "Succeeded")
    assert part["JobId"]
