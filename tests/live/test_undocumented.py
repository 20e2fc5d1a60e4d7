"""Each check of a `[?]`: what the code assumes of AWS and AWS does not document."""

import time
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from cognito_user_import.cognito import import_jobs, job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_log import _LINE, FIRST_USER_LINE
from cognito_user_import.cognito.service_model import JobStatus
from tests.live.conftest import Account

pytestmark = pytest.mark.integration

PROPAGATION_CODES = {
    "AccessDeniedException",
    "InvalidParameterException",
    "NotAuthorizedException",
}
"""What import_job.create waits out, as the sign of a role that is not known everywhere yet."""


def create_when_possible(account: Account) -> str:
    """Create a job as soon as the role made moments ago can be assumed."""
    end = time.monotonic() + 60
    while True:
        try:
            return account.create()
        except ClientError as error:
            code = error.response["Error"]["Code"]
            assert code in PROPAGATION_CODES
            assert time.monotonic() < end, code
            time.sleep(2)


def test_stopping_a_job_that_was_not_started_is_refused_with_a_known_code(
    account: Account,
) -> None:
    """import_job.stop takes these codes for "there is nothing to stop"."""
    job_id = create_when_possible(account)
    with pytest.raises(ClientError) as raised:
        account.cognito.stop_user_import_job(UserPoolId=account.user_pool_id, JobId=job_id)
    assert raised.value.response["Error"]["Code"] in import_jobs._NOTHING_TO_STOP


def test_a_role_that_can_never_be_assumed_is_refused_with_a_code_that_is_waited_out_or_taken(
    account: Account,
) -> None:
    """Create either takes the role, and the job fails later, or answers one of these codes."""
    try:
        answer = account.create(account.unassumable_role_arn).partition("-")[0]
    except ClientError as error:
        answer = error.response["Error"]["Code"]
    assert answer in {"import", *PROPAGATION_CODES}


def test_the_pre_signed_url_stays_the_same(account: Account) -> None:
    """It is made once, and lives 899 seconds: service_model.PRE_SIGNED_URL_LIFETIME."""
    job_id = create_when_possible(account)
    urls = {
        account.cognito.describe_user_import_job(UserPoolId=account.user_pool_id, JobId=job_id)[
            "UserImportJob"
        ]["PreSignedUrl"]
        for _ in range(2)
    }
    (url,) = urls
    assert "X-Amz-Expires=899" in url


def test_a_new_job_is_listed_at_once_and_first(account: Account) -> None:
    """The look-up after Create, and before a repeat, relies on it."""
    create_when_possible(account)
    job_id = account.create()
    listed = account.cognito.list_user_import_jobs(UserPoolId=account.user_pool_id, MaxResults=1)
    assert [job["JobId"] for job in listed["UserImportJobs"]] == [job_id]


def test_a_start_without_a_file_is_refused_as_one_that_may_come(account: Account) -> None:
    """job_control.start repeats it, for as long as S3 may take to show the file."""
    job_id = create_when_possible(account)
    with pytest.raises(ClientError) as raised:
        account.start(job_id)
    error = raised.value.response["Error"]
    assert error["Code"] in job_control._NOT_STARTABLE_YET
    assert "csv" in error["Message"].lower()


def refusal_to_start(account: Account, job_id: str) -> str:
    """Start a job, and return the code of the error, or nothing."""
    try:
        account.start(job_id)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


def test_imports_are_refused_counted_and_logged_as_the_code_takes_it(account: Account) -> None:
    """One job with a good and a bad row; a second one beside it, and again with users that exist.

    A job that read no row at all is one whose role was not known yet, as import_life_cycle has it.
    """
    names = [f"live-{time.time_ns()}", f"live-{time.time_ns()}-bad"]
    end = time.monotonic() + 120
    while True:
        job_id, waiting = create_when_possible(account), account.create()
        account.upload(job_id, *names)
        account.upload(waiting, names[0])
        account.start(job_id)
        refusal = refusal_to_start(account, waiting)
        job = account.ended(job_id)
        if not refusal:
            # Then it tells nothing of the code; but two were never active at once.
            assert account.describe(waiting)["StartDate"] >= job["CompletionDate"]
        counts = [job[f"{kind}Users"] for kind in ("Imported", "Skipped", "Failed")]
        if counts != [0, 0, 0]:
            break
        assert time.monotonic() < end, job["CompletionMessage"]
    assert (job["Status"], counts) == (JobStatus.SUCCEEDED, [1, 0, 1])
    lines = list(map(_LINE.match, account.log_lines(job, 2)))
    assert all(lines), "the form of a line"
    numbers = {line[1]: int(line[2]) for line in lines if line}
    assert numbers == {"SUCCEEDED": FIRST_USER_LINE, "FAILED": FIRST_USER_LINE + 1}
    assert refusal in {"", *job_control._NOT_STARTABLE_YET}
    if refusal:
        account.start(waiting)
    again = account.ended(waiting)
    assert again["SkippedUsers"] == 1, "a user that exists is skipped, whatever the status"
    assert again["Status"] in (JobStatus.SUCCEEDED, JobStatus.FAILED)


def test_a_job_whose_role_cannot_be_assumed_reads_no_row(account: Account) -> None:
    """ImportJob.has_read_no_row knows it by its counts, where Create took the role."""
    try:
        job_id = account.create(account.unassumable_role_arn)
    except ClientError:
        pytest.skip("Create refuses such a role, so that no job has one")
    account.upload(job_id, f"live-{time.time_ns()}")
    account.start(job_id)
    assert ImportJob.of(cast("Any", account.ended(job_id))).has_read_no_row
