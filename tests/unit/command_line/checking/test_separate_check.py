"""The check of a file, in this process or in one of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import_cli.checking import separate_check
from cognito_user_import_cli.checking.separate_check import check_file
from cognito_user_import_cli.errors import UsageError
from cognito_user_import_cli.local_files.users_file import opened

PROFILE = PoolProfile(auto_verified=frozenset({"email"}))
CONTENT = "cognito:username,email,email_verified\na,a@example.com,true\nb,b@example.com,planted\n"

# What Ctrl-C meets in the middle of a check.
_INTERRUPTED = """
import os, pickle, signal
from cognito_user_import_cli.checking import separate_check
separate_check._report = lambda *_: os.kill(os.getpid(), signal.SIGINT)
separate_check.UsersFile = lambda *_: None
separate_check._serve(pickle.dumps(("users.csv", None, "")).hex())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write a file with a bad row."""
    path = tmp_path / "users.csv"
    path.write_text(CONTENT)
    return path


def test_a_large_file_is_checked_the_same_in_a_process_of_its_own(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Although its folder has modules that are named as Python's own."""
    (path.parent / "pickle.py").write_text("raise SystemExit('planted')")
    monkeypatch.chdir(path.parent)
    with opened(path) as file:
        here = check_file(file, PROFILE, "")
        monkeypatch.setattr(separate_check, "_LARGE", 0)
        there = check_file(file, PROFILE, "")
    assert here.errors > 0
    assert there == here


def test_a_file_that_changes_while_it_is_checked_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the process that opened it."""
    monkeypatch.setattr(separate_check, "_LARGE", 0)
    with opened(path) as file:
        os.utime(path, ns=(0, 0))
        with pytest.raises(UsageError, match="was changed while it was read"):
            check_file(file, PROFILE, "")


def test_a_process_that_fails_is_a_defect(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No report is no good report."""
    monkeypatch.setattr(separate_check, "_LARGE", 0)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with opened(path) as file, pytest.raises(RuntimeError, match="that checks the file failed"):
        check_file(file, PROFILE, "")


def test_ctrl_c_ends_the_process_without_a_word() -> None:
    """Its parent says what there is to say."""
    process = subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTED], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (-signal.SIGINT, b"", b"")
