"""Faults of Cognito."""

from tests.fakes.cognito import refused, refused_until
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.lab import Lab

THROTTLED = refused("TooManyRequestsException")
DENIED = refused("AccessDeniedException", "User: arn:aws:sts::1:assumed-role/r is not authorized")


@fault_for_each({name: name for name in ("CreateUserImportJob", "ListUserImportJobs")})
def throttled_four_times(lab: Lab, case: str) -> str:
    """TooManyRequestsException from {}, four times."""
    lab.cognito.fail(case, *[THROTTLED] * 4)
    assert lab.create()["Status"] == "SUCCESS"
    return f"made after {lab.clock.now():.1f} s of pauses"


@fault
def throttled_for_ever(lab: Lab) -> str:
    """TooManyRequestsException from Create for ever."""
    lab.cognito.always_fail("CreateUserImportJob", THROTTLED)
    answer = lab.create()
    assert "TooManyRequestsException" in answer["Reason"]
    return f"FAILED after {lab.clock.now():.0f} s"


@fault
def describe_throttled_ten_times(lab: Lab) -> str:
    """TooManyRequestsException from Describe, ten times, at Delete."""
    job_id = lab.create()["PhysicalResourceId"]
    lab.cognito.job(job_id)["Status"] = "InProgress"
    lab.cognito.fail("DescribeUserImportJob", *[THROTTLED] * 10)
    assert lab.delete(job_id)["Status"] == "SUCCESS"
    assert lab.cognito.job(job_id)["Status"] == "Stopped"
    return f"stopped after {lab.clock.now():.0f} s of pauses"


@fault_for_each({f"{status}": status for status in (500, 503)})
def internal_error_three_times(lab: Lab, case: int) -> str:
    """InternalErrorException with status {} from Create, three times."""
    lab.cognito.fail("CreateUserImportJob", *[refused("InternalErrorException", status=case)] * 3)
    assert lab.create()["Status"] == "SUCCESS"
    assert len(lab.cognito.jobs) == 1
    return "one job"


@fault
def limit_reached(lab: Lab) -> str:
    """The pool has as many jobs as it may."""
    lab.cognito.limit = 0
    answer = lab.create()
    assert "LimitExceededException" in answer["Reason"]
    assert "L-681BB884" in answer["Reason"]
    assert lab.clock.now() == 0
    return "FAILED at once, naming the quota"


@fault_for_each(
    {
        "ListUserImportJobs": "ListUserImportJobs",
        "CreateUserImportJob": "CreateUserImportJob",
    }
)
def access_denied_for_20_s(lab: Lab, case: str) -> str:
    """AccessDeniedException from {} for 20 s, as while a policy spreads."""
    lab.cognito.always_fail(case, refused_until(20, lab.clock, "AccessDeniedException"))
    assert lab.create()["Status"] == "SUCCESS"
    return f"made after {lab.clock.now():.0f} s"


@fault
def access_denied_for_ever(lab: Lab) -> str:
    """AccessDeniedException from every operation for ever."""
    for operation in ("List", "Create", "Describe", "Stop"):
        lab.cognito.always_fail(f"{operation}UserImportJob", DENIED)
    lab.cognito.always_fail("ListUserImportJobs", DENIED)
    created = lab.create()
    elapsed = lab.clock.now()
    assert (created["Status"], elapsed <= 60) == ("FAILED", True)
    assert "Allow the handler's role" in created["Reason"]
    assert lab.delete(created["PhysicalResourceId"])["Status"] == "SUCCESS"
    assert lab.clock.now() == elapsed
    return f"FAILED after {elapsed:.0f} s; its Delete succeeds at once"


@fault
def pool_missing_at_create(lab: Lab) -> str:
    """The user pool does not exist."""
    answer = lab.create(UserPoolId="eu-central-1_Gone")
    assert "ResourceNotFoundException" in answer["Reason"]
    assert lab.clock.now() == 0
    return "FAILED at once"


