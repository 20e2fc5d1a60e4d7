"""The import operations of the embedded AWS: what they create, find and list."""

from __future__ import annotations

import re
import time

import pytest
from botocore.exceptions import ClientError

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario, code_of, message_of

pytestmark = pytest.mark.integration


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


def test_lite_pool_takes_no_hashes(aws: LocalAws) -> None:
    """A pool that is not eligible has no hash column and refuses an algorithm."""
    pool = ImportScenario(aws, UserPoolTier="LITE")

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


def test_pool_without_jobs_lists_none(pool: ImportScenario) -> None:
    """The list of a new pool is empty."""
    listed = pool.cognito.list_user_import_jobs(UserPoolId=pool.pool_id, MaxResults=60)

    assert listed["UserImportJobs"] == []


def test_quota_of_jobs_is_kept(pool: ImportScenario) -> None:
    """A pool takes no job beyond its quota."""
    pool.aws.configure(max_jobs_per_pool=1)
    pool.create()

    with pytest.raises(ClientError) as error:
        pool.create()

    assert code_of(error.value) == "LimitExceededException"


def test_job_of_another_pool_is_not_found(pool: ImportScenario) -> None:
    """A job is known in its own pool only."""
    job = ImportScenario(pool.aws).create()

    with pytest.raises(ClientError) as error:
        pool.describe(job)

    assert code_of(error.value) == "ResourceNotFoundException"


def test_missing_pool_is_not_found(pool: ImportScenario) -> None:
    """An operation on a pool that is not there says so."""
    with pytest.raises(ClientError) as error:
        pool.cognito.get_csv_header(UserPoolId="eu-central-1_missing")

    assert code_of(error.value) == "ResourceNotFoundException"
    assert message_of(error.value) == "User pool eu-central-1_missing does not exist."
