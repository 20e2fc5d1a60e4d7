"""Imports deployed by the real CDK CLI: the users are in the pool, or the deployment has failed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from local_aws import LocalAws
from tests.integration.apps import importing
from tests.integration.cdk_cli import CdkCli

COLUMNS = (
    "name,given_name,family_name,middle_name,nickname,preferred_username,profile,picture,website,"
    "email,email_verified,gender,birthdate,zoneinfo,locale,phone_number,phone_number_verified,"
    "address,updated_at,cognito:mfa_enabled,cognito:username"
)
JOB = "Custom::CognitoUserImportJob"

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def bootstrapped(module_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> CdkCli:
    cdk = CdkCli(module_aws, tmp_path_factory.mktemp("cdk"), importing.build)
    cdk.bootstrap()
    return cdk


@pytest.fixture
def cdk(bootstrapped: CdkCli) -> Iterator[CdkCli]:
    """Lend the CDK CLI, and delete the stacks that a test leaves."""
    yield bootstrapped
    bootstrapped.clear()


def write(file: Path, count: int, *bad: int) -> Path:
    """Write a file of so many users; those of these numbers, from 1, have no verified address."""
    names = COLUMNS.split(",")
    rows = []
    for number in range(1, count + 1):
        row = dict.fromkeys(names, "")
        row["cognito:username"] = f"user{number}"
        row["email"] = f"user{number}@example.com"
        row["email_verified"] = str(number not in bad).lower()
        rows.append(",".join(row.values()))
    file.write_text("\n".join([COLUMNS, *rows, ""]))
    return file


def users(aws: LocalAws, pool_id: str) -> list[dict[str, str]]:
    """Return the users of a pool by their attributes."""
    pages = aws.client("cognito-idp").get_paginator("list_users").paginate(UserPoolId=pool_id)
    found = [user for page in pages for user in page["Users"]]
    return [{item["Name"]: item["Value"] for item in user["Attributes"]} for user in found]


def counts(outputs: dict[str, str]) -> tuple[str, str, str]:
    """Return the numbers of imported, skipped and failed users."""
    return outputs["ImportedUsers"], outputs["SkippedUsers"], outputs["FailedUsers"]


def deploy(cdk: CdkCli, stack: str, file: Path, *arguments: str) -> dict[str, str]:
    """Deploy a stack that imports a file, and return its outputs."""
    return cdk.deploy("-c", f"stacks={stack}", "-c", f"users={file}", *arguments)[stack]


def status(aws: LocalAws, stack: str) -> str:
    """Return the status of a stack."""
    described = aws.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    found: str = described[0]["StackStatus"]
    return found


def left_of(aws: LocalAws, stack: str) -> list[str]:
    """Return the pools, functions and roles of a stack: their names begin with its own."""
    pools = aws.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
    functions = aws.client("lambda").list_functions()["Functions"]
    names = [
        *(pool["Name"] for pool in pools),
        *(function["FunctionName"] for function in functions),
        *(role["RoleName"] for role in aws.client("iam").list_roles()["Roles"]),
    ]
    return [name for name in names if name.startswith(f"{stack}-")]


def jobs_made(aws: LocalAws) -> int:
    """Count the jobs that were made so far."""
    calls = [call for call in aws.calls() if call.operation == "CreateUserImportJob"]
    return sum(call.error is None for call in calls)


@pytest.mark.parametrize(
    "count",
    [10, *(pytest.param(count, marks=pytest.mark.thorough) for count in (1_000, 100_000))],
)
def test_the_users_are_in_the_pool_when_the_deployment_ends(
    cdk: CdkCli, aws: LocalAws, tmp_path: Path, count: int
) -> None:
    """All of them, as many as the outputs say."""
    outputs = deploy(cdk, f"Users{count}", write(tmp_path / "users.csv", count))
    assert outputs["Status"] == "Succeeded"
    assert counts(outputs) == (str(count), "0", "0")
    assert len(users(aws, outputs["UserPoolId"])) == count


def test_the_synth_of_a_bad_file_fails_with_its_lines(
    bootstrapped: CdkCli, aws: LocalAws, tmp_path: Path
) -> None:
    """The exit code is not 0, whatever the command is, and nothing is deployed."""
    cdk = replace(bootstrapped, app="python -m tests.integration.apps.importing")
    file = write(tmp_path / "users.csv", 10, 2, 5)
    arguments = ("-c", "stacks=Refused", "-c", f"users={file}")
    for command in (("synth", "--quiet"), ("deploy", "--all", "--require-approval=never")):
        printed = cdk.run(*command, *arguments, expect=1)
        for line in (3, 6):
            assert f"{file}:{line}: email_verified: expected at least one attribute that" in printed
        assert "2 rows would fail, allowed: 0; 2 errors, 0 warnings in 10 rows" in printed
    stacks = aws.client("cloudformation").describe_stacks()["Stacks"]
    assert [stack["StackName"] for stack in stacks] == ["CDKToolkit"]


@pytest.mark.thorough
def test_a_file_with_bad_rows_fails_with_its_lines_and_a_second_try_succeeds(
    cdk: CdkCli, aws: LocalAws, tmp_path: Path
) -> None:
    """Rolled back cleanly, so that the mended file is all that it needs."""
    file = write(tmp_path / "users.csv", 10, 2, 5, 9)
    arguments = ("-c", "stacks=Mended", "-c", f"users={file}", "-c", "validate=no")
    printed = cdk.run("deploy", "--all", "--require-approval=never", *arguments, expect=1)
    assert "3 rows failed, allowed: 0 (7 imported, 0 skipped, 3 failed)" in printed
    assert "[FAILED] Line Numbers 3, 6, 10 - The User Record does not set any" in printed
    assert status(aws, "Mended") == "ROLLBACK_COMPLETE"
    assert left_of(aws, "Mended") == []
    write(file, 10)
    outputs = deploy(cdk, "Mended", file)
    assert counts(outputs) == ("10", "0", "0")
    assert status(aws, "Mended") == "CREATE_COMPLETE"
    assert left_of(aws, "Mended"), "names do not begin so, and nothing was looked for"


@pytest.mark.thorough
def test_two_stacks_deployed_at_the_same_time_both_succeed(
    cdk: CdkCli, aws: LocalAws, tmp_path: Path
) -> None:
    """An account runs one import job at a time: the other one waits."""
    aws.configure(import_seconds=3)
    file = write(tmp_path / "users.csv", 10)
    outputs = cdk.deploy("-c", "stacks=Left,Right", "-c", f"users={file}", "--concurrency=2")
    assert [counts(outputs[stack]) for stack in ("Left", "Right")] == [("10", "0", "0")] * 2
    refused = [
        call.error for call in aws.calls() if call.operation == "StartUserImportJob" and call.error
    ]
    assert refused, "the two were not at work at the same time"


@pytest.mark.thorough
def test_another_file_is_imported_and_a_bad_one_rolled_back(
    cdk: CdkCli, aws: LocalAws, tmp_path: Path
) -> None:
    """The same file makes no job, nor does the return to an earlier one, nor the rollback."""
    one = write(tmp_path / "one.csv", 3)
    two = write(tmp_path / "two.csv", 5)
    bad = write(tmp_path / "bad.csv", 8, 7)
    first = deploy(cdk, "Updated", one)
    before = jobs_made(aws)
    assert deploy(cdk, "Updated", one) == first
    assert jobs_made(aws) == before
    second = deploy(cdk, "Updated", two)
    assert counts(second) == ("2", "3", "0")
    arguments = ("-c", "stacks=Updated", "-c", f"users={bad}", "-c", "validate=no")
    printed = cdk.run("deploy", "--all", "--require-approval=never", *arguments, expect=1)
    assert "[FAILED] Line Number 8 - " in printed
    assert status(aws, "Updated") == "UPDATE_ROLLBACK_COMPLETE"
    assert jobs_made(aws) == before + 2
    assert deploy(cdk, "Updated", one)["JobId"] == first["JobId"]
    assert jobs_made(aws) == before + 2


@pytest.mark.thorough
def test_destroying_a_stack_stops_the_import_that_it_did_not_wait_for(
    cdk: CdkCli, aws: LocalAws, tmp_path: Path
) -> None:
    """Otherwise the pool could not be deleted."""
    aws.configure(import_seconds=60)
    file = write(tmp_path / "users.csv", 3)
    outputs = deploy(cdk, "Unwatched", file, "-c", "wait=no")
    assert counts(outputs) == ("", "", "")
    assert outputs["Status"] in ("Pending", "InProgress")
    cdk.run("destroy", "--all", "--force", "-c", "stacks=Unwatched", "-c", f"users={file}")
    stopped = [call for call in aws.calls() if call.operation == "StopUserImportJob"]
    assert [call.error for call in stopped[-1:]] == [None]


@pytest.mark.thorough
def test_an_object_in_a_bucket_is_imported(cdk: CdkCli, aws: LocalAws, tmp_path: Path) -> None:
    """Whoever deploys needs not have it."""
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="people", CreateBucketConfiguration={"LocationConstraint": aws.region})
    s3.put_object(
        Bucket="people", Key="new users.csv", Body=write(tmp_path / "u.csv", 4).read_bytes()
    )
    context = ["stacks=FromBucket", "bucket=people", "key=new users.csv"]
    outputs = cdk.deploy(*[word for pair in context for word in ("-c", pair)])
    assert counts(outputs["FromBucket"]) == ("4", "0", "0")


@pytest.mark.thorough
def test_rows_in_code_are_imported(cdk: CdkCli, aws: LocalAws) -> None:
    """Written in Cognito's dialect, with the columns of the pool."""
    outputs = cdk.deploy("-c", "stacks=FromCode")["FromCode"]
    assert counts(outputs) == ("2", "0", "0")
    found: dict[str, Any] = {
        user["email"]: user.get("name") for user in users(aws, outputs["UserPoolId"])
    }
    assert found == {"admin@example.com": "Admin, first", "tester@example.com": None}
