"""Files in the embedded AWS: how they get in, and what an import makes of them."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from local_aws.import_scenario import ENCRYPTION, ImportScenario, good_row, put

pytestmark = pytest.mark.integration


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
        "The user import job has completed.",
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


def test_users_that_exist_are_skipped(pool: ImportScenario) -> None:
    """The same file again skips its users and ends Succeeded while it is small."""
    content = pool.csv([good_row(number) for number in range(3)])
    pool.run(content)

    again = pool.run(content)

    assert (again["Status"], again["ImportedUsers"], again["SkippedUsers"]) == ("Succeeded", 0, 3)
    assert pool.log_lines(again)[0] == "[SKIPPED] Line Number 2 - The user already exists."


def test_hashed_password_makes_a_confirmed_user(pool: ImportScenario) -> None:
    """A row with a hash is CONFIRMED, one without is RESET_REQUIRED."""
    hashed = "$2b$12$" + "a" * 53
    rows = [good_row(1, password_hash=hashed), good_row(2)]

    job = pool.run(pool.csv(rows), PasswordHashingAlgorithm="BCRYPT")

    users = pool.cognito.list_users(UserPoolId=pool.pool_id)["Users"]
    assert job["PasswordHashingAlgorithm"] == "BCRYPT"
    assert [user["UserStatus"] for user in users] == ["CONFIRMED", "RESET_REQUIRED"]


def test_too_many_failures_fail_the_job(pool: ImportScenario) -> None:
    """A job with more bad rows than good ones gives up, as one did on AWS at 14 and 32."""
    rows = [good_row(number) for number in range(14)]
    rows += [good_row(number, email_verified="") for number in range(14, 60)]

    job = pool.run(pool.csv(rows))

    assert (job["Status"], job["CompletionMessage"]) == (
        "Failed",
        "Too many users have failed or been skipped during the import.",
    )
    assert (job["ImportedUsers"], job["FailedUsers"]) == (14, 32)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (["cognito:username", "email"], "The header of the CSV file does not match the user pool."),
        (None, "The CSV file could not be parsed."),
    ],
)
def test_unreadable_file_fails_the_job(
    pool: ImportScenario, header: list[str] | None, message: str
) -> None:
    """A file without all columns, or not in UTF-8, fails the job as a whole."""
    content = b"\xff\xfe" if header is None else pool.csv([good_row(1)], header)

    job = pool.run(content)

    assert (job["Status"], job["CompletionMessage"]) == ("Failed", message)
    assert job["ImportedUsers"] == 0


def test_algorithm_needs_the_hash_column(pool: ImportScenario) -> None:
    """A job with an algorithm fails without the hash column, which other jobs may leave out."""
    header = pool.header[:-1]

    job = pool.run(pool.csv([good_row(1)], header), PasswordHashingAlgorithm="ARGON2ID")
    plain = pool.run(pool.csv([good_row(1)], header))

    assert job["CompletionMessage"] == "The CSV file has no password_hash column."
    assert plain["Status"] == "Succeeded"


def test_column_order_is_free(pool: ImportScenario) -> None:
    """A file may have its columns in any order."""
    job = pool.run(pool.csv([good_row(1)], sorted(pool.header)))

    assert (job["Status"], job["ImportedUsers"]) == ("Succeeded", 1)


def test_upload_without_the_encryption_header_is_refused(pool: ImportScenario) -> None:
    """The signature covers the header, so that S3 refuses an upload without it."""
    status, body = put(pool.aws, pool.create()["PreSignedUrl"], b"x", {})

    assert status == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in body


def test_upload_with_a_wrong_signature_is_refused(pool: ImportScenario) -> None:
    """A URL for one job does not work for another."""
    job, other = pool.create(), pool.create()
    url = job["PreSignedUrl"].replace(job["JobId"], other["JobId"])

    status, body = put(pool.aws, url, b"x", ENCRYPTION)

    assert status == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in body


def test_upload_after_the_url_expired_is_refused(pool: ImportScenario) -> None:
    """A URL whose time is over takes no upload."""
    pool.aws.configure(url_lifetime=0)

    status, body = put(pool.aws, pool.create()["PreSignedUrl"], b"x", ENCRYPTION)

    assert status == 403
    assert "Request has expired" in body


def test_upload_without_a_length_is_refused(pool: ImportScenario) -> None:
    """S3 wants to know the length beforehand."""
    headers = {**ENCRYPTION, "Transfer-Encoding": "chunked"}

    status, _ = put(pool.aws, pool.create()["PreSignedUrl"], b"0\r\n\r\n", headers)

    assert status == 411


def test_uploads_are_hidden_from_the_account(pool: ImportScenario) -> None:
    """The bucket of the uploads belongs to the service, not to its caller."""
    pool.upload(pool.create(), b"x")

    assert pool.aws.client("s3").list_buckets()["Buckets"] == []


def test_hundred_thousand_users_are_imported_within_seconds(pool: ImportScenario) -> None:
    """A large import takes no more than 30 s, while the server goes on answering."""
    content = pool.csv([good_row(number) for number in range(100_000)])
    slowest = 0.0
    job = pool.create()
    pool.upload(job, content)
    begun = time.monotonic()
    pool.start(job)
    while (seen := pool.describe(job))["Status"] in ("Pending", "InProgress"):
        asked = time.monotonic()
        pool.cognito.describe_user_pool(UserPoolId=pool.pool_id)
        slowest = max(slowest, time.monotonic() - asked)

    assert (seen["Status"], seen["ImportedUsers"]) == ("Succeeded", 100_000)
    assert pool.count_users() == 100_000
    assert time.monotonic() - begun < 30
    assert slowest < 5
