"""cognito-user-import run: the role with which Cognito writes the log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from local_aws.import_scenario import ImportScenario, make_role
from tests.integration.command_line.live_process import live
from tests.integration.command_line.pool_jobs import ROLE, good_file, jobs
from tests.integration.command_line.process import run

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


@pytest.mark.usefixtures("iam")
def test_a_role_that_is_not_known_yet_is_waited_for(pool: ImportScenario, tmp_path: Path) -> None:
    """The job that couldn't assume it read no row, and another job replaces it."""
    pool.aws.configure(role_delay_seconds=6)
    ended = run(
        tmp_path,
        pool.aws.environment,
        *("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id, "--create-role"),
    )
    newest, *before = jobs(pool)
    assert (ended.code, newest["Status"]) == (0, "Succeeded")
    assert {job["Status"] for job in before} == {"Failed"}
    assert (
        f"job {before[-1]['JobId']} read no row. Its role may not be available yet. Creating "
        "another job in 5 s\n"
    ) in ended.err
    assert len({job["JobName"] for job in jobs(pool)}) == len(before) + 1


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
        f"Role {ROLE} exists, but cognito-idp.amazonaws.com can't assume it. Delete it, fix it, or "
        "name another role with --role.\n"
    )
    assert iam.list_role_policies(RoleName=ROLE)["PolicyNames"] == []
    assert jobs(pool) == []


def test_without_a_role_that_of_the_newest_job_is_taken(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """The output says so. Without such a job, the error names both options."""
    arguments = ("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id)

    none = run(tmp_path, pool.aws.environment, *arguments)
    job = pool.create()
    ended = run(tmp_path, pool.aws.environment, *arguments)

    assert (none.code, none.out) == (2, "")
    assert none.err.endswith(
        "The user pool has no job whose role can be reused. Name a role with --role, or create one "
        "with --create-role.\n"
    )
    assert ended.code == 0
    assert f"using the role of the newest job, {job['JobId']}: {pool.role_arn}\n" in ended.err
    assert jobs(pool)[0]["CloudWatchLogsRoleArn"] == pool.role_arn


def test_somebody_at_a_terminal_is_asked_for_a_role(
    pool: ImportScenario, iam: Any, tmp_path: Path
) -> None:
    """A no makes none; nobody is asked where nobody can answer."""
    arguments = ("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id)
    given = pool.aws.environment

    with live(tmp_path, given, *arguments, terminal=True, typed="n\n") as command:
        refused = command.end()
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName=ROLE)
    with live(tmp_path, given, *arguments, terminal=True, typed="y\n") as command:
        agreed = command.end()

    question = "Cognito needs a role to write the job's log. Create one? [y/N] "
    assert (refused.code, agreed.code) == (2, 0)
    assert question in refused.err
    assert question in agreed.err
    assert iam.get_role(RoleName=ROLE)["Role"]["Arn"] == jobs(pool)[0]["CloudWatchLogsRoleArn"]


def test_a_role_that_cognito_can_not_assume_fails_one_job(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """As far as is known, it isn't new, so no other job is created."""
    role = make_role(pool.aws, "ec2.amazonaws.com", [])
    ended = run(
        tmp_path,
        pool.aws.environment,
        *("run", good_file(pool, tmp_path), "--user-pool-id", pool.pool_id, "--role", role),
    )
    assert ended.code == 1
    assert "The import failed: it ended as Failed (0 imported, 0 skipped, 0 failed)." in ended.err
    assert len(jobs(pool)) == 1


def test_a_file_is_imported_with_a_job_and_a_role_of_its_own(
    pool: ImportScenario, iam: Any, tmp_path: Path
) -> None:
    """The output names the role, which may only write the logs of imports."""
    file = good_file(pool, tmp_path)
    arguments = ("run", file, "--user-pool-id", pool.pool_id, "--create-role")

    ended = run(tmp_path, pool.aws.environment, *arguments)
    policy = iam.get_role_policy(RoleName=ROLE, PolicyName="WriteUserImportLogs")
    again = run(tmp_path, pool.aws.environment, *arguments, "--no-skip-existing")

    newest, first = jobs(pool)
    arn = f"arn:aws:iam::{pool.aws.account}:role/{ROLE}"
    assert (ended.code, ended.out) == (
        0,
        f"job {first['JobId']} is Succeeded: 3 imported, 0 skipped, 0 failed\n",
    )
    assert f"role {arn} created\n" in ended.err
    assert f"job {first['JobId']} ({first['JobName']}) created\n" in ended.err
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
    assert f"role {arn} already exists\n" in again.err
    assert newest["SkippedUsers"] == 3
