"""What `make bench` measures beside curl is the handler's own upload."""

from pathlib import Path

import pytest

from benchmarks.assembly import stage_handler
from benchmarks.children import MeasurementError
from benchmarks.loopback_aws import LoopbackAws
from benchmarks.upload import UsersFile, from_s3
from benchmarks.users_file import write_users_file

pytestmark = pytest.mark.integration


def test_the_digest_is_computed_on_the_way(tmp_path: Path) -> None:
    """With another one the upload ends unfinished, as the handler's does."""
    path = tmp_path / "users.csv"
    write_users_file(path, rows=10, size=2_500)
    handler = stage_handler(tmp_path / "assembly")

    with LoopbackAws(tmp_path, path) as aws:
        upload = from_s3(aws, UsersFile(path, "0" * 64), handler)
        with pytest.raises(MeasurementError) as raised:
            upload()

    assert "isn't the file that was deployed" in raised.value.detail
