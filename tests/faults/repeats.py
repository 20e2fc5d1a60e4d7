"""Faults of delivery: the same request more than once, or its answer lost."""

from typing import Any

from tests.cloudformation.response_server import RESET, status
from tests.fakes.cognito import answer_lost
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.imported import counts
from tests.faults.lab import Answer, Lab
from tests.faults.starting import START

RESOURCES = {"a job for others": False, "an import": True}
"""Whether a resource has a source, by what it makes."""
RESOURCES_AND_PROCESSES = {
    f"{resource}, {process}": (has_source, is_cold)
    for resource, has_source in RESOURCES.items()
    for process, is_cold in (("warm", False), ("cold", True))
}


def prepare(lab: Lab, has_source: bool) -> None:
    """Store a file of three good rows for an import."""
    if has_source:
        lab.plant()


def assert_made(lab: Lab, answer: Answer) -> None:
    """Check that a job was made, and that an import was started once with its file."""
    assert answer["Status"] == "SUCCESS", answer
    assert lab.cognito.count("CreateUserImportJob") == len(lab.cognito.jobs) == 1
    if lab.properties:
        assert counts(answer) == ("3", "0", "0")
        assert lab.cognito.count(START) == len(lab.world.uploads.taken) == 1


@fault_for_each(RESOURCES_AND_PROCESSES)
def create_delivered_three_times(lab: Lab, case: tuple[bool, bool]) -> str:
    """The same Create three times, one after the other: {}."""
    has_source, is_cold = case
    prepare(lab, has_source)
    event = lab.request("Create")
    for _ in range(3):
        if is_cold:
            lab.cold_start()
        assert lab.attempt(event) is None
    assert len(set(lab.server.accepted)) == 1
    assert_made(lab, lab.answer_to(event))
    return "one job, and three times the same answer"


@fault_for_each(RESOURCES)
def answer_of_create_lost(lab: Lab, case: bool) -> str:
    """Cognito makes {} and its answer is lost, as that of every further Create would be."""
    prepare(lab, case)
    lab.cognito.always_fail("CreateUserImportJob", answer_lost)
    assert_made(lab, lab.create())
    return "one job: it is looked up before Create is repeated"


@fault
def answer_of_create_and_of_the_look_up_lost(lab: Lab) -> str:
    """The answer of Create is lost, and then that of List, twice."""
    lab.cognito.fail("CreateUserImportJob", answer_lost)
    lab.cognito.fail("ListUserImportJobs", lambda perform: perform(), answer_lost, answer_lost)
    assert lab.create()["Status"] == "SUCCESS"
    assert len(lab.cognito.jobs) == 1
    return "one job"


@fault_for_each(RESOURCES)
def answer_to_cloudformation_lost(lab: Lab, case: bool) -> str:
    """CloudFormation has the answer of {}, the handler does not know, and Lambda tries again."""
    prepare(lab, case)
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


@fault_for_each(RESOURCES_AND_PROCESSES)
def update_delivered_twice(lab: Lab, case: tuple[bool, bool]) -> str:
    """The same Update twice, to another trigger or another file: {}."""
    has_source, is_cold = case
    prepare(lab, has_source)
    job_id = lab.create()["PhysicalResourceId"]
    changes: dict[str, Any] = {"Trigger": "2"}
    if has_source:
        lab.plant(5, key="two.csv")
        changes = {"SourceKey": "two.csv"}
    event = lab.request("Update", physical_resource_id=job_id, old={}, **changes)
    assert lab.attempt(event) is None
    if is_cold:
        lab.cold_start()
    assert lab.attempt(event) is None
    assert len(lab.cognito.jobs) == 2
    assert len(set(lab.server.accepted)) == 2
    return "one new job, and the same answer twice"


@fault_for_each(RESOURCES)
def create_repeated_after_its_delete(lab: Lab, case: bool) -> str:
    """A late second delivery of Create, after the resource of {} was deleted."""
    prepare(lab, case)
    event = lab.request("Create")
    lab.attempt(event)
    lab.delete(lab.answer_to(event)["PhysicalResourceId"])
    lab.attempt(event)
    assert len(lab.cognito.jobs) == 1
    return "no second job"
