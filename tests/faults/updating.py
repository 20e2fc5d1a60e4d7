"""Faults of Update."""

from datetime import timedelta
from typing import Any

from tests.cloudformation.events import properties
from tests.fakes.cognito import answer_lost, refused
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.lab import Lab


@fault_for_each({code: code for code in ("LimitExceededException", "ResourceNotFoundException")})
def update_fails_with(lab: Lab, case: str) -> str:
    """{} from Create in an Update with another trigger, and the rollback."""
    job_id = lab.create(Trigger="1")["PhysicalResourceId"]
    lab.cognito.fail("CreateUserImportJob", refused(case))
    failed = lab.update(job_id, properties(Trigger="1"), Trigger="2")
    back = lab.roll_back(job_id, properties(Trigger="2"), Trigger="1")
    assert (failed["Status"], failed["PhysicalResourceId"]) == ("FAILED", job_id)
    assert (back["Status"], back["PhysicalResourceId"]) == ("SUCCESS", job_id)
    assert len(lab.cognito.jobs) == 1
    return "the id stays, and no job is made"


@fault
def update_succeeds_and_is_rolled_back(lab: Lab) -> str:
    """Another resource fails after the Update; the new job is deleted after the rollback."""
    old = lab.create(Trigger="1")["PhysicalResourceId"]
    new = lab.update(old, properties(Trigger="1"), Trigger="2")["PhysicalResourceId"]
    back = lab.roll_back(new, properties(Trigger="2"), Trigger="1")["PhysicalResourceId"]
    lab.delete(new, Trigger="2")
    assert (back, new != old) == (old, True)
    assert len(lab.cognito.jobs) == 2
    return "the old job again, none made"


@fault
def update_whose_answer_is_lost(lab: Lab) -> str:
    """Create's answer is lost in an Update."""
    job_id = lab.create(Trigger="1")["PhysicalResourceId"]
    lab.cognito.fail("CreateUserImportJob", answer_lost)
    lab.update(job_id, properties(Trigger="1"), Trigger="2")
    assert len(lab.cognito.jobs) == 2
    return "one new job"


@fault
def replaced_while_the_old_job_runs(lab: Lab) -> str:
    """Another trigger when a person has started the old job, and the Delete of the old id."""
    old = lab.create(Trigger="1")["PhysicalResourceId"]
    lab.cognito.job(old)["Status"] = "InProgress"
    new = lab.update(old, properties(Trigger="1"), Trigger="2")["PhysicalResourceId"]
    lab.delete(old, Trigger="1")
    assert lab.cognito.job(old)["Status"] == "Stopped"
    assert lab.cognito.job(new)["Status"] == "Created"
    return "the old job is stopped, the new one stays"


@fault
def old_properties_of_an_older_version(lab: Lab) -> str:
    """OldResourceProperties of a version that is not known."""
    job_id = lab.create()["PhysicalResourceId"]
    answer = lab.update(job_id, {"Pool": ["x"], "Version": "0"})
    assert answer["PhysicalResourceId"] == job_id
    return "they are not needed"


@fault
def properties_of_an_older_version(lab: Lab) -> str:
    """A rollback to the properties of a version that is not known."""
    job_id = lab.create()["PhysicalResourceId"]
    event = lab.request("Update", physical_resource_id=job_id, old=properties())
    event["ResourceProperties"] = {"Pool": "eu-central-1_FakePool1"}
    answer = lab.send(event)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", job_id)
    assert "UserPoolId must be a string" in answer["Reason"]
    return "FAILED, naming the property"


@fault_for_each(
    {
        "the marker of a failed Create": ("no-job-1", {"Trigger": "2"}),
        "that of a job that is gone": ("import-gone", {}),
    }
)
def update_of_a_resource_whose_id_is(lab: Lab, case: tuple[str, dict[str, Any]]) -> str:
    """The physical id is {}."""
    job_id, changes = case
    answer = lab.update(job_id, properties(), **changes)
    assert answer["Status"] == "SUCCESS"
    assert [answer["PhysicalResourceId"]] == [job["JobId"] for job in lab.cognito.jobs]
    return "a job is made"


@fault_for_each({"Create": "Create", "Update": "Update", "Delete": "Delete"})
def stale_event(lab: Lab, case: str) -> str:
    """A {} whose ResponseURL is older than its ServiceTimeout."""
    sent = lab.ago(3121)
    given: dict[str, Any] = {} if case == "Create" else {"physical_resource_id": "import-1"}
    event = lab.request(case, sent=sent, ServiceTimeout="3120", **given)
    lab.unanswerable = True
    assert lab.attempt(event) is None
    assert lab.fail_over(event, "EventAgeExceeded") is None
    assert (lab.cognito.calls, lab.server.bodies) == ([], [])
    return "let be: CloudFormation has given up, and rolled back"


@fault
def event_that_is_not_stale_yet(lab: Lab) -> str:
    """A Create whose ResponseURL is a little younger than its ServiceTimeout."""
    sent = lab.ago(3060)
    event = lab.request("Create", sent=sent, ServiceTimeout="3120")
    assert lab.send(event)["Status"] == "SUCCESS"
    return "carried out"


@fault
def repeated_when_the_url_has_died(lab: Lab) -> str:
    """A second delivery of Create when the first one's job takes no upload any more."""
    sent = lab.ago(1200)
    event = lab.request("Create", sent=sent)
    lab.attempt(event)
    lab.cognito.jobs[0]["CreationDate"] = (sent + timedelta(seconds=2)).timestamp()
    lab.attempt(event)
    lab.jobs_allowed = 1
    assert len(lab.cognito.jobs) == 1
    # The date changed by hand: it is not another answer.
    lab.server.accepted.pop()
    return "the same job: it was made for this very request"
