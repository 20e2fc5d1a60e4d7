"""What may come in between while a file is checked: somebody writes it, or a process ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from multiprocessing import parent_process
from pathlib import Path
from typing import NoReturn

import pytest

from cognito_user_import.csv_rules import Issue, PartReport
from cognito_user_import_cli.checking import check_file as checking
from cognito_user_import_cli.checking import file_parts
from cognito_user_import_cli.checking.check_file import check_file
from cognito_user_import_cli.checking.file_parts import FilePart, check_file_part
from cognito_user_import_cli.command_errors import CheckProcessError, FileChangedError
from cognito_user_import_cli.local_files.file_state import FileState
from local_aws.detached import is_alive
from local_aws.import_scenario import eventually
from tests.integration.command_line.divided_file import (
    ROWS,
    file,
    line,
    none_is_left,
    processes,
    two_processes,
)
from tests.unit.csv_rules.pools import POOL

__all__ = ["file", "processes", "two_processes"]

# Two processes check the file, and say so; whoever started them waits for what never comes.
_ENDLESS = """
import sys
sys.path[:0] = sys.argv[2:]
from cognito_user_import_cli.checking import check_file
from tests.integration.command_line import test_check_file_troubles
from tests.unit.csv_rules.pools import POOL
if __name__ == "__main__":
    check_file._PART_BYTES, check_file._MANY_PARTS = 1 << 17, 2
    check_file._cores = lambda: 2
    check_file.check_file_part = test_check_file_troubles.endless
    check_file.check_file(sys.argv[1], POOL)
"""


def endless(part: FilePart) -> PartReport:
    """Say which process checks a part, and never end."""
    if parent_process() is None:
        return check_file_part(part)
    Path(part.path).with_name(f"{os.getpid()}.pid").touch()
    while True:
        signal.pause()


def killed(part: FilePart) -> PartReport:
    """End a process as the system does that has no memory left."""
    if parent_process() is None:
        return check_file_part(part)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def interrupted(part: FilePart) -> PartReport:
    """Check a part, after Ctrl-C at a terminal has interrupted the other processes."""
    if parent_process() is None:
        return check_file_part(part)
    # It could have come before this process had begun to ignore it.
    assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    os.kill(os.getpid(), signal.SIGINT)
    return check_file_part(part)


def failing(part: FilePart) -> PartReport:
    """Check a part with a rule that fails, and tells a cell."""
    if parent_process() is None:
        return check_file_part(part)

    def check_part(*_: object, **__: object) -> NoReturn:
        raise ValueError("user17")

    file_parts.__dict__["check_part"] = check_part
    return check_file_part(part)


def gone(part: FilePart) -> PartReport:
    """Check a part from another folder."""
    if parent_process() is None:
        return check_file_part(part)
    os.chdir("/")
    return check_file_part(part)


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
@pytest.mark.usefixtures("processes")
def test_a_file_that_was_written_in_between_is_not_judged(
    file: Path, change: Callable[[Path], None]
) -> None:
    """Its parts may be those of two files."""
    changed: list[Issue] = []

    def tell(issue: Issue) -> None:
        if not changed:
            changed.append(issue)
            change(file)

    with pytest.raises(FileChangedError, match="changed while it was read") as raised:
        check_file(file, POOL, tell=tell)

    assert str(file) in str(raised.value)
    assert none_is_left()


@pytest.mark.usefixtures("processes")
def test_what_is_checked_is_what_was_opened(file: Path) -> None:
    """Neither the same file with other bytes, nor another one that has its name by now."""
    with file.open("rb") as opened:
        state = FileState.of(opened)
    other = file.with_name("other.csv")
    other.write_bytes(file.read_bytes())

    for change in (lambda: os.utime(file, ns=(0, 0)), lambda: other.replace(file)):
        change()
        with pytest.raises(FileChangedError, match=r"users\.csv changed while it was read"):
            check_file(file, POOL, state=state)


@pytest.mark.usefixtures("two_processes")
def test_a_process_that_is_killed_is_an_error(
    file: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """No report is made of the other parts, no process is left, and no traceback is shown."""
    monkeypatch.setattr(checking, "check_file_part", killed)

    with pytest.raises(CheckProcessError, match=r"checks .*users.csv ended early: it was killed"):
        check_file(file, POOL)

    assert none_is_left()
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("two_processes")
def test_an_error_in_another_process_is_told_without_its_text(
    file: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Which could hold a cell: its name and its place suffice to report it."""
    monkeypatch.setattr(checking, "check_file_part", failing)

    with pytest.raises(
        CheckProcessError, match=r"ended early: ValueError in .*check_part"
    ) as raised:
        check_file(file, POOL)

    assert "user17" not in str(raised.value.__cause__)
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("two_processes")
def test_an_error_of_the_system_comes_from_another_process_as_it_is(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if this one had met it."""
    monkeypatch.setattr(checking, "check_file_part", gone)
    monkeypatch.chdir(file.parent)

    with pytest.raises(FileNotFoundError, match=r"users\.csv"):
        check_file(file.name, POOL)


@pytest.mark.usefixtures("processes")
def test_ctrl_c_leaves_no_process_behind(file: Path) -> None:
    """Wherever this process is when it is pressed."""

    def interrupt(_: Issue) -> NoReturn:
        # As Python does, unless pytest was started where nobody can press it.
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_file(file, POOL, tell=interrupt)

    assert none_is_left()


@pytest.mark.usefixtures("two_processes")
def test_ctrl_c_is_no_matter_of_the_other_processes(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal interrupts them too; the one that started them decides."""
    monkeypatch.setattr(checking, "check_file_part", interrupted)

    assert len(check_file(file, POOL).issues) == 2


def test_processes_end_with_the_one_that_has_started_them(file: Path) -> None:
    """Even if it was killed, and could end nothing itself."""
    (file.parent / "endless.py").write_text(_ENDLESS)
    command = [sys.executable, str(file.parent / "endless.py"), str(file), *sys.path]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as starter:
        try:
            found = eventually(lambda: [*file.parent.glob("*.pid")], lambda seen: len(seen) == 2)
        finally:
            starter.kill()

    eventually(lambda: [path for path in found if is_alive(int(path.stem))], lambda seen: not seen)


@pytest.mark.usefixtures("two_processes")
def test_a_file_is_checked_where_no_process_can_be_started(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container may have no semaphores, for want of a writable /dev/shm."""
    expected = check_file(file, POOL)

    def refuse(*_: object) -> NoReturn:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refuse)
    assert check_file(file, POOL) == expected
