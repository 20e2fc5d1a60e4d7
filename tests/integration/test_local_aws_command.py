"""The commands of the embedded AWS for a detached server."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from local_aws import LocalAws
from local_aws.detached import is_alive
from local_aws.import_scenario import eventually

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

ROOT = Path(__file__).parents[2]
DETACH = """
from local_aws import LocalAws
with LocalAws(detached=True) as aws:
    print(aws.pid)
"""


def run(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **({"LOCAL_AWS_FOLDER": str(folder)} if folder else {})}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def exported(lines: str) -> dict[str, str]:
    pairs = [shlex.split(line)[1].partition("=") for line in lines.splitlines()]
    return {name: value for name, _, value in pairs}


def account_at(environment: dict[str, str]) -> str:
    """Return the account that a client sees through an exported environment alone."""
    client = boto3.session.Session(
        environment["AWS_ACCESS_KEY_ID"],
        environment["AWS_SECRET_ACCESS_KEY"],
        region_name=environment["AWS_REGION"],
    ).client(
        "sts",
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        verify=environment["AWS_CA_BUNDLE"],
    )
    return str(client.get_caller_identity()["Account"])


def test_detached_server_outlives_its_starter_until_it_is_stopped(tmp_path: Path) -> None:
    """A detached server goes on, can be found again, and is ended by the command for it."""
    pid = int(run("-c", DETACH, folder=tmp_path).stdout)
    found = run("-m", "local_aws", "exports", folder=tmp_path)
    second = run("-c", DETACH, folder=tmp_path)
    seen = account_at(exported(found.stdout))

    stopped = run("-m", "local_aws", "stop", folder=tmp_path)
    again = run("-m", "local_aws", "stop", folder=tmp_path)

    assert seen == LocalAws.account
    assert "a detached embedded AWS is running" in second.stderr
    assert (stopped.returncode, stopped.stderr) == (0, "Stopped.\n")
    assert again.stderr == "No detached embedded AWS is running.\n"
    eventually(lambda: is_alive(pid), lambda alive: not alive)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["server.log"]


def test_the_command_of_the_guide_starts_a_server_and_prints_its_variables(tmp_path: Path) -> None:
    """CONTRIBUTING.md tells people to run it without arguments."""
    started = run("-m", "local_aws", folder=tmp_path)
    second = run("-m", "local_aws", folder=tmp_path)
    seen = account_at(exported(started.stdout))

    stopped = run("-m", "local_aws", "stop", folder=tmp_path)

    assert (started.returncode, seen) == (0, LocalAws.account)
    assert (second.returncode, second.stdout) == (1, "")
    assert stopped.stderr == "Stopped.\n"


def test_detached_server_that_died_is_no_hindrance(tmp_path: Path) -> None:
    """After a detached server was killed, another can be started in its place."""
    killed = int(run("-c", DETACH, folder=tmp_path).stdout)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: is_alive(killed), lambda alive: not alive)

    second = int(run("-c", DETACH, folder=tmp_path).stdout)

    assert is_alive(second)
    assert run("-m", "local_aws", "stop", folder=tmp_path).stderr == "Stopped.\n"
