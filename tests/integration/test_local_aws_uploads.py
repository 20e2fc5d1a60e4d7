"""Files in the embedded AWS: how they get in, and what an import makes of them."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from local_aws.import_scenario import ENCRYPTION, ImportScenario, good_row, put

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


def test_pre_signed_url_is_signed_with_the_encryption_header_for_899_seconds(
    pool: ImportScenario,
) -> None:
    """The URL is as long-lived, as long and as signed as a real one."""
    job = pool.create()

    url = urlsplit(job["PreSignedUrl"])
    query = {name: values[0] for name, values in parse_qs(url.query).items()}

    assert url.path.endswith(f"/{pool.aws.account}/{pool.pool_id}/{job['JobId']}")
    assert query["X-Amz-Expires"] == "899"
    assert query["X-Amz-SignedHeaders"] == "host;x-amz-server-side-encryption"
    assert 1300 < len(job["PreSignedUrl"]) <= 2048


def test_ten_users_are_imported(pool: ImportScenario) -> None:
    """An import ends Succeeded, with counts, dates, users and a log line for each."""
    rows = [good_row(number, name="A\\, B", birthdate="02/28/1990") for number in range(10)]

    job = pool.run(pool.csv(rows))

    assert (job["Status"], job["CompletionMessage"]) == (
        "Succeeded",
        "Import Job Completed Successfully.",
    )
    assert (job["ImportedUsers"], job["SkippedUsers"], job["FailedUsers"]) == (10, 0, 0)
    assert job["CreationDate"] <= job["StartDate"] <= job["CompletionDate"]
    users = pool.cognito.list_users(UserPoolId=pool.pool_id)["Users"]
    assert [user["Username"] for user in users] == [f"user{number}" for number in range(10)]
    user = pool.cognito.admin_get_user(UserPoolId=pool.pool_id, Username="user3")
    attributes = {item["Name"]: item["Value"] for item in user["UserAttributes"]}
    assert user["UserStatus"] == "RESET_REQUIRED"
    assert len(attributes.pop("sub")) == 36
    assert attributes == {
        "name": "A, B",
        "birthdate": "1990-02-28",
        "email": "user3@example.com",
        "email_verified": "true",
    }
    assert pool.log_lines(job) == [
        f"[SUCCEEDED] Line Number {line} - The import succeeded." for line in range(2, 12)
    ]


def test_hashed_password_makes_a_confirmed_user(pool: ImportScenario) -> None:
    """A row with a hash is CONFIRMED, one without is RESET_REQUIRED."""
    hashed = "$2b$12$" + "a" * 53
    rows = [good_row(1, password_hash=hashed), good_row(2)]

    job = pool.run(pool.csv(rows), PasswordHashingAlgorithm="BCRYPT")

    users = pool.cognito.list_users(UserPoolId=pool.pool_id)["Users"]
    assert job["PasswordHashingAlgorithm"] == "BCRYPT"
    assert [user["UserStatus"] for user in users] == ["CONFIRMED", "RESET_REQUIRED"]


def test_column_order_is_free(pool: ImportScenario) -> None:
    """A file may have its columns in any order, and without hashes it needs no column for them."""
    job = pool.run(pool.csv([good_row(1)], sorted(pool.header[:-1])))

    assert (job["Status"], job["ImportedUsers"]) == ("Succeeded", 1)


@pytest.mark.parametrize(
    ("lifetime", "of_another_job", "text"),
    [
        (899, True, "<Code>SignatureDoesNotMatch</Code>"),
        (0, False, "Request has expired"),
    ],
)
def test_url_is_good_for_its_own_job_and_for_its_time(
    pool: ImportScenario, lifetime: int, of_another_job: bool, text: str
) -> None:
    """S3 answers 403, each time with its own code or message."""
    pool.aws.configure(url_lifetime=lifetime)
    job, other = pool.create(), pool.create()
    url = job["PreSignedUrl"]
    if of_another_job:
        url = url.replace(job["JobId"], other["JobId"])

    status, body = put(pool.aws, url, b"x", ENCRYPTION)

    assert (status, text in body) == (403, True)
