"""A file on this machine, checked by processes of its own."""

import os
import subprocess
from pathlib import Path

import pytest

from cognito_user_import.csv_rules import Issue, Report, check
from cognito_user_import_cli.checking import check_file as checking
from cognito_user_import_cli.checking.check_file import check_file
from tests.integration.command_line.divided_file import (
    ROWS,
    content,
    file,
    none_is_left,
    processes,
    two_processes,
)
from tests.unit.csv_rules.pools import POOL

__all__ = ["file", "processes", "two_processes"]


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail if other processes are to check."""
    monkeypatch.setattr(checking, "begin_worker", None)
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", None)


def _found(report: Report) -> list[tuple[str, int, str]]:
    return [(issue.rule.code, issue.line, issue.detail) for issue in report.issues]


@pytest.mark.usefixtures("processes")
def test_processes_find_what_one_finds(file: Path) -> None:
    """A user name of the first line in the last one, for one; and no process is left."""
    told: list[Issue] = []

    report = check_file(file, POOL, tell=told.append)

    assert _found(report) == [("CUI-111", 2, ""), ("CUI-301", ROWS + 2, "2")]
    assert tuple(told) == report.issues
    assert report == check([file.read_bytes()], POOL, size=file.stat().st_size)
    assert none_is_left()


@pytest.mark.usefixtures("no_processes")
def test_a_small_file_needs_no_other_process(file: Path) -> None:
    """By default, one of this size is checked sooner than a process starts."""
    assert len(check_file(file, POOL).issues) == 2


@pytest.mark.usefixtures("two_processes", "no_processes")
def test_a_check_that_stops_is_that_of_a_whole_file(file: Path) -> None:
    """Where it stops depends on every row before."""
    stopped = check_file(file, POOL, stop_after=1)

    assert _found(stopped) == [("CUI-111", 2, "")]
    assert stopped == check([file.read_bytes()], POOL, size=file.stat().st_size, stop_after=1)


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    """Its size is not known, and it has no parts."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = subprocess.Popen(["tee", str(path)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert writer.stdin
    told: list[Issue] = []

    with writer:
        writer.stdin.write(content()[:10_000])
        writer.stdin.close()
        report = check_file(path, POOL, tell=told.append)

    assert report.file.bytes == 10_000
    assert tuple(told) == report.issues != ()


@pytest.mark.usefixtures("two_processes", "no_processes")
def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """Nor is a process started for it."""
    path = tmp_path / "users.csv"
    with path.open("wb") as sparse:
        sparse.write(content())
        sparse.truncate(100_000_001)
    read: list[int] = []

    report = check_file(path, POOL, tell_read=read.append)

    assert _found(report) == [("CUI-001", 0, "")]
    assert read == []


@pytest.mark.usefixtures("two_processes", "no_processes")
def test_a_file_without_a_line_end_has_one_part(tmp_path: Path) -> None:
    """Nor has one whose only line end is that of the header, which needs no other process."""
    path = tmp_path / "users.csv"
    for start in (b"", content()[:200] + b"\n"):
        path.write_bytes(start + b"x" * 600_000)

        assert check_file(path, POOL) == check([path.read_bytes()], POOL, size=len(start) + 600_000)


@pytest.mark.usefixtures("processes")
def test_what_cannot_be_read_is_an_error_of_the_system(tmp_path: Path) -> None:
    """Which the caller can tell from a bad file."""
    with pytest.raises(FileNotFoundError):
        check_file(tmp_path / "none.csv", POOL)
    with pytest.raises(IsADirectoryError):
        check_file(tmp_path, POOL)


@pytest.mark.usefixtures("processes")
def test_bytes_are_told_as_they_are_checked(file: Path) -> None:
    """In steps that add up to the file."""
    read: list[int] = []

    check_file(file, POOL, tell_read=read.append)

    assert len(read) > 2
    assert sum(read) == file.stat().st_size


def test_issues_are_told_before_the_file_is_checked_to_its_end(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person sees the first bad row while the rest is still checked."""
    monkeypatch.setattr(checking, "_PART_BYTES", 1 << 17)
    read: list[int] = []
    read_before: list[int] = []

    check_file(file, POOL, tell=lambda _: read_before.append(sum(read)), tell_read=read.append)

    assert read_before[0] < read_before[1] == sum(read)
