"""Create and Update of a create-only import job, by the real handler."""

import time

import pytest

from cognito_user_import.cognito.import_job import ATTRIBUTES
from tests.cloudformation.events import properties
from tests.cloudformation.harness import Handler
from tests.fakes.cognito import POOL, ROLE

HOUR = 3600


def test_create_makes_a_job_and_answers_its_fields(handler: Handler) -> None:
    """The id of the resource is the job's, and all fields are strings."""
    answer = handler.create(PasswordHashingAlgorithm="BCRYPT")
    (job,) = handler.cognito.jobs
    assert answer["Status"] == "SUCCESS"
    assert answer["PhysicalResourceId"] == job["JobId"]
    assert answer["Data"].keys() == set(ATTRIBUTES)
    assert answer["Data"] == {
        "JobName": job["JobName"],
        "JobId": job["JobId"],
        "UserPoolId": POOL,
        "PreSignedUrl": job["PreSignedUrl"],
        "CreationDate": answer["Data"]["CreationDate"],
        "StartDate": "",
        "CompletionDate": "",
        "Status": "Created",
        "CloudWatchLogsRoleArn": ROLE,
        "ImportedUsers": "0",
        "SkippedUsers": "0",
        "FailedUsers": "0",
        "CompletionMessage": "",
        "PasswordHashingAlgorithm": "BCRYPT",
    }
    assert answer["Data"]["CreationDate"].startswith("20")
    assert job["JobName"].startswith("seed-")


def test_the_job_is_found_among_many(handler: Handler) -> None:
    """The list has pages of 60."""
    first = handler.create()
    for number in range(130):
        handler.cognito.jobs.append({**handler.cognito.jobs[0], "JobName": f"other-{number}"})
    assert handler.create()["PhysicalResourceId"] == first["PhysicalResourceId"]
    assert handler.cognito.count("CreateUserImportJob") == 1


@pytest.mark.parametrize(
    ("status", "age"),
    [
        ("Created", HOUR),
        ("Created", 60),
        ("Expired", 48 * HOUR),
        ("Stopped", 60),
        ("Failed", 60),
        ("Succeeded", 60),
    ],
)
def test_create_makes_a_new_job_for_a_resource_that_is_back(
    handler: Handler, status: str, age: int
) -> None:
    """It was removed from the stack. The old job's URL may have expired, or be in other hands."""
    old = handler.create()["PhysicalResourceId"]
    handler.cognito.job(old).update(Status=status, CreationDate=time.time() - age)
    new = handler.create()
    assert new["PhysicalResourceId"] != old
    assert new["Data"]["Status"] == "Created"


@pytest.mark.parametrize("status", ["Pending", "InProgress", "Stopping"])
def test_create_takes_a_running_job(handler: Handler, status: str) -> None:
    """Somebody was quick to use the URL between two deliveries of the request."""
    first = handler.create()["PhysicalResourceId"]
    handler.cognito.job(first)["Status"] = status
    assert handler.create()["PhysicalResourceId"] == first


@pytest.mark.parametrize("change", [{"MaxFailedUsers": "5"}, {"ServiceTimeout": "60"}])
def test_an_update_of_anything_else_keeps_the_job(handler: Handler, change: dict[str, str]) -> None:
    """Even when its URL is dead: a new one is made when asked for, by the trigger."""
    job_id = handler.create()["PhysicalResourceId"]
    handler.cognito.job(job_id).update(Status="Expired", CreationDate=time.time() - 48 * HOUR)
    answer = handler.update(job_id, properties(), **change)
    assert answer["PhysicalResourceId"] == job_id
    assert answer["Data"]["Status"] == "Expired"
    assert handler.cognito.count("CreateUserImportJob") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"JobName": "other"},
        {"UserPoolId": "eu-central-1_FakePool2"},
        {"CloudWatchLogsRoleArn": "arn:aws:iam::111122223333:role/Other"},
        {"PasswordHashingAlgorithm": "BCRYPT"},
        {"Trigger": "2"},
    ],
)
def test_an_update_of_what_the_job_is_made_from_makes_a_new_one(
    handler: Handler, change: dict[str, str]
) -> None:
    """Another physical id: CloudFormation then deletes the old one."""
    handler.cognito.pools.add("eu-central-1_FakePool2")
    old = handler.create()["PhysicalResourceId"]
    answer = handler.update(old, properties(), **change)
    assert answer["Status"] == "SUCCESS"
    assert answer["PhysicalResourceId"] == handler.cognito.jobs[-1]["JobId"] != old
    assert len(handler.cognito.jobs) == 2


def test_an_update_keeps_its_own_job_where_another_has_its_name(handler: Handler) -> None:
    """Two simultaneous deliveries create two jobs, and the resource keeps the first."""
    first = handler.create()["PhysicalResourceId"]
    handler.cognito.jobs.append({**handler.cognito.job(first), "JobId": "import-second"})
    for job in handler.cognito.jobs:
        job["Status"] = "Expired"
    answer = handler.update(first, properties(), MaxFailedUsers="3")
    assert answer["PhysicalResourceId"] == first
