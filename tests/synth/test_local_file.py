"""Paths of files that cannot be published."""

import os
from pathlib import Path
from typing import Any

import pytest

from cdk_cognito_user_import import UserImportSource
from cognito_user_import.csv_rules.csv_format import MAX_BYTES
from tests.synth.stacks import annotations, stack_with_import, write_csv


@pytest.fixture(autouse=True)
def _in_folder_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("none.csv", r"path must name a CSV file\. Received: 'none\.csv', which doesn't exist"),
        ("folder", r"path must name a CSV file\. Received: 'folder', which isn't a file"),
        ("", r"path must name a CSV file\. Received: '', which isn't a file"),
        (Path("no/users.csv"), r"Received: 'no/users\.csv', which doesn't exist"),
        (None, r"path must name a CSV file\. Received: None"),
        (7, r"path must name a CSV file\. Received: 7"),
    ],
)
def test_a_path_without_a_file_is_refused(path: Any, message: str) -> None:
    """As it was given: nobody wants to read the folders above."""
    Path("folder").mkdir()
    with pytest.raises(ValueError, match=message):
        stack_with_import(source=UserImportSource.asset(path))


def test_a_pipe_is_not_waited_for() -> None:
    """It is no file, and would never end."""
    os.mkfifo("pipe")
    with pytest.raises(ValueError, match=r"Received: 'pipe', which isn't a file"):
        stack_with_import(source=UserImportSource.asset("pipe"))


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what the system says of it."""
    write_csv(Path())

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(
        ValueError, match=r"can be read\. Received: 'users\.csv', Permission denied$"
    ):
        stack_with_import(source=UserImportSource.asset("users.csv"))


def test_a_file_over_100_million_bytes_is_refused_by_its_size() -> None:
    """Nobody checks its rows, of which a sparse file has none."""
    with Path("users.csv").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    (error,), _ = annotations(stack_with_import(source=UserImportSource.asset("users.csv")))
    assert "users.csv: expected at most 100,000,000 bytes (CUI-001 file-too-large)" in error
