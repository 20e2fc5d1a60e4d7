"""Each check of a `[?]`: what the code assumes of AWS and AWS does not document."""

from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from local_aws import LocalAws
from local_aws.guesses import GiveUpRule
from tests.live.account import Account
from tests.live.conftest import IS_LIVE
from tests.live.guess_checks import CHECKS, GuessCheck
from tests.live.questions import give_up_rule, good
from tests.live.record import Record

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_code_copes_with_what_the_account_answers(
    check: GuessCheck, account: Account, record: Record
) -> None:
    """And the answer is recorded, for the embedded AWS to answer so too."""
    answer = check.ask(account)
    record.add(check.name, answer)
    assert answer in check.copes_with


@pytest.mark.skipif(IS_LIVE, reason="only the embedded AWS has the rules to choose from")
@pytest.mark.parametrize("rule", GiveUpRule)
def test_the_rules_for_giving_up_are_told_apart(
    rule: GiveUpRule, account: Account, lab: LocalAws
) -> None:
    """By two jobs."""
    lab.configure(give_up_rule=rule)
    assert give_up_rule(account) == rule


def test_the_pre_signed_url_stays_the_same(account: Account) -> None:
    """It is made once, and lives 899 seconds: service_model.PRE_SIGNED_URL_LIFETIME."""
    job_id = account.create_when_possible()
    (url,) = {account.describe(job_id)["PreSignedUrl"] for _ in range(2)}
    assert "X-Amz-Expires=899" in url


def test_a_start_without_a_file_is_refused_as_one_that_may_come(account: Account) -> None:
    """job_control.start repeats it, for as long as S3 may take to show the file."""
    job_id = account.create_when_possible()
    with pytest.raises(ClientError) as raised:
        account.start(job_id)
    error = raised.value.response["Error"]
    assert error["Code"] in job_control._NOT_STARTABLE_YET
    assert "csv" in error["Message"].lower()


def test_a_job_whose_role_cannot_be_assumed_reads_no_row(account: Account) -> None:
    """ImportJob.has_read_no_row knows it by its counts, where Create took the role."""
    try:
        job_id = account.create(account.unassumable_role_arn)
    except ClientError:
        pytest.skip("Create refuses such a role, so that no job has one")
    account.upload(job_id, account.file(*good()))
    account.start(job_id)
    assert ImportJob.of(cast("Any", account.ended(job_id))).has_read_no_row
