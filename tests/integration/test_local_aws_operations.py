"""The import operations of the embedded AWS: what they create, list and block."""

from __future__ import annotations

import re
import time

import pytest
from botocore.exceptions import ClientError

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario, code_of, good_row
from local_aws.pools import WITHOUT_HASHES

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


def test_csv_header_has_the_base_columns_then_the_custom_ones_then_the_hash(aws: LocalAws) -> None:
    """GetCSVHeader lists the columns in the service's order."""
    pool = ImportScenario(aws, Schema=[{"Name": "team", "AttributeDataType": "String"}])

    assert pool.header[0] == "name"
    assert pool.header[-4:] == [
        "cognito:mfa_enabled",
        "cognito:username",
        "custom:team",
        "password_hash",
    ]
    assert len(pool.header) == 23


def test_created_job_has_what_the_service_shows(pool: ImportScenario) -> None:
    """A new job is Created, counts nothing, and has an id in the service's form."""
    job = pool.create("seed job")

    assert re.fullmatch(r"import-[0-9A-Za-z]{10}", job["JobId"])
    assert (job["JobName"], job["UserPoolId"]) == ("seed job", pool.pool_id)
    assert (job["Status"], job["CloudWatchLogsRoleArn"]) == ("Created", pool.role_arn)
    assert (job["ImportedUsers"], job["SkippedUsers"], job["FailedUsers"]) == (0, 0, 0)
    assert abs(job["CreationDate"].timestamp() - time.time()) < 60
    assert "StartDate" not in job
    assert "PasswordHashingAlgorithm" not in job


def test_a_pool_without_a_hash_column_takes_no_hashes(aws: LocalAws) -> None:
    """It refuses an algorithm, whatever its tier."""
    pool = ImportScenario(aws, UserPoolTags=WITHOUT_HASHES)
    assert "password_hash" in ImportScenario(aws, UserPoolTier="LITE").header

    with pytest.raises(ClientError) as error:
        pool.create(PasswordHashingAlgorithm="SCRYPT")

    assert "password_hash" not in pool.header
    assert code_of(error.value) == "InvalidParameterException"


def test_list_pages_from_the_newest(pool: ImportScenario) -> None:
    """Pages hold the newest jobs first, and a job made meanwhile does not shift them."""
    jobs = [pool.create(f"job{number}") for number in range(5)]
    first = pool.cognito.list_user_import_jobs(UserPoolId=pool.pool_id, MaxResults=3)
    pool.create("late")

    second = pool.cognito.list_user_import_jobs(
        UserPoolId=pool.pool_id, MaxResults=3, PaginationToken=first["PaginationToken"]
    )

    listed = [*first["UserImportJobs"], *second["UserImportJobs"]]
    assert [job["JobId"] for job in listed] == [job["JobId"] for job in reversed(jobs)]
    assert "PaginationToken" not in second


def test_created_job_expires_after_a_day(pool: ImportScenario) -> None:
    """A job that nobody starts within a day is Expired and cannot be started."""
    job = pool.create()
    pool.upload(job, pool.csv([good_row(1)]))

    pool.aws.configure(clock_offset=24 * 3600 + 60)

    assert pool.describe(job)["Status"] == "Expired"
    with pytest.raises(ClientError) as error:
        pool.start(job)
    assert code_of(error.value) == "PreconditionNotMetException"


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
