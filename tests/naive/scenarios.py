"""What goes wrong in the comparison, as it is seen from outside of a handler."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.cloudformation.response_server import (
    RESET,
    Behaviour,
)
from tests.fakes.cognito import Fault, refused
from tests.naive.stage import Stage

CUT: Final = Behaviour(False, RESET.answer)
"""Cut the connection; CloudFormation has nothing."""
THROTTLED: Final = refused("TooManyRequestsException")
DENIED: Final = refused("AccessDeniedException")
LIMIT: Final = refused("LimitExceededException")
BROKEN: Final = refused("InternalErrorException", status=500)
CarryOut = Callable[[Stage], object]


@dataclass(frozen=True)
class Scenario:
    """One thing that goes wrong, and the requests round it."""

    name: str
    carry_out: CarryOut


def put(*behaviours: Behaviour) -> CarryOut:
    def carry_out(stage: Stage) -> None:
        stage.server.behave(*behaviours)
        stage.create()

    return carry_out


def first_invocation(behaviour: Behaviour, seconds: float) -> CarryOut:
    def carry_out(stage: Stage) -> None:
        stage.seconds = seconds
        stage.server.behave(*[behaviour] * 1000)
        stage.before_attempt[2] = stage.server.behave
        stage.create()

    return carry_out


def create(*faults: Fault, always: bool = False) -> CarryOut:
    def carry_out(stage: Stage) -> None:
        if always:
            stage.cognito.always_fail("CreateUserImportJob", faults[0])
        else:
            stage.cognito.fail("CreateUserImportJob", *faults)
        stage.create()

    return carry_out


def slow(seconds: float, of: float) -> CarryOut:
    def carry_out(stage: Stage) -> None:
        stage.seconds = of

        def slow(perform: Callable[[], Any]) -> Any:
            stage.time.really_sleep(seconds)
            return perform()

        stage.cognito.fail("CreateUserImportJob", slow)
        stage.create()
        # The work goes on after the timer has answered.
        stage.time.really_sleep(seconds)

    return carry_out


def killed(times: int, *, made: bool) -> CarryOut:
    def carry_out(stage: Stage) -> None:
        def kill(perform: Callable[[], Any]) -> Any:
            if made:
                perform()
            stage.kill()

        stage.cognito.fail("CreateUserImportJob", *[kill] * times)
        stage.create()

    return carry_out


def denied_for_20_seconds(stage: Stage) -> None:
    end = stage.time.now() + 20

    def denied(perform: Callable[[], Any]) -> Any:
        return DENIED(perform) if stage.time.now() < end else perform()

    stage.cognito.always_fail("CreateUserImportJob", denied)
    stage.create()


def repeated(times: int, *, cold: bool) -> CarryOut:
    def carry_out(stage: Stage) -> None:
        event = stage.request("Create")
        for _ in range(times):
            if cold:
                stage.restart()
            stage.attempt(event)

    return carry_out


def at_once(stage: Stage) -> None:
    both_there = threading.Barrier(2, timeout=10)

    def meet(perform: Callable[[], Any]) -> Any:
        both_there.wait()
        return perform()

    stage.cognito.fail("CreateUserImportJob", meet, meet)
    stage.at_once(stage.request("Create"))


def repeated_later(type_: str) -> CarryOut:
    def carry_out(stage: Stage) -> None:
        job_id = stage.create()
        stage.jobs_allowed = 2 if type_ == "Update" else 1
        event = stage.request(type_, job_id, Trigger="2" if type_ == "Update" else None)
        stage.attempt(event)
        stage.attempt(event)

    return carry_out


def malformed_after_a_good_one(stage: Stage) -> None:
    stage.create()
    stage.attempt({"RequestType": "Create", "ResourceProperties": {}})


def given_up(stage: Stage) -> None:
    sent = datetime.now(UTC) - timedelta(hours=3)
    event = stage.request("Create")
    event["ResponseURL"] += f"&X-Amz-Date={sent:%Y%m%dT%H%M%SZ}"
    stage.given_up.append(event)
    stage.jobs_allowed = 0
    stage.send(event)


def never_invoked(type_: str) -> CarryOut:
    def carry_out(stage: Stage) -> None:
        job_id = stage.create() if type_ == "Delete" else None
        stage.fail_over(stage.request(type_, job_id), "EventAgeExceeded")

    return carry_out


def pool_missing(stage: Stage) -> None:
    stage.create(UserPoolId="eu-central-1_Gone")
