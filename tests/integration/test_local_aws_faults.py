"""The faults and the record of calls of the embedded AWS."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from local_aws import Call, Failure, Faults, LocalAws
from local_aws.import_scenario import ImportScenario, good_row

pytestmark = pytest.mark.integration

ONCE = Config(retries={"total_max_attempts": 1})


@pytest.fixture
def pool(aws: LocalAws) -> ImportScenario:
    scenario = ImportScenario(aws)
    scenario.cognito = aws.client("cognito-idp", config=ONCE)
    return scenario


def names(pool: ImportScenario) -> list[str]:
    listed = pool.cognito.list_user_import_jobs(UserPoolId=pool.pool_id, MaxResults=60)
    return [job["JobName"] for job in listed["UserImportJobs"]]


def test_throttled_calls_do_nothing(pool: ImportScenario) -> None:
    """The next calls of a throttled operation fail, and the one after them works."""
    pool.aws.configure(throttle={"CreateUserImportJob": 2})

    for _ in range(2):
        with pytest.raises(ClientError) as error:
            pool.create("throttled")
        assert error.value.response["Error"]["Code"] == "TooManyRequestsException"
    pool.create("after")

    assert names(pool) == ["after"]


def test_failing_calls_do_nothing(pool: ImportScenario) -> None:
    """The next call of a failing operation answers the error that the test chose."""
    failure = Failure(code="NotAuthorizedException", message="Not today.")
    pool.aws.configure(fail={"CreateUserImportJob": failure})

    with pytest.raises(ClientError) as error:
        pool.create("failed")
    pool.create("after")

    assert error.value.response["Error"] == {
        "Code": "NotAuthorizedException",
        "Message": "Not today.",
    }
    assert names(pool) == ["after"]


@pytest.mark.parametrize(
    "fault",
    [
        {"throttle": {"ListUsers": 1}},
        {"fail": {"ListUsers": Failure(code="TooManyRequestsException")}},
    ],
)
def test_listing_users_can_be_refused(pool: ImportScenario, fault: dict[str, Any]) -> None:
    """Although ministack serves it; the next call is answered."""
    pool.aws.configure(**fault)

    with pytest.raises(ClientError, match="TooManyRequestsException"):
        pool.cognito.list_users(UserPoolId=pool.pool_id)

    assert pool.cognito.list_users(UserPoolId=pool.pool_id)["Users"] == []


def test_users_are_not_listed_from_a_bad_token(pool: ImportScenario) -> None:
    """For ministack alone such a token is the beginning."""
    with pytest.raises(ClientError, match="InvalidParameterException"):
        pool.cognito.list_users(UserPoolId=pool.pool_id, PaginationToken="x")


def test_lost_answer_leaves_the_work_done(pool: ImportScenario) -> None:
    """A call whose answer is lost fails for the caller, and has made its job."""
    pool.aws.configure(lose_answer={"CreateUserImportJob": 1})

    with pytest.raises(ConnectionClosedError):
        pool.create("lost")
    pool.create("after")

    assert names(pool) == ["after", "lost"]
    assert pool.aws.calls()[-3].error is None


def test_botocore_runs_a_create_again_when_answers_are_lost(pool: ImportScenario) -> None:
    """With its default retries botocore makes three jobs of one call with two lost answers."""
    pool.cognito = pool.aws.client("cognito-idp")
    pool.aws.configure(lose_answer={"CreateUserImportJob": 2})

    pool.create("again")

    assert names(pool) == ["again"] * 3


def test_broken_answer_leaves_the_work_done(pool: ImportScenario) -> None:
    """A call that ends in a 500 has made its job all the same."""
    pool.aws.configure(break_answer={"CreateUserImportJob": 1})

    with pytest.raises(ClientError) as error:
        pool.create("broken")

    assert error.value.response["Error"]["Code"] == "InternalErrorException"
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert names(pool) == ["broken"]


def test_slot_can_be_taken_by_somebody_else(pool: ImportScenario) -> None:
    """No job can be started while a job that is not ours is active."""
    pool.aws.configure(slot_taken=True)
    job = pool.create()
    pool.upload(job, pool.csv([good_row(1)]))

    with pytest.raises(ClientError) as error:
        pool.start(job)

    assert error.value.response["Error"]["Code"] == "PreconditionNotMetException"
    pool.aws.configure(slot_taken=False)
    pool.start(job)
    assert pool.wait(job)["Status"] == "Succeeded"


def test_job_can_be_made_to_fail(pool: ImportScenario) -> None:
    """A job fails with the message that the test chose."""
    pool.aws.configure(fail_job_with="Out of luck.")

    job = pool.run(pool.csv([good_row(1)]))

    assert (job["Status"], job["CompletionMessage"]) == ("Failed", "Out of luck.")


def test_job_can_be_slow(pool: ImportScenario) -> None:
    """An import takes the time per row that the test chose, and counts as it goes."""
    pool.aws.configure(seconds_per_row=0.02)

    job = pool.run(pool.csv([good_row(number) for number in range(10)]))

    assert (job["CompletionDate"] - job["StartDate"]).total_seconds() >= 0.2
    assert job["ImportedUsers"] == 10


def test_unknown_setting_is_refused(aws: LocalAws) -> None:
    """A setting by a wrong name is an error, not a test without its fault."""
    with pytest.raises(ValueError, match=r"unknown settings \['pending_second'\]"):
        aws.configure(pending_second=1)


def test_settings_survive_the_wire() -> None:
    """Settings read from JSON are those that were written."""
    faults = Faults().changed({"fail": {"GetCSVHeader": Failure(code="X", times=2)}})

    again = Faults().changed(json.loads('{"fail": {"GetCSVHeader": {"code": "X", "times": 2}}}'))

    assert again == faults


def test_calls_are_recorded_in_order(pool: ImportScenario) -> None:
    """Each call is recorded with who made it, for which pool and job, and how it ended."""
    before = len(pool.aws.calls())
    job = pool.create("recorded")
    with pytest.raises(ClientError):
        pool.start(job)

    created, started = pool.aws.calls()[before:]

    root = f"arn:aws:iam::{pool.aws.account}:root"
    assert created == Call(
        operation="CreateUserImportJob",
        principal_arn=root,
        user_pool_id=pool.pool_id,
        job_id=job["JobId"],
        job_name="recorded",
        error=None,
        time=created.time,
    )
    assert (started.operation, started.job_id) == ("StartUserImportJob", job["JobId"])
    assert started.error == "PreconditionNotMetException"
    assert created.time <= started.time
