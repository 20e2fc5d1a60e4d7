"""Imports that take most of an hour, with the real CDK CLI and a clock that runs faster."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_aws import LocalAws
from tests.integration.apps import importing
from tests.integration.cdk_cli import CdkCli
from tests.integration.test_cdk_import import counts, deploy, status, write

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

SPEED = 30.0
RATE = 34


@pytest.fixture(scope="module")
def hasty_aws() -> Iterator[LocalAws]:
    """Start an AWS in which an hour takes two minutes."""
    with LocalAws(clock_speed=SPEED) as aws:
        yield aws


@pytest.fixture(scope="module")
def cdk(hasty_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> CdkCli:
    """Bootstrap it."""
    cdk = CdkCli(hasty_aws, tmp_path_factory.mktemp("cdk"), importing.build)
    cdk.bootstrap()
    return cdk


def said(aws: LocalAws, text: str) -> int:
    """Count the lines of the handlers' logs that contain a text."""
    logs = aws.client("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    return sum(
        text in event["message"]
        for group in groups
        if "CognitoUserImportHandler" in group
        for event in logs.filter_log_events(logGroupName=group)["events"]
    )


def test_a_hundred_thousand_users_are_waited_for(
    cdk: CdkCli, hasty_aws: LocalAws, tmp_path: Path
) -> None:
    """For 49 minutes, over several invocations, with one job and one answer."""
    hasty_aws.configure(users_per_second=RATE)
    outputs = deploy(cdk, "Large", write(tmp_path / "users.csv", 100_000))
    assert counts(outputs) == ("100000", "0", "0")
    job = hasty_aws.client("cognito-idp").describe_user_import_job(
        UserPoolId=outputs["UserPoolId"], JobId=outputs["JobId"]
    )["UserImportJob"]
    minutes = (job["CompletionDate"] - job["StartDate"]).total_seconds() / 60
    assert 48 < minutes < 53
    starts = [call for call in hasty_aws.calls() if call.operation == "StartUserImportJob"]
    assert len(starts) == 1
    assert said(hasty_aws, "continues with job") == 3
    assert said(hasty_aws, "sent SUCCESS for Create") == 1


def test_a_handler_that_is_killed_in_its_third_invocation_is_repeated(
    cdk: CdkCli, hasty_aws: LocalAws, tmp_path: Path
) -> None:
    """Lambda delivers the third invocation's event again after a minute."""
    hasty_aws.configure(users_per_second=RATE)
    before = said(hasty_aws, "sent SUCCESS for Create")
    third = said(hasty_aws, "invocation 3 continues with job") + 1
    killed: list[int] = []

    def kill() -> None:
        while said(hasty_aws, "invocation 3 continues with job") < third:
            time.sleep(0.2)
        while not killed:
            killed.extend(handlers_of(hasty_aws, "Killed"))
            time.sleep(0.2)
        for process in killed:
            os.kill(process, signal.SIGKILL)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    outputs = deploy(cdk, "Killed", write(tmp_path / "users.csv", 60_000))
    killer.join(10)
    assert killed
    assert counts(outputs) == ("60000", "0", "0")
    assert status(hasty_aws, "Killed") == "CREATE_COMPLETE"
    assert said(hasty_aws, "sent SUCCESS for Create") == before + 1


def handlers_of(aws: LocalAws, stack: str) -> list[int]:
    """Return the processes that run the handler of a stack."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes().split(b"\0")
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        name = f"AWS_LAMBDA_FUNCTION_NAME={stack}-CognitoUserImportHandlerFunction".encode()
        if parent == aws.pid and any(entry.startswith(name) for entry in environment):
            found.append(int(process.name))
    return found
