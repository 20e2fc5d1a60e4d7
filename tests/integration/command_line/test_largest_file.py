"""The largest file that one import takes: it arrives whole, in the memory of a small one."""

from pathlib import Path

import pytest

from benchmarks.loopback_aws import LoopbackAws
from benchmarks.memory_sizes import run_command
from benchmarks.upload import UsersFile
from benchmarks.users_file import write_users_file

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

_MOST_MEBIBYTES = 128e6 / 2**20


def test_a_file_of_100_mb_takes_less_than_128_mb(tmp_path: Path) -> None:
    """Checked, uploaded with a bar, started and watched."""
    path = tmp_path / "users.csv"
    file = UsersFile(path, write_users_file(path))
    with LoopbackAws(tmp_path, path) as aws:
        ended = run_command(aws, file)  # raises unless the file arrives whole
    assert ended.peak_mebibytes < _MOST_MEBIBYTES
