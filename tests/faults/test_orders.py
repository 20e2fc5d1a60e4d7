"""The state machine finds each order of events whose fix is taken out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from cognito_user_import.cloudformation.request import CREATE, UPDATE, Request
from cognito_user_import.cloudformation.standing import StackAnswer, StackQuestion, Standing
from local_aws.guesses import GiveUpRule
from tests.faults.memory_world import GOOD, OTHER
from tests.faults.stack_machine import StackMachine
from tests.faults.test_stack_machine import source

_ASK, _REQUIRE = StackQuestion.ask, StackQuestion.require
_FIND = settings(
    max_examples=1500,
    stateful_step_count=20,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def not_required(request_type: str) -> Callable[[StackQuestion], None]:
    """Ask nothing round the start of a job, for requests of a type."""

    def require(question: StackQuestion) -> None:
        if question.request.type != request_type:
            _REQUIRE(question)

    return require


def always_wanted(question: StackQuestion) -> StackAnswer:
    """Ask nothing at the beginning; only that a rollback is one is known."""
    answer = _ASK(question)
    is_rollback = answer.standing == Standing.ROLLBACK
    return answer if is_rollback else StackAnswer(Standing.WANTED, answer.job_id)


def no_rollback(question: StackQuestion) -> StackAnswer:
    """Take a rollback for an update back to what was deployed before."""
    answer = _ASK(question)
    is_rollback = answer.standing == Standing.ROLLBACK
    return replace(answer, standing=Standing.WANTED) if is_rollback else answer


def unknown(standing: Standing) -> Callable[[StackQuestion], StackAnswer]:
    """Not know one kind of requests at the beginning."""

    def ask(question: StackQuestion) -> StackAnswer:
        answer = _ASK(question)
        return StackAnswer(Standing.UNKNOWN) if answer.standing == standing else answer

    return ask


def never(_request: Request, _moment: datetime) -> bool:
    """Take no job for one of a later request."""
    return False


def always(_request: Request, _moment: datetime) -> bool:
    """Take each job for one of this request."""
    return True


REMOVED: dict[str, dict[str, Any]] = {
    "2: a rollback while an Update is at work": {"StackQuestion.require": not_required(UPDATE)},
    "3: a Delete while a Create is at work": {"StackQuestion.require": not_required(CREATE)},
    "4: a repeat of a request whose timer answered": {"StackQuestion.ask": always_wanted},
    "6: a late duplicate": {
        "StackQuestion.ask": unknown(Standing.ANSWERED),
        "Request.precedes": never,
    },
    "8: removed and added back": {"Request.made": always},
}
BROKEN = {
    "2": "a job runs that",
    "3": "a job runs that",
    "4": "SUCCESS after FAILED",
    "6": "a late duplicate creates, starts or stops a job|a job runs that",
    "8": "SUCCESS, and the users are not in the pool",
}
"""The promise that each breaks first."""
SEEDS = {"2": 2, "3": 1, "4": 1, "6": 1, "8": 3}
"""With these, the machine finds each in at most a minute or two. With others, it takes longer."""


@pytest.mark.thorough
@pytest.mark.parametrize("order", REMOVED)
def test_the_machine_finds(monkeypatch: pytest.MonkeyPatch, order: str) -> None:
    """By itself, from nothing but its rules."""
    for name, value in REMOVED[order].items():
        monkeypatch.setattr(f"cognito_user_import.cloudformation.standing.{name}", value)
    number = order.partition(":")[0]
    with pytest.raises(AssertionError, match=BROKEN[number]):
        run_state_machine_as_test(seed(SEEDS[number])(StackMachine), settings=_FIND)


class FirstOne:
    """Draws the one resource that there is."""

    def draw(self, _strategy: object) -> str:
        """Return its logical id."""
        return "Users"


def test_the_rules_find_a_rollback_to_an_object_that_was_overwritten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """12: an import that skipped all, an update, the rollback. By chance, it is too rare."""

    def live() -> None:
        machine = StackMachine()
        data: Any = FirstOne()
        machine.begin(updates_time=False, stops_pending=True, give_up_rule=GiveUpRule.AT_END)
        machine.create("Users", source(GOOD, SkipExistingUsers="false"), [], "none")
        machine.removed_and_added_back(data, [], users_stay=True)
        machine.update(data, source(OTHER), [], [], "none", "rollback", "all", False, True)

    live()
    monkeypatch.setattr(StackQuestion, "ask", no_rollback)
    with pytest.raises(AssertionError, match="a rollback imports"):
        live()
