"""What holds for any example: each in shares, which run beside one another."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.invocation import Scenario, check, scenarios
from tests.faults.stack_machine import StackMachine
from tests.faults.warm_invocations import measure
from tests.seeds import SEED

EXAMPLES = 20_000
"""Of events, and of lives of a stack a 20th, of warm invocations a half."""
_STEPS = 20
"""Of the life of a stack, at most."""


@dataclass(frozen=True)
class Share:
    """What one process found.

    ``violation`` tells the smallest example of each kind, and is empty where there is none.
    """

    tried: int
    seconds: float
    violation: str
    remark: str = ""


Check = Callable[[int, int], Share]
"""Tries so many examples, others for each number."""


def mutated_events(examples: int, number: int) -> Share:
    """Try mutated events."""
    tried = 0

    @seed(SEED + number)
    @_settings(examples)
    @given(scenarios)
    def property_of_events(scenario: Scenario) -> None:
        nonlocal tried
        tried += 1
        check(scenario)

    return _share(property_of_events, lambda: tried)


def stacks(examples: int, number: int) -> Share:
    """Try lives of a stack."""
    tried = 0

    @seed(SEED + number)
    class Counted(StackMachine):
        def __init__(self) -> None:
            nonlocal tried
            tried += 1
            super().__init__()

    # What is logged is looked at with the events; here it is in the way of the report.
    logging.disable()
    try:
        return _share(
            lambda: run_state_machine_as_test(Counted, settings=_settings(examples)), lambda: tried
        )
    finally:
        logging.disable(logging.NOTSET)


def warm_invocations(examples: int, _number: int) -> Share:
    """Let one execution environment handle this many requests."""
    figures = measure(examples)
    remark = (
        f"memory {figures.memory / 1e6:+.1f} MB, threads {figures.threads:+}, "
        f"files {figures.files:+}"
    )
    violation = "" if figures.is_clean else f"more than nothing is left: {figures}"
    return Share(figures.invocations, figures.seconds, violation, remark)


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=_STEPS,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


def _share(attempt: Callable[[], None], tried: Callable[[], int]) -> Share:
    started = time.monotonic()
    violation = ""
    try:
        attempt()
    except BaseException as error:  # also several at once, in a group
        if isinstance(error, KeyboardInterrupt):
            raise
        notes = getattr(error, "__notes__", [])
        violation = "\n".join((f"{type(error).__name__}: {error}", *notes))
    return Share(tried(), time.monotonic() - started, violation)


@dataclass(frozen=True)
class Property:
    """A property, and how it is divided.

    :param per: Of the examples asked for, one in so many.
    """

    name: str
    check: Check
    per: int
    shares: int

    def examples(self, asked: int) -> int:
        """Return how many examples one share has to try, at least."""
        return -(-asked // (self.per * self.shares))


PROPERTIES = (
    Property("property: any event", mutated_events, per=1, shares=4),
    Property("property: any life of a stack", stacks, per=20, shares=4),
    Property("property: warm invocations", warm_invocations, per=2, shares=1),
)
