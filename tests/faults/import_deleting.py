"""Faults of Delete while the Create of an import is at work."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.import_run import Outcome
from tests.fakes.upload_behaviour import take
from tests.fakes.upload_request import UploadRequest
from tests.faults.catalogue import fault_for_each
from tests.faults.fast_clock import FastClock
from tests.faults.imported import statuses
from tests.faults.lab import Event, Lab
from tests.faults.starting import LOOK, START, plant_slow

_SECONDS = 20


@dataclass
class Hold:
    """A step of Create, which goes on when Delete is at work."""

    reached: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def before(self, perform: Callable[[], Any]) -> Any:
        """Hold an operation before it is performed."""
        self._wait()
        return perform()

    def after(self, perform: Callable[[], Any]) -> Any:
        """Hold an operation when it was performed."""
        answer = perform()
        self._wait()
        return answer

    def upload(self, request: UploadRequest) -> None:
        """Hold an upload."""
        self._wait()
        take(request)

    def _wait(self) -> None:
        self.reached.set()
        assert self.go_on.wait(_SECONDS)


def at_look_at_s3(lab: Lab, hold: Hold) -> None:
    lab.world.s3.fail("HeadObject", hold.before)


def at_check(lab: Lab, hold: Hold) -> None:
    lab.world.s3.fail("GetObject", hold.before)


def before_create(lab: Lab, hold: Hold) -> None:
    lab.cognito.fail("CreateUserImportJob", hold.before)


def after_create(lab: Lab, hold: Hold) -> None:
    lab.cognito.fail("CreateUserImportJob", hold.after)


def at_upload(lab: Lab, hold: Hold) -> None:
    lab.world.uploads.behave(hold.upload)


def before_start(lab: Lab, hold: Hold) -> None:
    lab.cognito.fail(START, hold.before)


def after_start(lab: Lab, hold: Hold) -> None:
    lab.cognito.fail(START, hold.after)


def while_it_runs(lab: Lab, hold: Hold) -> None:
    lab.cognito.fail(LOOK, *[lambda perform: perform()] * 4, hold.after)


STEPS = {
    "looks at the object": at_look_at_s3,
    "checks the file": at_check,
    "is about to make the job": before_create,
    "has made the job": after_create,
    "uploads the file": at_upload,
    "is about to start the job": before_start,
    "has started the job": after_start,
    "waits for the job": while_it_runs,
}


def create_beside(lab: Lab) -> tuple[Event, threading.Thread]:
    """Send Create to another process, and go on."""
    creating = lab.another_process()
    event = lab.request("Create")
    thread = threading.Thread(target=lab.invoke, args=[lambda context: creating(event, context)])
    thread.start()
    return event, thread


@fault_for_each(STEPS)
def delete_while_create(lab: Lab, case: Callable[[Lab, Hold], None]) -> str:
    """Another resource failed: Delete with an invented id arrives while Create {}."""
    plant_slow(lab, 500)
    lab.use_clock(FastClock(), 900)
    hold = Hold()
    case(lab, hold)
    event, creating = create_beside(lab)
    assert hold.reached.wait(_SECONDS)
    assert lab.delete("Users-1KZX9")["Status"] == "SUCCESS"
    hold.go_on.set()
    creating.join(_SECONDS)
    assert not creating.is_alive()
    assert lab.answer_to(event)["Status"] == "FAILED"
    assert set(statuses(lab)) <= {"Created", "Stopped"}
    return f"SUCCESS at once; Create's job is {statuses(lab) or 'not made'}"


@fault_for_each({"Created": [], "Failed": ["Failed"], "Stopped": ["Stopped"]})
def delete_while_create_waits_for_the_slot(lab: Lab, case: list[str]) -> str:
    """Delete with an invented id arrives while Create waits for the slot, beside a job that {}."""
    lab.use_clock(FastClock(60), 900)
    lab.plant()
    for status in case:
        lab.cognito.force(Outcome(status, failed=3))
        lab.create()
        lab.clock.sleep(30)
    plant_slow(lab, 5_000)
    lab.jobs_allowed = 1 + len(case)
    lab.cognito.slots = 0
    waits = threading.Event()

    def refused(perform: Callable[[], Any]) -> Any:
        waits.set()
        return perform()

    lab.cognito.fail(START, refused)
    event, creating = create_beside(lab)
    assert waits.wait(_SECONDS)
    assert lab.delete("Users-1KZX9")["Status"] == "SUCCESS"
    lab.cognito.slots = 1
    creating.join(_SECONDS)
    assert not creating.is_alive()
    assert "CloudFormation no longer waits for this Create" in lab.answer_to(event)["Reason"]
    assert statuses(lab) == [*case, "Created"]
    return "Create doesn't start its job when the slot is free"
