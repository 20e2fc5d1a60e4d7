"""What may come in between while a file is checked: somebody writes it, or a process ends."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cognito_user_import.csv_rules import Issue
from cognito_user_import_cli.checking import check_process, part_check
from cognito_user_import_cli.checking.check_file import Division, check_file
from cognito_user_import_cli.checking.file_parts import Part
from cognito_user_import_cli.checking.part_check import PartJob
from cognito_user_import_cli.errors import CheckProcessError, FileChangedError
from cognito_user_import_cli.local_files.file_state import FileState
from tests.integration.command_line.divided_file import (
    ALONE,
    ROWS,
    THREE,
    Processes,
    content,
    ended,
    file,
    line,
    started,
)
from tests.unit.csv_rules.pools import POOL

__all__ = ["file", "started"]

BROKEN = """\
import sys
sys.path[:] = sys.argv[2:]
from importlib import import_module
from cognito_user_import_cli.checking import part_check
def check_part(job):
    raise ValueError("user17")
part_check.check_part = check_part
import_module(sys.argv[1]).main()
"""


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(line(ROWS))


def _shrink(path: Path) -> None:
    os.truncate(path, 1_000)


def _write_again(path: Path) -> None:
    # A clock may be too coarse for two writes in a row.
    status = path.stat()
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


@pytest.mark.parametrize("change", [_grow, _shrink, _write_again])
@pytest.mark.parametrize("division", [ALONE, THREE])
def test_a_file_that_was_written_in_between_is_not_judged(
    file: Path,
    division: Division,
    change: Callable[[Path], None],
    started: Processes,
) -> None:
    """Its parts may be those of two files."""
    changed: list[Issue] = []

    def tell(issue: Issue) -> None:
        if not changed:
            changed.append(issue)
            change(file)

    with pytest.raises(FileChangedError, match="was changed while it was read") as raised:
        check_file(file, POOL, tell=tell, division=division)

    assert str(file) in str(raised.value)
    assert ended(started)


def test_a_part_of_another_file_of_this_name_is_not_checked(file: Path) -> None:
    """A process that starts late opens what is there then."""
    with file.open("rb") as opened:
        job = _job(file, FileState.of(opened))
    file.rename(file.with_name("old.csv"))
    file.write_bytes(content())

    with pytest.raises(FileChangedError):
        part_check.check_part(job)


def _job(path: Path, state: FileState) -> PartJob:
    return PartJob(
        path=str(path),
        state=state,
        part=Part(0, path.stat().st_size),
        header=content().partition(b"\n")[0] + b"\n",
        profile=POOL,
        algorithm="",
        limit=None,
        stop_after=None,
    )


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("raise SystemExit(3)", "exit code 3"),
        ("import os; os.kill(os.getpid(), 9)", "exit code -9"),
        ("pass", "exit code 0"),
        ("import sys; raise ValueError(sys.stdin.buffer.read())", "exit code 1"),
    ],
)
def test_a_process_that_ends_early_is_an_error(
    code: str,
    how: str,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    started: Processes,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """No report is made of the other parts, no process is left, and no traceback is shown."""
    monkeypatch.setattr(check_process, "_CODE", code)

    with pytest.raises(CheckProcessError, match=f"checks .*users.csv ended early: {how}"):
        check_file(file, POOL, division=THREE)

    assert len(started) == 2
    assert ended(started)
    assert capfd.readouterr() == ("", "")


def test_an_error_in_another_process_is_told_without_its_text(
    file: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Which could hold a cell: its name and its place suffice to report it."""
    monkeypatch.setattr(check_process, "_CODE", BROKEN)

    with pytest.raises(CheckProcessError, match="ended early: ValueError in check_part, line 6"):
        check_file(file, POOL, division=THREE)

    assert capfd.readouterr() == ("", "")


def test_an_error_of_the_system_comes_from_another_process_as_it_is(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if this one had met it."""
    code = check_process._CODE.replace(
        "import_module(sys", "import os; os.chdir('/'); import_module(sys"
    )
    monkeypatch.setattr(check_process, "_CODE", code)
    monkeypatch.chdir(file.parent)

    with pytest.raises(FileNotFoundError, match=r"users\.csv"):
        check_file(file.name, POOL, division=THREE)


def test_ctrl_c_ends_all_processes(
    file: Path, monkeypatch: pytest.MonkeyPatch, started: Processes
) -> None:
    """Even those that would not end by themselves."""
    monkeypatch.setattr(check_process, "_CODE", "import threading; threading.Event().wait()")

    def interrupt(_: Issue) -> None:
        # As Python does, unless pytest was started where nobody can press it.
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_file(file, POOL, tell=interrupt, division=THREE)

    assert len(started) == 2
    assert ended(started)


def test_ctrl_c_is_no_matter_of_the_other_processes(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal interrupts them too; the one that started them decides."""
    code = check_process._CODE.replace(
        "import_module(sys",
        "import signal, pickle; load = pickle.load\n"
        "pickle.load = lambda file: signal.raise_signal(signal.SIGINT) or load(file)\n"
        "import_module(sys",
    )
    monkeypatch.setattr(check_process, "_CODE", code)

    assert len(check_file(file, POOL, division=THREE).issues) == 2
