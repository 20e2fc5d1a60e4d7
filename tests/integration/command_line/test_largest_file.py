"""The largest file that one import takes: it arrives whole, in the memory of a small one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.children import ROOT, lambda_environment
from benchmarks.loopback_aws import LoopbackAws
from benchmarks.users_file import MOST_BYTES, write_users_file

pytestmark = pytest.mark.integration

_PROBE = ROOT / "benchmarks" / "probes" / "command.py"
_MOST_MEBIBYTES = 80e6 / 2**20
_SECONDS = 120


def test_a_file_of_100_mb_takes_less_than_80_mb(tmp_path: Path) -> None:
    """Checked, uploaded with a bar, started and watched; the check in a process of its own."""
    file = tmp_path / "users.csv"
    sha256 = write_users_file(file)
    role = "arn:aws:iam::111122223333:role/CognitoLogs"
    options = ["--user-pool-id", "eu-central-1_Largest", "--role", role]
    with LoopbackAws(tmp_path, file) as aws:
        ended = subprocess.run(
            [sys.executable, "-IB", _PROBE, ROOT, "run", file, *options],
            env=lambda_environment(aws.environment),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        taken = aws.taken()
    assert ended.returncode == 0, ended.stderr
    assert (taken.size, taken.sha256) == (MOST_BYTES, sha256)
    assert json.loads(ended.stdout)["peak_mebibytes"] < _MOST_MEBIBYTES
