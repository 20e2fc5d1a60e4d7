"""The check of the file of an import, in this process or in one of its own."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cognito_user_import.csv_rules import Issue, PoolProfile, Report
from cognito_user_import_cli.checking import check_process, separate_check
from cognito_user_import_cli.checking.separate_check import check_separately
from cognito_user_import_cli.errors import CheckProcessError, FileChangedError, UsageError
from cognito_user_import_cli.local_files.users_file import opened
from local_aws.import_scenario import eventually
from tests.integration.command_line.divided_file import content

PROFILE = PoolProfile(auto_verified=frozenset({"email"}))

# Divides a file among three processes, of which the other two never come to their end.
_DIVIDED = """
import sys
sys.path[:] = sys.argv[2:]
from importlib import import_module
from cognito_user_import_cli.checking import check_file, check_process
three = check_file.Division(processes=3, smallest_part=1 << 17, head_start=0)
check_file.Division = lambda *_: three
check_process._CODE = '''
import os, threading
open(f"{os.getpid()}.pid", "x").close()
threading.Event().wait(60)
'''
import_module(sys.argv[1]).main()
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a file with an error in its first row, and take it for a large one."""
    path = tmp_path / "users.csv"
    path.write_bytes(content())
    monkeypatch.setattr(separate_check, "_LARGE", 0)
    return path


def found(path: Path, before: Callable[[], object] = lambda: None) -> Report:
    """Check a file, after something has happened to what was opened."""
    with opened(path) as file:
        before()
        return check_separately(file, PROFILE, "", tell=lambda _: None, tell_read=lambda _: None)


def test_a_large_file_is_checked_the_same_in_a_process_of_its_own(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Although its folder has modules that are named as Python's own."""
    (path.parent / "pickle.py").write_text("raise SystemExit('planted')")
    monkeypatch.chdir(path.parent)
    told: list[Issue] = []
    read: list[int] = []
    with opened(path) as file:
        there = check_separately(file, PROFILE, "", tell=told.append, tell_read=read.append)
    monkeypatch.setattr(separate_check, "_LARGE", path.stat().st_size + 1)

    assert found(path) == there
    assert there.errors > 0
    assert tuple(told) == there.issues
    assert sum(read) == path.stat().st_size


@pytest.mark.parametrize("is_large", [True, False])
def test_what_is_checked_is_what_was_opened(
    path: Path, is_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the same file with other bytes, nor another one that has its name by now."""
    if not is_large:
        monkeypatch.setattr(separate_check, "_LARGE", path.stat().st_size + 1)
    other = path.with_name("other.csv")
    other.write_bytes(path.read_bytes())

    for change in (lambda: os.utime(path, ns=(0, 0)), lambda: other.replace(path)):
        with pytest.raises(FileChangedError, match=r"users\.csv was changed while it was read"):
            found(path, change)


def test_a_file_that_is_changed_in_the_meantime_is_told(path: Path) -> None:
    """It is what will be uploaded."""
    with opened(path) as file, pytest.raises(FileChangedError):
        check_separately(
            file, PROFILE, "", tell=lambda _: os.utime(path, ns=(0, 0)), tell_read=lambda _: None
        )


def test_a_file_that_is_gone_is_told(path: Path) -> None:
    """By its name, and with the reason of the system."""
    with pytest.raises(UsageError, match=r"users\.csv can't be read: No such file or directory\.$"):
        found(path, path.unlink)


def test_a_process_that_fails_is_a_defect(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No report is no good report."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(CheckProcessError, match=r"that checks .* ended early: exit code 1\.$"):
        found(path)


def test_a_process_that_is_ended_ends_those_that_it_has_started(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C leaves none of them behind."""
    monkeypatch.setattr(check_process, "_CODE", _DIVIDED)
    monkeypatch.chdir(path.parent)
    started: list[int] = []

    def interrupt(_: Issue) -> None:
        files = eventually(lambda: [*path.parent.glob("*.pid")], lambda seen: len(seen) == 2)
        started.extend(int(file.stem) for file in files)
        raise KeyboardInterrupt

    with opened(path) as file, pytest.raises(KeyboardInterrupt):
        check_separately(file, PROFILE, "", tell=interrupt, tell_read=lambda _: None)

    assert len(started) == 2
    for process in started:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
