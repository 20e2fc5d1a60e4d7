"""How the embedded AWS starts, ends and keeps to itself."""

from __future__ import annotations

import contextlib
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from local_aws import LocalAws
from local_aws.control import ControlClient
from local_aws.detached import is_alive
from local_aws.import_scenario import eventually, make_role

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

ROOT = Path(__file__).parents[2]
PID_FUNCTION = """
import os, subprocess, sys
def handler(event, context):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    return [os.getpid(), child.pid]
"""
PARENT = """
import sys
from tests.integration.test_local_aws_process import process_ids_of_a_function
from local_aws import LocalAws
with LocalAws() as aws:
    ids = process_ids_of_a_function(aws)
    print(aws.environment["AWS_CA_BUNDLE"], aws.pid, *ids, flush=True)
    sys.stdin.read()
"""


def process_ids_of_a_function(aws: LocalAws) -> list[int]:
    """Return the ids of a Lambda function's process, kept warm, and of a child it left running."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as code:
        code.writestr("index.py", PID_FUNCTION)
    functions = aws.client("lambda")
    functions.create_function(
        FunctionName="pid",
        Runtime="python3.13",
        Handler="index.handler",
        Role=make_role(aws, "lambda.amazonaws.com", []),
        Code={"ZipFile": archive.getvalue()},
    )
    answer = functions.invoke(FunctionName="pid")["Payload"].read()
    ids: list[int] = json.loads(answer)
    return ids


def test_stop_ends_the_server_with_its_functions(tmp_path: Path) -> None:
    """Neither a function kept warm nor what it started outlives the server; the log does."""
    aws = LocalAws(tmp_path / "aws.log")
    aws.start()
    ids = [aws.pid, *process_ids_of_a_function(aws)]
    state = Path(aws.environment["AWS_CA_BUNDLE"]).parent
    assert [is_alive(pid) for pid in ids] == [True, True, True]

    aws.stop()
    aws.stop()

    eventually(lambda: [is_alive(pid) for pid in ids], lambda seen: not any(seen))
    assert not state.exists()
    assert "Running on" in aws.log_path.read_text()


def test_server_ends_when_its_parent_is_killed() -> None:
    """A parent that is killed without a chance to clean up leaves neither server nor functions."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        authority, *ids = parent.stdout.readline().decode().split()
        assert [is_alive(int(pid)) for pid in ids] == [True, True, True]

        parent.kill()

        eventually(lambda: [is_alive(int(pid)) for pid in ids], lambda seen: not any(seen))
        eventually(lambda: Path(authority).parent.exists(), lambda there: not there)


def test_stranger_cannot_stop_a_server(aws: LocalAws) -> None:
    """Only the token of its starter ends a server."""
    control = ControlClient(aws.endpoint_url, Path(aws.environment["AWS_CA_BUNDLE"]))

    with pytest.raises(ValueError, match="started by somebody else"):
        control.request("POST", "stop", {"token": "guess"})

    assert control.request("GET", "health") == {"pid": aws.pid}


def test_client_reads_nothing_of_the_user_s(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile that the user has set does not reach the clients."""
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "secret")
    assert aws.client("sts").get_caller_identity()["Account"] == aws.account


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's list of sockets")
def test_server_listens_on_one_port_of_the_loopback_interface(aws: LocalAws) -> None:
    """Nothing else can reach the server, and it opens no port that it was not given."""
    aws.client("sts").get_caller_identity()
    inodes = set()
    for descriptor in Path(f"/proc/{aws.pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            inodes.update(re.findall(r"^socket:\[(\d+)]$", str(descriptor.readlink())))
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[9] in inodes
    ]
    port = int(aws.endpoint_url.rpartition(":")[2])

    assert listening == [f"0100007F:{port:04X}"]


def test_only_one_package_touches_ministack() -> None:
    """An upgrade of ministack can break one place."""
    package = ROOT / "local_aws"
    imports = re.compile(r"^\s*(import|from) ministack\b", re.MULTILINE)

    importing = {p.parent.name for p in package.rglob("*.py") if imports.search(p.read_text())}

    assert importing == {"ministack_access"}
