"""Each check of a `[?]`: what the code assumes of AWS and AWS does not document."""

import time

import pytest
from botocore.exceptions import ClientError

from cognito_user_import import import_job
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
    assert raised.value.response["Error"]["Code"] in import_job._NOTHING_TO_STOP


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
