"""Faults of delivery: the same request more than once, or its answer lost."""

import threading
from collections.abc import Callable
from typing import Any

from tests.cloudformation.response_server import RESET, status
from tests.fakes.cognito import answer_lost
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.lab import Lab


@fault_for_each({"warm": False, "cold": True})
def create_delivered_three_times(lab: Lab, case: bool) -> str:
    """The same Create three times, one after the other, to a {} process."""
    event = lab.request("Create")
    for _ in range(3):
        if case:
            lab.cold_start()
        assert lab.attempt(event) is None
    assert len(set(lab.server.accepted)) == 1
    assert lab.cognito.count("CreateUserImportJob") == 1
    return "one job, and three times the same answer"


@fault
def create_delivered_twice_at_once(lab: Lab) -> str:
    """The same Create to two processes, which both look before either makes a job."""
    lab.jobs_allowed = 2
    both_looked = threading.Barrier(2, timeout=10)

    def look(perform: Callable[[], Any]) -> Any:
        answer = perform()
        both_looked.wait()
        return answer

    lab.cognito.fail("ListUserImportJobs", look, look)
    event = lab.request("Create")
    first, second = lab.resource, lab.another_process()
    threads = [
        threading.Thread(target=lab.invoke, args=[lambda context, r=r: r(event, context)])
        for r in (first, second)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(lab.server.accepted) == 2
    assert len(set(lab.server.accepted)) == 1
    assert [job["Status"] for job in lab.cognito.jobs] == ["Created", "Created"]
    return "two jobs, one of them answered by both; the other was never given to anybody"


@fault
def answer_of_create_lost(lab: Lab) -> str:
    """Cognito makes the job and its answer is lost, as that of every further Create would be."""
    lab.cognito.always_fail("CreateUserImportJob", answer_lost)
    answer = lab.create()
    assert answer["Status"] == "SUCCESS"
    assert len(lab.cognito.jobs) == 1
    assert lab.cognito.count("CreateUserImportJob") == 1
    return "one job: it is looked up before Create is repeated"


@fault
def answer_of_create_and_of_the_look_up_lost(lab: Lab) -> str:
    """The answer of Create is lost, and then that of List, twice."""
    lab.cognito.fail("CreateUserImportJob", answer_lost)
    lab.cognito.fail("ListUserImportJobs", lambda perform: perform(), answer_lost, answer_lost)
    assert lab.create()["Status"] == "SUCCESS"
    assert len(lab.cognito.jobs) == 1
    return "one job"


@fault
def answer_to_cloudformation_lost(lab: Lab) -> str:
    """CloudFormation has the answer, the handler does not know, and Lambda tries again."""
    lab.server.behave(RESET, status(403))
    event = lab.request("Create")
    assert lab.attempt(event) is not None
    assert lab.attempt(event) is None
    assert len(set(lab.server.accepted)) == 1
    return "the same bytes again"


@fault
def delete_delivered_twice(lab: Lab) -> str:
    """The same Delete twice."""
    job_id = lab.create()["PhysicalResourceId"]
    event = lab.request("Delete", physical_resource_id=job_id)
    assert lab.attempt(event) is None
    assert lab.attempt(event) is None
    assert len(set(lab.server.accepted)) == 2
    return "the same answer twice"


@fault
def update_delivered_twice(lab: Lab) -> str:
    """The same Update with another trigger twice."""
    job_id = lab.create()["PhysicalResourceId"]
    event = lab.request("Update", physical_resource_id=job_id, old={}, Trigger="2")
    assert lab.attempt(event) is None
    assert lab.attempt(event) is None
    assert len(lab.cognito.jobs) == 2
    return "one new job, and the same answer twice"


@fault
def create_repeated_after_its_delete(lab: Lab) -> str:
    """A late second delivery of Create, after the resource was deleted."""
    event = lab.request("Create")
    lab.attempt(event)
    job_id = lab.answer_to(event)["PhysicalResourceId"]
    lab.delete(job_id)
    lab.attempt(event)
    assert len(lab.cognito.jobs) == 1
    return "no second job"
