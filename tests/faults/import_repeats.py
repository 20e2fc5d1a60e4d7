"""Faults of delivery: the same request of an import more than once, or its answer lost."""

from collections.abc import Callable
from typing import Any

from tests.cloudformation.response_server import status
from tests.fakes.import_run import ROLE_NOT_ASSUMABLE
from tests.faults.answering import raising
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.imported import counts, reading_jobs, statuses
from tests.faults.lab import Event, Lab
from tests.faults.starting import START
from tests.faults.troubles import IMPORT_OPERATIONS, OPERATIONS


class Gone(BaseException):
    """The process is killed: nothing of the handler runs on, and nobody is answered."""


def killed_after(lab: Lab, service: Any, operation: str, *, calls: int = 1) -> Event:
    """Send Create, and kill its handler when an operation was performed; return the event."""
    event = lab.request("Create")

    def die(perform: Callable[[], Any]) -> Any:
        perform()
        lab.server.behave(*[status(403)] * 10)
        # Nothing of the handler runs on: no further call arrives.
        for each in (lab.cognito, lab.world.s3):
            for name in (*OPERATIONS, *IMPORT_OPERATIONS):
                each.always_fail(name, raising(Gone()))
        raise Gone

    service.fail(operation, *[lambda perform: perform()] * (calls - 1), die)
    lab.attempt(event)
    lab.heal()
    lab.server.bodies.clear()
    lab.cold_start()
    return event


@fault
def create_that_failed_delivered_three_times(lab: Lab) -> str:
    """A Create in which a row failed, three times."""
    lab.plant(3, 2)
    event = lab.request("Create")
    for _ in range(3):
        assert lab.attempt(event) is None
    assert "[FAILED] Line Number 3 - " in lab.answer_to(event)["Reason"]
    assert len(lab.cognito.jobs) == len(lab.world.uploads.taken) == 1
    return "one import, FAILED each time"


STEPS = {
    "the file is checked": ("s3", "GetObject", 1),
    "Create": ("cognito", "CreateUserImportJob", 1),
    "the file is read to be uploaded": ("s3", "GetObject", 2),
    "Start": ("cognito", START, 1),
    "the first look": ("cognito", "DescribeUserImportJob", 1),
    "the look that saw the end": ("cognito", "DescribeUserImportJob", 5),
}


@fault_for_each(STEPS)
def killed_after_the_step(lab: Lab, case: tuple[str, str, int]) -> str:
    """The handler is gone after {}, and Lambda tries again a minute later."""
    lab.plant()
    service, operation, calls = case
    services = {"s3": lab.world.s3, "cognito": lab.cognito}
    event = killed_after(lab, services[service], operation, calls=calls)
    before = statuses(lab)
    lab.clock.sleep(60)
    assert counts(lab.send(event)) == ("3", "0", "0")
    assert len(lab.cognito.jobs) == 1
    return f"left {before}; the repeat completes it"


@fault_for_each({step: STEPS[step] for step in ("Create", "the file is read to be uploaded")})
def killed_and_repeated_when_the_url_is_dead(lab: Lab, case: tuple[str, str, int]) -> str:
    """The handler is gone after {}, and Lambda tries again when the URL has expired."""
    lab.jobs_allowed = 2
    lab.plant()
    service, operation, calls = case
    services = {"s3": lab.world.s3, "cognito": lab.cognito}
    event = killed_after(lab, services[service], operation, calls=calls)
    lab.clock.sleep(1000)
    answer = lab.send(event)
    assert counts(answer) == ("3", "0", "0")
    assert statuses(lab) == ["Created", "Succeeded"]
    return "another job; the dead one expires"


@fault
def killed_between_a_role_that_is_not_known_and_the_next_job(lab: Lab) -> str:
    """The first job failed for its role, the handler is gone, and Lambda tries again."""
    lab.jobs_allowed = 2
    lab.plant()
    lab.cognito.force(ROLE_NOT_ASSUMABLE)
    event = killed_after(lab, lab.cognito, "DescribeUserImportJob", calls=2)
    assert statuses(lab) == ["Failed"]
    assert counts(lab.send(event)) == ("3", "0", "0")
    return "another job, as without the kill"


@fault
def interrupted_when_the_import_has_ended(lab: Lab) -> str:
    """MemoryError at the look that would see the end, and Lambda's record of it."""
    lab.plant()
    lab.cognito.fail("DescribeUserImportJob", *[lambda perform: perform()] * 3)
    lab.cognito.fail("DescribeUserImportJob", raising(MemoryError()))
    answer = lab.create()
    assert answer["Status"] == "FAILED"
    assert reading_jobs(lab) == [answer["PhysicalResourceId"]]
    return "FAILED with the job's id"
