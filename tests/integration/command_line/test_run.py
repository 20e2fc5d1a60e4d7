"""cognito-user-import run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario
from tests.integration.command_line.pool_jobs import ROLE, bad_file, good_file, jobs
from tests.integration.command_line.process import run

pytestmark = pytest.mark.integration


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
            "--role can't be combined with --create-role.",
        ),
        (
            ["--role", "CognitoLogs"],
            "--role must be the ARN of a role. Received: 'CognitoLogs'. "
            "Example: arn:aws:iam::111122223333:role/CognitoLogs.",
        ),
        (
            ["--job-name", "first/users"],
            "--job-name must be 1 to 93 letters, digits, spaces, and characters of +=,.@-_ only. "
            "Received: 'first/users'",
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
        f"nothing was created. Without --dry-run, job users-... with role {ROLE} would import "
        f"users.csv into user pool {pool.pool_id}\n",
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
    """The second one imports the file."""
    arguments = ("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id)
    pool.aws.configure(expired_urls=1)
    ended = run(tmp_path, pool.aws.environment, *arguments, "--role", pool.role_arn)
    assert ended.code == 0
    assert "S3 refused the pre-signed URL: status 403, AccessDenied. Creating another" in ended.err
    assert len(jobs(pool)) == 2
    assert "X-Amz" not in ended.err
