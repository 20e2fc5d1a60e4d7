"""The states of a job of the embedded AWS, and what they allow."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario, code_of, good_row, message_of

pytestmark = pytest.mark.integration


def test_start_needs_an_upload(pool: ImportScenario) -> None:
    """A job without a file cannot be started."""
    job = pool.create()

    with pytest.raises(ClientError) as error:
        pool.start(job)

    assert code_of(error.value) == "PreconditionNotMetException"
    assert message_of(error.value) == f"No csv file was uploaded for {job['JobId']}"


def test_start_needs_a_pool_that_verifies_something(aws: LocalAws) -> None:
    """A pool without auto-verified attributes cannot import."""
    pool = ImportScenario(aws, AutoVerifiedAttributes=[])
    job = pool.create()
    pool.upload(job, pool.csv([good_row(1)]))

    with pytest.raises(ClientError) as error:
        pool.start(job)

    assert code_of(error.value) == "PreconditionNotMetException"
    assert pool.describe(job)["Status"] == "Created"


def test_job_passes_through_its_states(pool: ImportScenario) -> None:
    """A started job is Pending, then InProgress, then Succeeded."""
    pool.aws.configure(pending_seconds=0.1, import_seconds=0.1)
    job = pool.create()
    pool.upload(job, pool.csv([good_row(1)]))

    assert pool.start(job)["Status"] == "Pending"
    assert pool.wait(job, "InProgress")["StartDate"]
    assert pool.wait(job)["Status"] == "Succeeded"


@pytest.mark.parametrize("running", ["Pending", "InProgress"])
def test_running_job_can_be_stopped(pool: ImportScenario, running: str) -> None:
    """A stopped job is Stopping, then Stopped with what it has done, and stays so."""
    pool.aws.configure(
        pending_seconds=30 if running == "Pending" else 0, seconds_per_row=0.01, give_up_after=None
    )
    job = pool.create()
    pool.upload(job, pool.csv([good_row(number) for number in range(5000)]))
    pool.start(job)
    pool.wait(job, running)

    stopping = pool.cognito.stop_user_import_job(UserPoolId=pool.pool_id, JobId=job["JobId"])

    assert stopping["UserImportJob"]["Status"] == "Stopping"
    stopped = pool.wait(job)
    assert stopped["Status"] == "Stopped"
    assert stopped["CompletionMessage"] == "The Import Job was stopped by the developer."
    stored = pool.cognito.describe_user_pool(UserPoolId=pool.pool_id)["UserPool"]
    assert stopped["ImportedUsers"] == stored["EstimatedNumberOfUsers"] < 5000
    with pytest.raises(ClientError) as error:
        pool.start(job)
    assert code_of(error.value) == "PreconditionNotMetException"


def test_created_job_cannot_be_stopped(pool: ImportScenario) -> None:
    """Stop is for jobs that run."""
    job = pool.create()

    with pytest.raises(ClientError) as error:
        pool.cognito.stop_user_import_job(UserPoolId=pool.pool_id, JobId=job["JobId"])

    assert code_of(error.value) == "PreconditionNotMetException"


def test_created_job_expires_after_a_day(pool: ImportScenario) -> None:
    """A job that nobody starts within a day is Expired and cannot be started."""
    job = pool.create()
    pool.upload(job, pool.csv([good_row(1)]))

    pool.aws.configure(clock_offset=24 * 3600 + 60)

    assert pool.describe(job)["Status"] == "Expired"
    with pytest.raises(ClientError) as error:
        pool.start(job)
    assert code_of(error.value) == "PreconditionNotMetException"


def test_account_has_one_active_job(pool: ImportScenario) -> None:
    """A second job of the account, in another pool, cannot be started while one runs."""
    pool.aws.configure(import_seconds=0.2)
    other = ImportScenario(pool.aws)
    first, second = pool.create(), other.create()
    for scenario, job in ((pool, first), (other, second)):
        scenario.upload(job, scenario.csv([good_row(1)]))
    pool.start(first)

    with pytest.raises(ClientError) as error:
        other.start(second)

    assert code_of(error.value) == "PreconditionNotMetException"
    pool.wait(first)
    other.start(second)
    assert other.wait(second)["Status"] == "Succeeded"


@pytest.mark.parametrize("operation", ["update", "add_custom_attributes", "delete"])
def test_running_job_blocks_changes_of_its_pool(pool: ImportScenario, operation: str) -> None:
    """A pool cannot be changed or deleted while a job imports into it, and can be afterwards."""
    change = {
        "update": pool.cognito.update_user_pool,
        "add_custom_attributes": pool.cognito.add_custom_attributes,
        "delete": pool.cognito.delete_user_pool,
    }[operation]
    request: dict[str, object] = {"UserPoolId": pool.pool_id}
    if operation == "add_custom_attributes":
        request["CustomAttributes"] = [{"Name": "team", "AttributeDataType": "String"}]
    pool.aws.configure(pending_seconds=0.2)
    job = pool.create()
    pool.upload(job, pool.csv([good_row(1)]))
    pool.start(job)

    with pytest.raises(ClientError) as error:
        change(**request)

    assert code_of(error.value) == "UserImportInProgressException"
    pool.wait(job)
    assert change(**request)["ResponseMetadata"]["HTTPStatusCode"] == 200
