"""No order of deployments, repeats, kills and faults loses a job or makes one twice."""

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from cognito_user_import.aws import service_call
from cognito_user_import.cloudformation import custom_resource
from tests.cloudformation import events
from tests.fakes.s3 import BUCKET
from tests.faults.memory_world import GOOD, OTHER
from tests.faults.stack_machine import Deployed, StackMachine
from tests.faults.stack_model import World
from tests.faults.stack_plans import Plan

TestStack = StackMachine.TestCase
TestStack.settings = settings(
    max_examples=30,
    stateful_step_count=20,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_a_delivery_that_is_interrupted_is_for_lambda_to_repeat() -> None:
    """The handler must not return as if it had answered."""
    world = World()
    event = world.request("Create", "Users", events.properties())
    assert not world.deliver_event(event, Plan(delivery="interrupted"))
    assert world.answers == []
    assert world.send(event)["Status"] == "SUCCESS"


def answer_another_id(exchange: custom_resource.Exchange, status: str, *answer: Any) -> None:
    """Answer a failure with an id that is not the event's."""
    _, *rest = answer
    ANSWER(exchange, status, answer[0] if status == "SUCCESS" else "no-job-other", *rest)


def repeat_without_look_up(calls: service_call.ServiceCalls, *call: Any, **options: Any) -> Any:
    return CALL(calls, *call, **{**options, "before_repeat": lambda: None})


def create_twice(machine: StackMachine) -> None:
    machine.create("Users", events.properties(), [], "cold")


def create_with_an_answer_lost(machine: StackMachine) -> None:
    machine.create("Users", events.properties(), [Plan(calls=("fine", "answer lost"))], "none")


def remove_what_runs(machine: StackMachine) -> None:
    machine.create("Users", events.properties(), [], "none")
    machine.start(machine.stack["Users"].physical_id)
    machine.teardown()


def update_in_vain(machine: StackMachine) -> None:
    machine.create("Users", events.properties(), [], "none")
    before = machine.stack["Users"]
    update = machine.updating("Users", before, events.properties(Trigger="2"))
    machine.send(update, [Plan(calls=("fine", "fine", "limit"))])


def source(key: str, **changes: str) -> dict[str, Any]:
    return events.properties(SourceBucket=BUCKET, SourceKey=key, ServiceTimeout="9000", **changes)


def import_and_repeat(machine: StackMachine) -> None:
    # Otherwise, the repeat finds the users.
    given = source(GOOD, SkipExistingUsers="false")
    machine.create("Users", given, [Plan(delivery="refused", then=60)], "none")


def update_and_roll_back(machine: StackMachine) -> None:
    machine.create("Users", source(GOOD), [], "none")
    before = machine.stack["Users"]
    after = machine.send(machine.updating("Users", before, source(OTHER)), [])
    machine.roll_back("Users", before, Deployed(after["PhysicalResourceId"], source(OTHER)))


def update_to_what_never_ends(machine: StackMachine) -> None:
    machine.create("Users", source(GOOD), [], "none")
    machine.imports_take(10_000)
    before = machine.stack["Users"]
    machine.send(machine.updating("Users", before, source(OTHER)), [])
    machine.only_a_deployed_job_runs()


def delete_what_never_ends(machine: StackMachine) -> None:
    machine.imports_take(10_000)
    machine.create("Users", source(GOOD, Wait="false"), [], "none")
    machine.teardown()


ANSWER = custom_resource.Exchange.answer
CALL = service_call.ServiceCalls.__call__
DEFECTS: dict[str, tuple[Callable[[StackMachine], None], str, Any]] = {
    "no look-up before Create": (
        create_twice,
        "cognito.import_jobs.ImportJobs.find",
        lambda *_, **__: None,
    ),
    "no look-up before a repeat": (
        create_with_an_answer_lost,
        "aws.service_call.ServiceCalls.__call__",
        repeat_without_look_up,
    ),
    "no stop at Delete": (
        remove_what_runs,
        "life_cycle.requests.delete",
        lambda _invocation: None,
    ),
    "no look-up before an import": (
        import_and_repeat,
        "cognito.import_jobs.ImportJobs.find",
        lambda *_, **__: None,
    ),
    "a rollback that imports": (
        update_and_roll_back,
        "life_cycle.with_source.SourceLifeCycle._before_the_update",
        lambda life, _current: life._own.new(),
    ),
    "no stop at a failed Update": (
        update_to_what_never_ends,
        "life_cycle.own_import.stop_own",
        lambda *_: None,
    ),
    "no stop at Delete of an import": (
        delete_what_never_ends,
        "life_cycle.requests.delete",
        lambda _invocation: None,
    ),
    "another id at a failed Update": (
        update_in_vain,
        "cloudformation.custom_resource.Exchange.answer",
        answer_another_id,
    ),
    "an answer that is never the same": (
        create_twice,
        "cloudformation.response._texts",
        lambda _data: {"Token": secrets.token_hex(4)},
    ),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_the_machine_sees(monkeypatch: pytest.MonkeyPatch, defect: str) -> None:
    """What the rules can fail."""
    live, name, value = DEFECTS[defect]
    live(StackMachine())
    monkeypatch.setattr(f"cognito_user_import.{name}", value)
    machine = StackMachine()
    with pytest.raises(AssertionError):
        live(machine)


def test_the_invariant_sees_a_job_that_is_nobodys() -> None:
    """A job that runs must be one that a stack names."""
    machine = StackMachine()
    machine.create("Users", events.properties(), [], "none")
    machine.start(machine.stack["Users"].physical_id)
    machine.only_a_deployed_job_runs()
    machine.stack.clear()
    with pytest.raises(AssertionError):
        machine.only_a_deployed_job_runs()
