"""The faults of an import in the embedded AWS: its upload, its start, its rows and its log."""

from __future__ import annotations

import time

import pytest
from botocore.exceptions import ClientError

from local_aws import Failure, LocalAws
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

pytestmark = pytest.mark.integration


def upload(pool: ImportScenario, job: Job) -> tuple[int, str]:
    """Upload a file of one row, and return the status and the body of the answer."""
    return put(pool.aws, job["PreSignedUrl"], pool.csv([good_row(1)]), ENCRYPTION)


def refusal_of_start(pool: ImportScenario, job: Job) -> tuple[str, str]:
    """Return code and message of the error that Start answers."""
    with pytest.raises(ClientError) as error:
        pool.start(job)
    return code_of(error.value), message_of(error.value)


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


def test_slot_that_was_free_again_can_be_taken_anew(pool: ImportScenario) -> None:
    """Setting the time again begins it again."""
    job = pool.create()
    pool.upload(job, pool.csv([good_row(1)]))

    for _ in range(2):
        pool.aws.configure(slot_taken_seconds=60)
        assert refusal_of_start(pool, job)[0] == "PreconditionNotMetException"
        pool.aws.configure(slot_taken_seconds=0)
    pool.start(job)

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
    ("code", "status"), [("InternalError", 500), ("ServiceUnavailable", 503), ("SlowDown", 503)]
)
def test_uploads_can_fail(pool: ImportScenario, code: str, status: int) -> None:
    """So many uploads are answered by an error of S3, storing nothing; the next one is stored."""
    pool.aws.configure(fail={"PutObject": Failure(code=code, times=2)})
    job = pool.create()

    failures = [upload(pool, job), upload(pool, job)]
    refused = refusal_of_start(pool, job)
    stored = upload(pool, job)

    assert [failure[0] for failure in failures] == [status] * 2
    assert f"<Code>{code}</Code>" in failures[0][1]
    assert refused[1].startswith("No csv file was uploaded")
    assert stored == (200, "")


def test_uploads_can_be_throttled(pool: ImportScenario) -> None:
    """S3 calls it SlowDown."""
    pool.aws.configure(throttle={"PutObject": 1})
    job = pool.create()

    status, body = upload(pool, job)

    assert (status, "<Code>SlowDown</Code>" in body) == (503, True)
    assert upload(pool, job) == (200, "")


def test_upload_can_be_stored_and_its_answer_broken(pool: ImportScenario) -> None:
    """The upload answers a 500, and the job can be started all the same."""
    pool.aws.configure(break_answer={"PutObject": 1})
    job = pool.create()

    status, _ = upload(pool, job)
    pool.start(job)

    assert status == 500
    assert pool.wait(job)["ImportedUsers"] == 1


def test_start_can_overlook_an_upload(pool: ImportScenario) -> None:
    """So many Starts say that there is no file; the next one finds it."""
    pool.aws.configure(unseen_uploads=2)
    job = pool.create()
    upload(pool, job)

    refusals = [refusal_of_start(pool, job) for _ in range(2)]
    pool.start(job)

    no_file = "PreconditionNotMetException", f"No csv file was uploaded for {job['JobId']}"
    assert refusals == [no_file] * 2
    assert pool.wait(job)["ImportedUsers"] == 1


def test_rows_can_be_made_to_fail_by_their_lines(pool: ImportScenario) -> None:
    """Good rows and users that exist fail for the reason that the test chose."""
    content = pool.csv([good_row(number) for number in range(2, 6)])
    pool.run(content)
    pool.aws.configure(fail_lines={3: "Out of luck.", 5: "Out of luck too."})

    job = pool.run(content)

    assert (job["Status"], job["SkippedUsers"], job["FailedUsers"]) == ("Succeeded", 2, 2)
    assert pool.log_lines(job)[1::2] == [
        "[FAILED] Line Number 3 - Out of luck.",
        "[FAILED] Line Number 5 - Out of luck too.",
    ]


def test_log_can_lag_behind(pool: ImportScenario) -> None:
    """The job has ended when neither its stream nor its lines can be seen; later they can."""
    pool.aws.configure(log_lag_seconds=2)
    job = pool.run(pool.csv([good_row(number) for number in range(3)]))

    with pytest.raises(ClientError) as error:
        pool.log_lines(job)

    def seen() -> list[str]:
        try:
            return pool.log_lines(job)
        except ClientError:
            return []

    assert code_of(error.value) == "ResourceNotFoundException"
    assert eventually(seen, bool) == [
        f"[SUCCEEDED] Line Number {line} - The import succeeded." for line in (2, 3, 4)
    ]


def test_unknown_operation_is_refused(aws: LocalAws) -> None:
    """A fault of an operation by a wrong name is an error, not a test without its fault."""
    with pytest.raises(ValueError, match=r"fail: unknown \['Upload'\]; known are \['CreateUser"):
        aws.configure(fail={"Upload": Failure(code="SlowDown")})
    with pytest.raises(ValueError, match=r"lose_answer: unknown \['PutObject'\]"):
        aws.configure(lose_answer={"PutObject": 1})
