"""A file on this machine, checked by processes of its own."""

import os
import subprocess
from pathlib import Path

import pytest

from cognito_user_import.csv_rules import Issue, Report, check
from cognito_user_import_cli.checking.check_file import Division, check_file
from tests.integration.command_line.divided_file import (
    ALONE,
    ROWS,
    THREE,
    Processes,
    content,
    ended,
    file,
    started,
)
from tests.unit.csv_rules.pools import POOL

__all__ = ["file", "started"]


def _found(report: Report) -> list[tuple[str, int, str]]:
    return [(issue.rule.code, issue.line, issue.detail) for issue in report.issues]


def test_processes_find_what_one_finds(file: Path, started: Processes) -> None:
    """A user name of the first line in the last one, for one; and no process is left."""
    told: list[Issue] = []

    report = check_file(file, POOL, tell=told.append, division=THREE)

    assert _found(report) == [("CUI-111", 2, ""), ("CUI-301", ROWS + 2, "2")]
    assert tuple(told) == report.issues
    assert report == check([file.read_bytes()], POOL, size=file.stat().st_size)
    assert report == check_file(str(file), POOL, division=ALONE)
    assert len(started) == 2
    assert ended(started)


def test_a_small_file_needs_no_other_process(file: Path, started: Processes) -> None:
    """By default, one of this size is checked sooner than a process starts."""
    check_file(file, POOL)

    assert started == []


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    """Its size is not known, and it has no parts."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = subprocess.Popen(["tee", str(path)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert writer.stdin

    with writer:
        writer.stdin.write(content()[:10_000])
        writer.stdin.close()
        report = check_file(path, POOL, division=THREE)

    assert report.file.bytes == 10_000


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, started: Processes) -> None:
    """Nor is a process started for it."""
    path = tmp_path / "users.csv"
    with path.open("wb") as sparse:
        sparse.write(content())
        sparse.seek(50_000_000)
        sparse.write(b"\n")
        sparse.truncate(100_000_001)
    read: list[int] = []

    report = check_file(path, POOL, tell_read=read.append, division=THREE)

    assert _found(report) == [("CUI-001", 0, "")]
    assert read == []
    assert started == []


def test_a_file_without_a_line_end_has_no_parts(tmp_path: Path, started: Processes) -> None:
    """Nor has one whose only line end is that of the header."""
    path = tmp_path / "users.csv"
    for start in (b"", content()[:200] + b"\n"):
        path.write_bytes(start + b"x" * 600_000)

        assert check_file(path, POOL, division=THREE) == check_file(path, POOL, division=ALONE)

    assert started == []


@pytest.mark.parametrize("division", [ALONE, THREE])
def test_what_cannot_be_read_is_an_error_of_the_system(tmp_path: Path, division: Division) -> None:
    """Which the caller can tell from a bad file."""
    with pytest.raises(FileNotFoundError):
        check_file(tmp_path / "none.csv", POOL, division=division)
    with pytest.raises(IsADirectoryError):
        check_file(tmp_path, POOL, division=division)


def test_bytes_are_told_as_they_are_checked(file: Path) -> None:
    """In steps that add up to the file."""
    for division in (ALONE, THREE):
        read: list[int] = []

        check_file(file, POOL, tell_read=read.append, division=division)

        assert len(read) > 2
        assert sum(read) == file.stat().st_size
