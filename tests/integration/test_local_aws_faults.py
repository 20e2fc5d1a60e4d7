"""The faults and the record of calls of the embedded AWS."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from local_aws import Call, Failure, LocalAws
from local_aws.import_scenario import (
    ENCRYPTION,
    ImportScenario,
    Job,
    code_of,
    eventually,
    good_row,
    message_of,
    put,
)

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

ONCE = Config(retries={"total_max_attempts": 1})


@pytest.fixture
def pool(aws: LocalAws) -> ImportScenario:
    """Make a pool whose client repeats no call."""
    scenario = ImportScenario(aws)
    scenario.cognito = aws.client("cognito-idp", config=ONCE)
    return scenario


def names(pool: ImportScenario) -> list[str]:
    listed = pool.cognito.list_user_import_jobs(UserPoolId=pool.pool_id, MaxResults=60)
    return [job["JobName"] for job in listed["UserImportJobs"]]


def upload(pool: ImportScenario, job: Job) -> tuple[int, str]:
    """Upload a file of one row, and return the status and the body of the answer."""
    return put(pool.aws, job["PreSignedUrl"], pool.csv([good_row(1)]), ENCRYPTION)


def refusal_of_start(pool: ImportScenario, job: Job) -> tuple[str, str]:
    """Return code and message of the error that Start answers."""
    with pytest.raises(ClientError) as error:
        pool.start(job)
    return code_of(error.value), message_of(error.value)


@pytest.mark.parametrize(
    ("fault", "words", "is_done"),
    [
        ({"throttle": {"CreateUserImportJob": 2}}, "TooManyRequestsException", False),
        (
            {"fail": {"CreateUserImportJob": Failure(code="NotAuthorizedException", times=2)}},
            "NotAuthorizedException",
            False,
        ),
        ({"break_answer": {"CreateUserImportJob": 2}}, "InternalErrorException", True),
        ({"lose_answer": {"CreateUserImportJob": 2}}, "^Connection was closed", True),
    ],
)
def test_so_many_calls_fail_with_or_without_their_work(
    pool: ImportScenario, fault: dict[str, Any], words: str, is_done: bool
) -> None:
    """With the error of the fault, or a closed connection; the call after them works."""
    pool.aws.configure(**fault)

    for _ in range(2):
        with pytest.raises((ClientError, ConnectionClosedError), match=words):
            pool.create("faulty")
    pool.create("after")

    assert names(pool) == ["after", *["faulty"] * 2 * is_done]


def test_botocore_runs_a_create_again_when_answers_are_lost(pool: ImportScenario) -> None:
    """With its default retries botocore makes three jobs of one call with two lost answers."""
    pool.cognito = pool.aws.client("cognito-idp")
    pool.aws.configure(lose_answer={"CreateUserImportJob": 2})

    pool.create("again")

    assert names(pool) == ["again"] * 3


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"throttle": {"ListUsers": 1}}, "TooManyRequestsException"),
        ({"fail": {"ListUsers": Failure(code="NotAuthorizedException")}}, "NotAuthorizedException"),
        ({}, "InvalidParameterException"),
    ],
)
def test_listing_users_can_be_refused(
    pool: ImportScenario, fault: dict[str, Any], code: str
) -> None:
    """By a fault once, and for a bad token, which for ministack alone is the beginning."""
    pool.aws.configure(**fault)

    with pytest.raises(ClientError) as error:
        pool.cognito.list_users(UserPoolId=pool.pool_id, PaginationToken="x")

    assert code_of(error.value) == code
    assert pool.cognito.list_users(UserPoolId=pool.pool_id)["Users"] == []


def test_slot_can_be_taken_for_a_while(pool: ImportScenario) -> None:
    """From the first refused Start on the slot is taken for the time, and then it is free."""
    pool.aws.configure(slot_taken_seconds=0.5)
    job = pool.create()
    pool.upload(job, pool.csv([good_row(1)]))

    refused = time.monotonic()
    code, message = refusal_of_start(pool, job)

    def started() -> bool:
        try:
            pool.start(job)
        except ClientError:
            return False
        return True

    eventually(started, bool)
    assert code == "PreconditionNotMetException"
    assert message == "There is already an active user import job in this account."
    assert time.monotonic() - refused >= 0.5
    assert pool.wait(job)["Status"] == "Succeeded"


def test_one_url_can_die_young(pool: ImportScenario) -> None:
    """S3 takes nothing from one URL, however often it is tried; the next job's is good."""
    pool.aws.configure(expired_urls=1)
    dead, good = pool.create(), pool.create()

    answers = [upload(pool, dead), upload(pool, dead), upload(pool, good)]

    assert [status for status, _ in answers] == [403, 403, 200]
    assert "<Code>AccessDenied</Code><Message>Request has expired</Message>" in answers[0][1]
    assert refusal_of_start(pool, dead)[1] == f"No csv file was uploaded for {dead['JobId']}"


@pytest.mark.parametrize(
    ("fault", "code", "status"),
    [
        ({"throttle": {"PutObject": 2}}, "SlowDown", 503),
        *(
            ({"fail": {"PutObject": Failure(code=code, times=2)}}, code, status)
            for code, status in (("InternalError", 500), ("ServiceUnavailable", 503))
        ),
    ],
)
def test_uploads_can_fail(
    pool: ImportScenario, fault: dict[str, Any], code: str, status: int
) -> None:
    """So many uploads are answered by an error of S3, storing nothing; the next one is stored."""
    pool.aws.configure(**fault)
    job = pool.create()

    failures = [upload(pool, job), upload(pool, job)]
    refused = refusal_of_start(pool, job)
    stored = upload(pool, job)

    assert [failure[0] for failure in failures] == [status] * 2
    assert f"<Code>{code}</Code>" in failures[0][1]
    assert refused[1].startswith("No csv file was uploaded")
    assert stored == (200, "")


def test_rows_can_be_made_to_fail_by_their_lines_in_a_log_that_lags(pool: ImportScenario) -> None:
    """Neither stream nor lines can be seen at the job's end; users that exist fail too."""
    content = pool.csv([good_row(number) for number in range(2, 6)])
    pool.run(content)
    pool.aws.configure(fail_lines={3: "Out of luck.", 5: "Out of luck too."}, log_lag_seconds=2)

    job = pool.run(content)

    assert (job["Status"], job["SkippedUsers"], job["FailedUsers"]) == ("Failed", 2, 2)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        pool.log_lines(job)

    def seen() -> list[str]:
        try:
            return pool.log_lines(job)
        except ClientError:
            return []

    assert eventually(seen, bool)[1::2] == [
        "[FAILED] Line Number 3 - Out of luck.",
        "[FAILED] Line Number 5 - Out of luck too.",
    ]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"pending_second": 1}, r"unknown settings \['pending_second'\]"),
        ({"lose_answer": {"PutObject": 1}}, r"lose_answer: unknown \['PutObject'\]"),
    ],
)
def test_unknown_setting_is_refused(aws: LocalAws, changes: dict[str, Any], complaint: str) -> None:
    """A setting or an operation by a wrong name is an error, not a test without its fault."""
    with pytest.raises(ValueError, match=complaint):
        aws.configure(**changes)


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
