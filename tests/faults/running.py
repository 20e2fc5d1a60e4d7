"""Faults of the invocation: its time, its process, its environment, and its event."""

import os
import time
from typing import Any
from unittest import mock

from cognito_user_import.errors import InvalidEventError
from cognito_user_import.handler import clients
from local_aws import LocalAws
from tests.cloudformation.events import properties
from tests.fakes.cognito import refused
from tests.faults.answering import raising
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.killed_process import KilledHandler
from tests.faults.lab import Lab
from tests.unit.test_request import MALFORMED, malformed


def slow(lab: Lab, operation: str, seconds: float) -> None:
    """Have the next call of an operation take so long."""

    def fault(perform: Any) -> Any:
        time.sleep(seconds)
        return perform()

    lab.cognito.fail(operation, fault)


@fault_for_each(
    {"is made too late": ("CreateUserImportJob", 1.6), "is looked up": ("ListUserImportJobs", 1.3)}
)
def timeout_when_the_job(lab: Lab, case: tuple[str, float]) -> str:
    """The invocation has no time left when the job {}."""
    lab.use_real_time(2)
    slow(lab, *case)
    answer = lab.create()
    assert answer["Status"] == "FAILED"
    assert "about to time out" in answer["Reason"]
    assert len(lab.cognito.jobs) == 1
    assert lab.delete(answer["PhysicalResourceId"])["Status"] == "SUCCESS"
    return "FAILED by the timer, and once; the job is found by its name at Delete"


@fault
def under_500_ms_at_entry(lab: Lab) -> str:
    """400 ms are left when the handler is entered, and Cognito takes 300."""
    lab.use_real_time(0.4)
    slow(lab, "ListUserImportJobs", 0.3)
    event = lab.request("Create")
    lab.attempt(event)
    answer = lab.answer_to(event)
    assert answer["Status"] == "FAILED"
    return "FAILED in time"


@fault_for_each({error.__name__: error for error in (SystemExit, KeyboardInterrupt, GeneratorExit)})
def interrupted_by(lab: Lab, case: type[BaseException]) -> str:
    """{} in the middle of Create."""
    lab.cognito.fail("CreateUserImportJob", raising(case()))
    answer = lab.create()
    assert answer["Status"] == "FAILED"
    assert case.__name__ in answer["Reason"]
    return "FAILED, naming it"


@fault
def out_of_memory_with_an_exception(lab: Lab) -> str:
    """MemoryError, which has no text."""
    lab.cognito.fail("CreateUserImportJob", raising(MemoryError()))
    answer = lab.create()
    assert answer["Reason"] == "The handler failed: MemoryError."
    return "FAILED, naming it"


@fault
def killed_in_mid_create(lab: Lab) -> str:
    """SIGKILL when Cognito has made the job and nobody knows."""
    with LocalAws() as aws:
        handler = KilledHandler(aws, lab)
        event = handler.create_and_kill()
        assert lab.answer_to(event) == {}
        answer = handler.retry(event)
        made = [job["JobId"] for job in handler.jobs()]
    assert answer["Status"] == "SUCCESS"
    assert made == [answer["PhysicalResourceId"]]
    return "answered by Lambda's second attempt with the one job"


@fault
def killed_at_every_attempt(lab: Lab) -> str:
    """SIGKILL at each of three attempts."""
    event = lab.request("Create")
    lab.fail_over(event, "RequestId: 1 Error: Runtime exited with error: signal: killed")
    answer = lab.answer_to(event)
    assert answer["Status"] == "FAILED"
    assert "RetriesExhausted after 3 attempts; " in answer["Reason"]
    assert "signal: killed" in answer["Reason"]
    assert lab.delete(answer["PhysicalResourceId"])["Status"] == "SUCCESS"
    return "FAILED by the responder, and its Delete succeeds"


@fault_for_each({shape: shape for shape in MALFORMED})
def malformed_event(lab: Lab, case: str) -> str:
    """An event with {}, to a new process, and to one that has answered another."""
    error = lab.attempt(malformed(case))
    assert isinstance(error, InvalidEventError)
    assert isinstance(lab.fail_over(malformed(case), error), InvalidEventError)
    assert lab.server.bodies == []
    lab.create()
    assert isinstance(lab.attempt(malformed(case)), InvalidEventError)
    assert len(lab.server.bodies) == 1
    assert lab.create()["Status"] == "SUCCESS"
    return "refused by handler and responder, nothing sent to any ResponseURL"


@fault_for_each({"Create": "Create", "Update": "Update", "Delete": "Delete"})
def no_region_at_import(lab: Lab, case: str) -> str:
    """The client cannot be made for want of a Region; {}."""
    without = {n: v for n, v in os.environ.items() if n not in ("AWS_REGION", "AWS_DEFAULT_REGION")}
    with mock.patch.dict("os.environ", without, clear=True):
        lab.cold_start(clients)
        given: dict[str, Any] = {} if case == "Create" else {"physical_resource_id": "import-1"}
        answer = lab.send(lab.request(case, **given))
    assert answer["Status"] == ("SUCCESS" if case == "Delete" else "FAILED")
    assert answer["Reason"] == "You must specify a region."
    lab.cold_start()
    return f"{answer['Status']}: {answer['Reason']}"


@fault
def no_credentials(lab: Lab) -> str:
    """There are no credentials to sign with."""
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    without = {name: value for name, value in os.environ.items() if name not in names}
    with mock.patch.dict("os.environ", without, clear=True):
        lab.cold_start()
        answer = lab.create()
    assert answer["Status"] == "FAILED"
    assert "NoCredentialsError" in answer["Reason"]
    lab.cold_start()
    return "FAILED, with the error's name"


@fault
def nothing_sticks(lab: Lab) -> str:
    """Success and failure of two resources in turn, 1,000 times in one process."""
    lab.jobs_allowed = 1
    lab.cognito.always_fail("CreateUserImportJob", refused("OperationNotEnabledException"))
    lab.cognito.fail("CreateUserImportJob", lambda perform: perform())
    good = lab.create()
    for _ in range(500):
        bad = lab.create(JobName="other")
        again = lab.update(good["PhysicalResourceId"], properties())
        assert (bad["Status"], bad["Data"]) == ("FAILED", {})
        assert bad["PhysicalResourceId"].startswith("no-job-")
        assert {**again, "RequestId": ""} == {**good, "RequestId": ""}
    return "each answer is its own"
