"""Faults of Cognito."""

from tests.fakes.cognito import POOL, Fault, refused, refused_until
from tests.faults.answering import clock, is_backoff
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.lab import Lab

OPERATIONS = ("ListUserImportJobs", "CreateUserImportJob")
INTERNAL_ERROR = refused("InternalErrorException", status=500)
UNAVAILABLE = refused("InternalErrorException", status=503)
THROTTLED = refused("TooManyRequestsException")
DENIED = refused("AccessDeniedException", "User: arn:aws:sts::1:assumed-role/r is not authorized")


@fault_for_each(
    {
        **{f"throttled, {name}": (name, THROTTLED, 4, [0.5, 1, 2, 4]) for name in OPERATIONS},
        "500, CreateUserImportJob": (OPERATIONS[1], INTERNAL_ERROR, 3, [0.5, 1, 2]),
        "503, CreateUserImportJob": (OPERATIONS[1], UNAVAILABLE, 3, [0.5, 1, 2]),
    }
)
def several_times(lab: Lab, case: tuple[str, Fault, int, list[float]]) -> str:
    """{}, three or four times."""
    operation, trouble, times, pauses = case
    lab.cognito.fail(operation, *[trouble] * times)
    assert lab.create()["Status"] == "SUCCESS"
    assert is_backoff(clock(lab).sleeps, *pauses)
    assert len(lab.cognito.jobs) == 1
    return f"one job, after {lab.clock.now():.1f} s of pauses"


@fault_for_each({name: name for name in OPERATIONS})
def throttled_for_ever(lab: Lab, case: str) -> str:
    """TooManyRequestsException from {} for ever."""
    lab.cognito.always_fail(case, THROTTLED)
    answer = lab.create()
    assert answer["Reason"].startswith(f"{case} failed")
    assert "TooManyRequestsException" in answer["Reason"]
    assert 60 < lab.clock.now() <= 120
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


@fault_for_each({"a job for others": False, "an import": True})
def limit_reached(lab: Lab, case: bool) -> str:
    """The pool has as many jobs as it may, and is to have {}."""
    if case:
        lab.plant()
    lab.cognito.limit = 0
    answer = lab.create()
    assert answer["Reason"].startswith(
        f"CreateUserImportJob failed for user pool {POOL}: LimitExceededException: "
        "Too many import jobs. A user pool keeps up to 1,000 import jobs"
    )
    assert "L-681BB884" in answer["Reason"]
    assert lab.clock.now() == 0
    return "FAILED at once, naming the quota"


@fault_for_each(
    {
        "AccessDeniedException from ListUserImportJobs": (OPERATIONS[0], "AccessDeniedException"),
        "AccessDeniedException from CreateUserImportJob": (OPERATIONS[1], "AccessDeniedException"),
        "InvalidParameterException for the role": (OPERATIONS[1], "InvalidParameterException"),
    }
)
def not_known_for_20_s(lab: Lab, case: tuple[str, str]) -> str:
    """{} for 20 s, as while a policy or a role spreads."""
    operation, code = case
    lab.cognito.always_fail(operation, refused_until(20, lab.clock, code))
    assert lab.create()["Status"] == "SUCCESS"
    assert 20 <= lab.clock.now() < 28
    return f"made after {lab.clock.now():.0f} s"


@fault
def access_denied_for_ever(lab: Lab) -> str:
    """AccessDeniedException from every operation for ever."""
    for operation in ("List", "Create", "Describe", "Stop"):
        lab.cognito.always_fail(f"{operation}UserImportJob", DENIED)
    lab.cognito.always_fail("ListUserImportJobs", DENIED)
    created = lab.create()
    elapsed = lab.clock.now()
    assert (created["Status"], 30 < elapsed <= 60) == ("FAILED", True)
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
def role_never_assumable(lab: Lab) -> str:
    """InvalidParameterException for the role for ever."""
    wrong = refused("InvalidParameterException", "Role cannot be assumed.")
    lab.cognito.always_fail("CreateUserImportJob", wrong)
    answer = lab.create()
    assert "cognito-idp.amazonaws.com can assume it" in answer["Reason"]
    return f"FAILED after {lab.clock.now():.0f} s, saying what to check"


@fault_for_each({status: status for status in ("Failed", "Stopped", "Expired", "Paused")})
def job_at_update_is(lab: Lab, case: str) -> str:
    """The job is {} when an Update comes that is no reason for another job; then its Delete."""
    job_id = lab.create()["PhysicalResourceId"]
    lab.cognito.job(job_id)["Status"] = case
    answer = lab.update(job_id, {}, MaxFailedUsers="3")
    assert (answer["Status"], answer["Data"]["Status"]) == ("SUCCESS", case)
    assert answer["PhysicalResourceId"] == job_id
    assert len(lab.cognito.jobs) == 1
    assert lab.delete(job_id)["Status"] == "SUCCESS"
    assert lab.cognito.job(job_id)["Status"] == case
    return "kept, its status is an attribute; left as it is at Delete"


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


@fault_for_each(
    {code: refused(code) for code in ("TooManyRequestsException", "InvalidParameterException")}
)
def repeated_when_a_dead_job_has_the_name(lab: Lab, case: Fault) -> str:
    """{} from Create for a resource that was removed and is back."""
    lab.jobs_allowed = 2
    dead = lab.create()["PhysicalResourceId"]
    lab.cognito.job(dead).update(Status="Expired", CreationDate=0)
    lab.cognito.fail("CreateUserImportJob", case)
    answer = lab.create()
    assert (answer["Data"]["Status"], answer["PhysicalResourceId"] != dead) == ("Created", True)
    return "a new job: the dead one is of an earlier life"
