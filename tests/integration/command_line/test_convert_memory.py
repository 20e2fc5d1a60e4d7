"""The memory that convert takes for the largest file: that of a small one, and its names."""

from pathlib import Path

import pytest

from benchmarks.children import ROOT, probe
from benchmarks.people_file import OPTIONS, write_people_file
from benchmarks.users_file import MOST_ROWS

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

_MOST_MEBIBYTES = 100e6 / 2**20


@pytest.mark.parametrize("is_json", [False, True], ids=["csv", "json-lines"])
def test_500_000_users_are_converted_within_100_mb(tmp_path: Path, is_json: bool) -> None:
    """On one core, so that the check of the result is in the same process."""
    path = tmp_path / "people"
    write_people_file(path, MOST_ROWS, is_json=is_json)

    # Phone numbers take most of the time, and no memory that grows.
    options = (*OPTIONS, "--set", "phone_number=")
    done = probe(
        "convert:ours", str(path), *options, roots=[ROOT / "lambda", ROOT / "cli"], cores=1
    )

    assert done.result == MOST_ROWS
    assert done.peak_mebibytes < _MOST_MEBIBYTES
