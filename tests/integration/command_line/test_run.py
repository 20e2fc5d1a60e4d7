"""cognito-user-import run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.integration.command_line.process import run
from tests.integration.command_line.users_files import bad_file, good_file
from tests.local_aws import LocalAws
from tests.local_aws.import_scenario import ImportScenario, make_role

pytestmark = pytest.mark.integration

ROLE = "cognito-user-import-logs-eu-central-1"


@pytest.fixture
def iam(aws: LocalAws) -> Iterator[Any]:
    """Lend IAM, and take the role back that a test has made."""
    iam = aws.client("iam")
    yield iam
    with suppress(iam.exceptions.NoSuchEntityException):
        for policy in iam.list_role_policies(RoleName=ROLE)["PolicyNames"]:
            iam.delete_role_policy(RoleName=ROLE, PolicyName=policy)
        iam.delete_role(RoleName=ROLE)


def jobs(pool: ImportScenario) -> list[Any]:
    """Return the jobs of a pool, the newest first."""
    listed = pool.cognito.list_user_import_jobs(UserPoolId=pool.pool_id, MaxResults=60)
    found: list[Any] = listed["UserImportJobs"]
    return found


def test_a_file_is_imported_with_a_job_and_a_role_of_its_own(
    pool: ImportScenario, iam: Any, tmp_path: Path
) -> None:
    """The role is told, and may write the logs of imports and nothing else."""
    file = good_file(pool, tmp_path)
    arguments = ("run", file, "--user-pool-id", pool.pool_id, "--create-role")

    ended = run(tmp_path, pool.aws.environment, *arguments)
    policy = iam.get_role_policy(RoleName=ROLE, PolicyName="WriteUserImportLogs")
    again = run(tmp_path, pool.aws.environment, *arguments)

    newest, first = jobs(pool)
    arn = f"arn:aws:iam::{pool.aws.account}:role/{ROLE}"
    assert (ended.code, ended.out) == (
        0,
        f"job {first['JobId']} is Succeeded: 3 imported, 0 skipped, 0 failed\n",
    )
    assert f"role {arn} is made\n" in ended.err
    assert f"job {first['JobId']} ({first['JobName']}) is made\n" in ended.err
    assert first["JobName"].startswith("users-")
    assert policy["PolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Action": [
                "logs:CreateLogGroup",
                "logs:CreateLogStream",
                "logs:DescribeLogStreams",
                "logs:PutLogEvents",
            ],
            "Resource": (
                f"arn:aws:logs:{pool.aws.region}:{pool.aws.account}:log-group:/aws/cognito/*"
            ),
        }
    ]
    assert again.code == 0
    assert f"role {arn} is there already\n" in again.err
    assert newest["SkippedUsers"] == 3


@pytest.mark.usefixtures("iam")
def test_a_role_that_is_not_known_yet_is_waited_for(pool: ImportScenario, tmp_path: Path) -> None:
    """The job that could not assume it read no row, and is made anew."""
    pool.aws.configure(role_delay_seconds=4)
    ended = run(
        tmp_path,
        pool.aws.environment,
        *("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id, "--create-role"),
    )
    second, first = jobs(pool)
    assert ended.code == 0
    assert (
        f"job {first['JobId']} read no row; its role may not be known yet: another job is made in "
        "5 s\n"
    ) in ended.err
    assert (first["Status"], second["Status"]) == ("Failed", "Succeeded")
    assert first["JobName"] != second["JobName"]


def test_a_role_of_that_name_which_cognito_may_not_assume_is_told(
    pool: ImportScenario, iam: Any, tmp_path: Path
) -> None:
    """It is somebody's: it is left as it is."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)
    ended = run(
        tmp_path,
        pool.aws.environment,
        *("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id, "--create-role"),
    )
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith(
        f"There is a role {ROLE} that cognito-idp.amazonaws.com may not assume: delete or mend it, "
        "or name another role with --role.\n"
    )
    assert iam.list_role_policies(RoleName=ROLE)["PolicyNames"] == []
    assert jobs(pool) == []


def test_without_a_role_that_of_the_newest_job_is_taken(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """And that is said; where there is none both options are named."""
    arguments = ("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id)

    none = run(tmp_path, pool.aws.environment, *arguments)
    job = pool.create()
    ended = run(tmp_path, pool.aws.environment, *arguments)

    assert (none.code, none.out) == (2, "")
    assert none.err.endswith(
        "The user pool has no job whose role could be used: name one with --role, or have one made "
        "with --create-role.\n"
    )
    assert ended.code == 0
    assert f"role {pool.role_arn}, that of the newest job, {job['JobId']}\n" in ended.err
    assert jobs(pool)[0]["CloudWatchLogsRoleArn"] == pool.role_arn


def test_a_role_and_a_name_can_be_given(pool: ImportScenario, tmp_path: Path) -> None:
    """Two jobs of one name would be taken for each other: the name is only the beginning."""
    ended = run(
        tmp_path,
        pool.aws.environment,
        *("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id),
        *("--role", pool.role_arn, "--job-name", "first users", "--quiet", "--json"),
    )
    assert (ended.code, ended.err) == (0, "")
    job = ended.json["job"]
    assert job["job_name"].startswith("first users-")
    assert job["cloud_watch_logs_role_arn"] == pool.role_arn
    assert ended.json["check"]["errors"] == 0


def test_an_algorithm_of_hashes_is_the_jobs(pool: ImportScenario, tmp_path: Path) -> None:
    """By any case of its name."""
    hashed = "$2b$12$" + "a" * 53
    row = {"cognito:username": "u", "email": "u@example.com", "email_verified": "true"}
    (tmp_path / "users.csv").write_bytes(pool.csv([{**row, "password_hash": hashed}]))
    options = ("run", "users.csv", "--user-pool-id", pool.pool_id, "--role", pool.role_arn)

    ended = run(tmp_path, pool.aws.environment, *options, "--password-hashing-algorithm", "bcrypt")

    assert ended.code == 0, ended.err
    assert [job["PasswordHashingAlgorithm"] for job in jobs(pool)] == ["BCRYPT"]
    assert hashed not in ended.err


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (
            ["--role", "arn:aws:iam::111122223333:role/R", "--create-role"],
            "--role names a role and --create-role makes one: give one of them.",
        ),
        (
            ["--role", "CognitoLogs"],
            "--role must have 20 to 2048 characters, has 11. Received: 'CognitoLogs'. It looks "
            "like arn:aws:iam::111122223333:role/CognitoLogs.",
        ),
        (
            ["--job-name", "first/users"],
            "--job-name takes 1 to 108 letters, digits, spaces and +=,.@-_ signs. Received: "
            "'first/users'",
        ),
    ],
)
def test_options_that_do_not_fit_are_told(
    aws: LocalAws, tmp_path: Path, options: list[str], complaint: str
) -> None:
    """Before the file is looked at."""
    ended = run(
        tmp_path,
        aws.environment,
        *("run", "users.csv", "--user-pool-id", "eu-central-1_AbCdEfGhI", *options),
    )
    assert (ended.code, ended.out, ended.err) == (2, "", f"cognito-user-import: {complaint}\n")


def test_no_job_is_made_for_a_bad_file(pool: ImportScenario, iam: Any, tmp_path: Path) -> None:
    """Nor a role: a job can't be deleted."""
    arguments = ("run", bad_file(pool, tmp_path), "--user-pool-id", pool.pool_id, "--create-role")
    ended = run(tmp_path, pool.aws.environment, *arguments)
    assert (ended.code, ended.out) == (3, "")
    assert jobs(pool) == []
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName=ROLE)


def test_a_dry_run_makes_nothing(pool: ImportScenario, iam: Any, tmp_path: Path) -> None:
    """It checks, and says what would be made."""
    arguments = ("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id, "--dry-run")

    ended = run(tmp_path, pool.aws.environment, *arguments, "--create-role")
    as_json = run(tmp_path, pool.aws.environment, *arguments, "--role", pool.role_arn, "--json")

    assert (ended.code, ended.out) == (
        0,
        f"nothing was made. Without --dry-run: a job users-... of user pool {pool.pool_id}, with "
        f"the role of the name {ROLE}, imports users.csv\n",
    )
    assert as_json.json["plan"] == {
        "user_pool_id": pool.pool_id,
        "job_name": "users",
        "role": pool.role_arn,
    }
    assert (as_json.json["job"], as_json.json["check"]["errors"]) == (None, 0)
    assert jobs(pool) == []
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName=ROLE)


def test_a_url_that_expires_during_the_upload_costs_one_more_job(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """And no third one: a network that is too slow stays so."""
    file = good_file(pool, tmp_path)
    arguments = ("run", file, "--user-pool-id", pool.pool_id, "--role", pool.role_arn)

    pool.aws.configure(expired_urls=1)
    once = run(tmp_path, pool.aws.environment, *arguments)
    pool.aws.configure(expired_urls=9)
    twice = run(tmp_path, pool.aws.environment, *arguments)

    assert once.code == 0
    assert "The pre-signed URL takes no upload: status 403, AccessDenied. Another job" in once.err
    assert (twice.code, twice.out) == (4, "")
    assert twice.err.endswith(
        "The pre-signed URLs of two jobs have expired during the upload, and nothing was imported: "
        "they live 15 minutes, so use a faster network, or import the file in parts.\n"
    )
    assert len(jobs(pool)) == 4
    assert "X-Amz" not in once.err + twice.err


def test_a_role_that_cognito_can_not_assume_fails_one_job(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """It is not a new one, as far as is known: nothing is made anew."""
    role = make_role(pool.aws, "ec2.amazonaws.com", [])
    ended = run(
        tmp_path,
        pool.aws.environment,
        *("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id, "--role", role),
    )
    assert ended.code == 1
    assert "The import failed: it ended as Failed (0 imported, 0 skipped, 0 failed)." in ended.err
    assert len(jobs(pool)) == 1
