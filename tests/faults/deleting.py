"""Faults of Delete."""

import threading
from collections.abc import Callable
from typing import Any

from cognito_user_import.cognito.service_model import RUNNING, JobStatus
from tests.fakes.cognito import refused
from tests.faults.answering import clock
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.lab import Lab


@fault_for_each(
    {
        f"{status}{', of an import' * has_source}": (status, has_source)
        for status in JobStatus
        for has_source in (False, True)
    }
)
def delete_of_a_job_that_is(lab: Lab, case: tuple[JobStatus, bool]) -> str:
    """Delete of a job that is {}."""
    status, has_source = case
    if has_source:
        lab.plant()
    job_id = lab.create(Wait="false")["PhysicalResourceId"]
    lab.cognito.job(job_id)["Status"] = status.value
    if status == JobStatus.STOPPING:
        # With its source, Create has described its job once.
        lab.cognito.calls.clear()
        lab.cognito.fail("DescribeUserImportJob", *[ends_at_the_third(lab, job_id)] * 3)
    clock(lab).sleeps.clear()
    answer = lab.delete(job_id)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", job_id)
    left = lab.cognito.job(job_id)["Status"]
    assert left == ("Stopped" if status in RUNNING else status)
    assert clock(lab).sleeps == ([1.0] * 2 if status == JobStatus.STOPPING else [])
    stops = lab.cognito.count("StopUserImportJob")
    assert stops == (status in (JobStatus.PENDING, JobStatus.IN_PROGRESS))
    return f"{left}, {stops} Stop"


def ends_at_the_third(lab: Lab, job_id: str) -> Callable[[Callable[[], Any]], Any]:
    """Have the job be Stopped when it is described for the third time."""

    def describe(perform: Callable[[], Any]) -> Any:
        if lab.cognito.count("DescribeUserImportJob") >= 3:
            lab.cognito.job(job_id)["Status"] = "Stopped"
        return perform()

    return describe


@fault_for_each({"invented": "Users-1KZX9", "a marker": "no-job-1", "empty": ""})
def delete_with_an_id_that_is(lab: Lab, case: str) -> str:
    """Delete with an id that is {}, of a job that runs."""
    job_id = lab.create()["PhysicalResourceId"]
    lab.cognito.job(job_id)["Status"] = "InProgress"
    answer = lab.delete(case)
    assert answer["Status"] == "SUCCESS"
    id_ = str(answer["PhysicalResourceId"])
    assert id_ == case if case else id_.startswith("no-job-")
    assert lab.cognito.job(job_id)["Status"] == "Stopped"
    return "the job is found by its name and stopped"


@fault
def delete_before_create(lab: Lab) -> str:
    """Delete with an invented id when Create has not been carried out."""
    assert lab.delete("invented")["Status"] == "SUCCESS"
    assert (lab.cognito.jobs, lab.clock.now()) == ([], 0)
    return "SUCCESS, nothing to do"


@fault_for_each({"before the job is made": False, "after the job is made": True})
def delete_while_create_runs(lab: Lab, case: bool) -> str:
    """Another resource failed: Delete with an invented id arrives {}."""
    reached, go_on = threading.Event(), threading.Event()

    def hold(perform: Callable[[], Any]) -> Any:
        answer = perform() if case else None
        reached.set()
        assert go_on.wait(10)
        return answer or perform()

    lab.cognito.fail("CreateUserImportJob", hold)
    creating = lab.another_process()
    event = lab.request("Create")
    thread = threading.Thread(target=lab.invoke, args=[lambda context: creating(event, context)])
    thread.start()
    assert reached.wait(10)
    deleted = lab.delete("invented")
    go_on.set()
    thread.join(30)
    assert deleted["Status"] == "SUCCESS"
    assert lab.answer_to(event)["Status"] == "SUCCESS"
    assert [job["Status"] for job in lab.cognito.jobs] == ["Created"]
    return "both answered; the job was not started, and expires"


@fault
def delete_after_a_person_started_the_job(lab: Lab) -> str:
    """Delete with an invented id when a person has started the job."""
    job_id = lab.create()["PhysicalResourceId"]
    lab.cognito.job(job_id)["Status"] = "Pending"
    assert lab.delete("invented")["Status"] == "SUCCESS"
    assert lab.cognito.job(job_id)["Status"] == "Stopped"
    return "stopped"


@fault_for_each({f"{name}UserImportJob": name for name in ("Describe", "Stop")})
def delete_denied(lab: Lab, case: str) -> str:
    """AccessDeniedException from {} at Delete of a job that runs."""
    job_id = lab.create()["PhysicalResourceId"]
    lab.cognito.job(job_id)["Status"] = "InProgress"
    lab.cognito.always_fail(f"{case}UserImportJob", refused("AccessDeniedException"))
    assert lab.delete(job_id)["Status"] == "SUCCESS"
    assert lab.clock.now() == 0
    assert "the job may still be running" in lab.output.getvalue()
    return "SUCCESS, with a warning in the log"


@fault_for_each(
    {
        code: code
        for code in (
            "PreconditionNotMetException",
            "InvalidParameterException",
            "ResourceNotFoundException",
        )
    }
)
def stop_refused_with(lab: Lab, case: str) -> str:
    """The job ends between Describe and Stop, which answers {}."""
    job_id = lab.create()["PhysicalResourceId"]
    lab.cognito.job(job_id)["Status"] = "InProgress"

    def ended(_perform: object) -> object:
        lab.cognito.job(job_id)["Status"] = "Succeeded"
        return refused(case)(lambda: None)

    lab.cognito.fail("StopUserImportJob", ended)
    assert lab.delete(job_id)["Status"] == "SUCCESS"
    return "SUCCESS"


@fault_for_each({"a job for others": False, "an import": True})
def never_stops(lab: Lab, case: bool) -> str:
    """The job of {} stays Stopping until the invocation has to end."""
    if case:
        lab.plant()
    job_id = lab.create(Wait="false")["PhysicalResourceId"]
    lab.cognito.job(job_id)["Status"] = "Stopping"
    created = lab.clock.now()
    answer = lab.delete(job_id)
    elapsed = lab.clock.now() - created
    assert answer["Status"] == "SUCCESS"
    assert 800 <= elapsed <= 840
    assert "(Stopping) to end." in lab.output.getvalue()
    lab.cognito.job(job_id)["Status"] = "Stopped"
    return f"SUCCESS after {elapsed:.0f} s, with a warning in the log"


@fault
def delete_after_a_failed_create(lab: Lab) -> str:
    """Create fails, and CloudFormation sends Delete with the id of that answer."""
    lab.cognito.fail("CreateUserImportJob", refused("OperationNotEnabledException"))
    created = lab.create()
    assert created["Status"] == "FAILED"
    assert lab.delete(created["PhysicalResourceId"])["Status"] == "SUCCESS"
    return "SUCCESS"


@fault
def delete_with_the_properties_of_an_older_version(lab: Lab) -> str:
    """Delete whose properties are those of a version that is not known."""
    job_id = lab.create()["PhysicalResourceId"]
    event = lab.request("Delete", physical_resource_id=job_id)
    event["ResourceProperties"] = {"Pool": "eu-central-1_FakePool1", "Nested": {"a": ["b"]}}
    assert lab.send(event)["Status"] == "SUCCESS"
    return "SUCCESS, with a warning in the log"
