"""cognito-user-import doctor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from local_aws.import_scenario import ImportScenario
from tests.integration.command_line.pool_jobs import running_job
from tests.integration.command_line.process import run

pytestmark = pytest.mark.integration

_READS = ("Describe", "Get", "List", "Simulate")


def test_a_pool_that_can_import_is_healthy(pool: ImportScenario, tmp_path: Path) -> None:
    """One line for each check, and no call that changes anything."""
    job = pool.create()
    before = len(pool.aws.calls())

    ended = run(tmp_path, pool.aws.environment, "doctor", "--user-pool-id", pool.pool_id)

    assert (ended.code, ended.err) == (0, "11 ok, 0 warning, 0 failed\n"), ended.out
    lines = ended.out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["ok"] * 11
    assert (
        f"{pool.pool_name}: auto-verifies email address; users sign in with user name" in lines[5]
    )
    assert lines[7].endswith("1 of 1,000, unless the quota was raised")
    assert lines[9].endswith(
        f"{job['CloudWatchLogsRoleArn']} can be assumed by Cognito and can write its log"
    )
    made = [call.operation for call in pool.aws.calls()[before:]]
    assert made
    assert [name for name in made if not name.startswith(_READS)] == []
    assert "X-Amz" not in ended.out


def test_what_keeps_an_import_from_working_fails_with_what_to_do(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """A pool that verifies nothing, a role that isn't there, and a job that runs elsewhere."""
    elsewhere = running_job(pool, tmp_path)
    other = ImportScenario(pool.aws, AutoVerifiedAttributes=[])
    role = f"arn:aws:iam::{pool.aws.account}:role/Nobody"

    ended = run(
        tmp_path,
        pool.aws.environment,
        *("doctor", "--user-pool-id", other.pool_id, "--role", role, "--json"),
    )
    pool.cognito.stop_user_import_job(UserPoolId=pool.pool_id, JobId=elsewhere["JobId"])
    pool.wait(elsewhere)

    found = {each["check"]: (each["result"], each["text"]) for each in ended.json["checks"]}
    assert (ended.code, ended.json["failed"], ended.json["warning"]) == (4, 2, 1)
    assert found["user pool"] == (
        "failed",
        f"The user pool {other.pool_id} auto-verifies neither email addresses nor phone numbers. "
        "Cognito doesn't import users into such a pool.",
    )
    assert found["logs role"] == (
        "failed",
        f"{role} doesn't exist. Name another role, or let run --create-role create one.",
    )
    outcome, text = found["running job"]
    assert (outcome, text.split()[0]) == ("warning", elsewhere["JobId"])
    assert text.endswith(f"watch {elsewhere['JobId']} --user-pool-id {pool.pool_id}")


def test_what_a_person_may_not_look_at_is_said(
    pool: ImportScenario, iam: Any, tmp_path: Path
) -> None:
    """By the permission; what they may look at is looked at."""
    iam.create_user(UserName="patient")
    statement = {"Effect": "Allow", "Action": "cognito-idp:DescribeUserPool", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="patient", PolicyName="rights", PolicyDocument=document)
    key = iam.create_access_key(UserName="patient")["AccessKey"]
    credentials = {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }

    environment = {**pool.aws.environment, **credentials}
    ended = run(tmp_path, environment, "doctor", "--user-pool-id", pool.pool_id)

    assert (ended.code, ended.err) == (0, "7 ok, 4 warning, 0 failed\n"), ended.out
    assert [line[9:] for line in ended.out.splitlines() if line.startswith("warning")] == [
        "password hashes  couldn't look: needs cognito-idp:GetCSVHeader",
        "job quota        couldn't look: needs cognito-idp:ListUserImportJobs",
        "running job      couldn't look: needs cognito-idp:ListUserPools",
        "logs role        couldn't look: needs iam:GetRole",
    ]
