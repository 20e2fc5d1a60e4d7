"""Deploying again with the real CDK CLI, whatever makes Cognito call a job Failed."""

from pathlib import Path

import pytest

from local_aws import LocalAws
from local_aws.guesses import GiveUpRule
from tests.integration.apps import importing
from tests.integration.cdk_cli import CdkCli
from tests.integration.test_cdk_import import counts, deploy, jobs_made, status, users, write

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

HASH = "$2b$12$" + "a" * 53


@pytest.fixture(scope="module")
def cdk(module_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> CdkCli:
    """Bootstrap an account."""
    cdk = CdkCli(module_aws, tmp_path_factory.mktemp("cdk"), importing.build)
    cdk.bootstrap()
    return cdk


def refused(cdk: CdkCli, stack: str, file: Path, *arguments: str) -> str:
    """Deploy in vain, and return what is printed."""
    words = ("-c", f"stacks={stack}", "-c", f"users={file}", *arguments)
    printed = cdk.run("deploy", "--all", "--require-approval=never", *words, expect=1)
    return " ".join(printed.split())


def in_pool(aws: LocalAws, outputs: dict[str, str]) -> set[str]:
    """Return the email addresses of a pool's users."""
    return {user["email"] for user in users(aws, outputs["UserPoolId"])}


def addresses(count: int) -> set[str]:
    """Return those of a file."""
    return {f"user{number}@example.com" for number in range(1, count + 1)}


@pytest.mark.parametrize("rule", GiveUpRule)
def test_a_file_grows_is_fixed_and_is_deployed_once_more(
    cdk: CdkCli, aws: LocalAws, tmp_path: Path, rule: GiveUpRule
) -> None:
    """Each deployment sends the new users, and without any, no job is spent."""
    aws.configure(give_up_rule=rule)
    stack, file = f"Again-{rule.value.replace('_', '-')}", tmp_path / "users.csv"

    outputs = deploy(cdk, stack, write(file, 100))
    assert counts(outputs) == ("100", "0", "0")
    outputs = deploy(cdk, stack, write(file, 105))
    assert counts(outputs) == ("5", "100", "0")
    assert in_pool(aws, outputs) == addresses(105)

    made = jobs_made(aws)
    outputs = deploy(cdk, stack, file, "-c", "trigger=2")
    assert counts(outputs) == ("0", "105", "0")
    assert (outputs["Status"], outputs["JobId"]) == ("Succeeded", "")
    assert jobs_made(aws) == made

    printed = refused(cdk, stack, write(file, 205, 110, 150, 205), "-c", "validate=no")
    assert "3 rows failed, allowed: 0 (97 imported, 105 skipped, 3 failed)" in printed
    assert "[FAILED] Line Numbers 111, 151, 206 - " in printed
    assert status(aws, stack) == "UPDATE_ROLLBACK_COMPLETE"
    assert len(in_pool(aws, outputs)) == 202
    outputs = deploy(cdk, stack, write(file, 205))
    assert counts(outputs) == ("3", "202", "0")
    assert in_pool(aws, outputs) == addresses(205)

    outputs = deploy(cdk, stack, write(file, 999))
    outputs = deploy(cdk, stack, write(file, 1000))
    assert counts(outputs) == ("1", "999", "0")
    assert in_pool(aws, outputs) == addresses(1000)


def test_hashes_for_users_that_exist_are_not_lost_silently(
    cdk: CdkCli, aws: LocalAws, tmp_path: Path
) -> None:
    """A limit for skipped users accepts that they keep their passwords. No job skips a row."""
    stack, file = "Hashes", tmp_path / "users.csv"
    outputs = deploy(cdk, stack, write(file, 3))
    header, *rows = write(file, 5).read_text().splitlines()
    file.write_text("\n".join([f"{header},password_hash", *(f"{r},{HASH}" for r in rows), ""]))

    printed = refused(cdk, stack, file, "-c", "algorithm=BCRYPT")
    assert (
        "3 rows with a password hash would be skipped, allowed: 0. Existing users keep" in printed
    )
    assert status(aws, stack) == "UPDATE_ROLLBACK_COMPLETE"
    assert in_pool(aws, outputs) == addresses(3)

    outputs = deploy(cdk, stack, file, "-c", "algorithm=BCRYPT", "-c", "skipped=3")
    assert counts(outputs) == ("2", "3", "0")
    assert in_pool(aws, outputs) == addresses(5)
