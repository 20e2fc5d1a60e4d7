"""Files that are read, and why they can't be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.local_files.readable import readable, size_of


def test_a_pipe_has_no_size(tmp_path: Path) -> None:
    """A file has."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"12345")

    assert [size_of(tmp_path / name) for name in ("pipe", "file")] == [None, 5]


def test_a_file_that_is_not_there_is_told() -> None:
    """By its name, and with the reason of the system."""
    with pytest.raises(UsageError, match=r"^none\.csv can't be read: No such file or directory\.$"):
        size_of(Path("none.csv"))


def test_a_result_that_nobody_reads_is_no_matter_of_the_file(tmp_path: Path) -> None:
    """Though it is an error of the system too."""
    with pytest.raises(BrokenPipeError), readable(tmp_path):
        raise BrokenPipeError