@fault
def pool_missing_at_delete(lab: Lab) -> str:
    """The user pool is gone before the resource."""
    job_id = lab.create()["PhysicalResourceId"]
    lab.cognito.pools.clear()
    assert lab.delete(job_id)["Status"] == "SUCCESS"
    return "SUCCESS"


@fault
def role_not_assumable_at_create(lab: Lab) -> str:
    """InvalidParameterException for the role for 15 s, as while a role spreads."""
    until = refused_until(15, lab.clock, "InvalidParameterException")
    lab.cognito.always_fail("CreateUserImportJob", until)
    assert lab.create()["Status"] == "SUCCESS"
    return f"made after {lab.clock.now():.0f} s"


@fault
def role_never_assumable(lab: Lab) -> str:
    """InvalidParameterException for the role for ever."""
    wrong = refused("InvalidParameterException", "Role cannot be assumed.")
    lab.cognito.always_fail("CreateUserImportJob", wrong)
    answer = lab.create()
    assert "cognito-idp.amazonaws.com can assume it" in answer["Reason"]
    return f"FAILED after {lab.clock.now():.0f} s, saying what to check"


@fault
def role_not_assumable_job_failed(lab: Lab) -> str:
    """The job that a person started has Failed, since its role can't be assumed."""
    job_id = lab.create()["PhysicalResourceId"]
    lab.cognito.job(job_id)["Status"] = "Failed"
    answer = lab.update(job_id, {}, MaxFailedUsers="3")
    assert (answer["Status"], answer["Data"]["Status"]) == ("SUCCESS", "Failed")
    assert lab.delete(job_id)["Status"] == "SUCCESS"
    return "its status is an attribute; another trigger makes another job"


@fault
def unknown_status(lab: Lab) -> str:
    """A status that the API does not have yet."""
    job_id = lab.create()["PhysicalResourceId"]
    lab.cognito.job(job_id)["Status"] = "Paused"
    answer = lab.update(job_id, {}, MaxFailedUsers="3")
    assert answer["Data"]["Status"] == "Paused"
    assert lab.delete(job_id)["Status"] == "SUCCESS"
    return "passed on as it is, and left at Delete"


@fault_for_each({status: status for status in ("Failed", "Stopped", "Expired")})
def job_has_ended_at_update(lab: Lab, case: str) -> str:
    """The job is {} when an Update comes that is no reason for another job."""
    job_id = lab.create()["PhysicalResourceId"]
    lab.cognito.job(job_id)["Status"] = case
    answer = lab.update(job_id, {}, MaxFailedUsers="3")
    assert answer["PhysicalResourceId"] == job_id
    assert len(lab.cognito.jobs) == 1
    return "kept"


@fault
def job_without_fields(lab: Lab) -> str:
    """Describe answers a job without the fields that it should have."""
    job_id = lab.create()["PhysicalResourceId"]
    name = lab.cognito.jobs[0]["JobName"]

    def bare(_perform: object) -> object:
        return {"UserImportJob": {"JobId": job_id, "JobName": name}}

    lab.cognito.fail("DescribeUserImportJob", bare)
    answer = lab.update(job_id, {}, MaxFailedUsers="3")
    assert answer["Data"]["Status"] == ""
    return "all attributes are there, empty"


@fault
def throttled_when_a_dead_job_has_the_name(lab: Lab) -> str:
    """TooManyRequestsException from Create for a resource that was removed and is back."""
    lab.jobs_allowed = 2
    dead = lab.create()["PhysicalResourceId"]
    lab.cognito.job(dead).update(Status="Expired", CreationDate=0)
    lab.cognito.fail("CreateUserImportJob", THROTTLED)
    answer = lab.create()
    assert (answer["Data"]["Status"], answer["PhysicalResourceId"] != dead) == ("Created", True)
    return "a new job: the dead one is of an earlier life"
