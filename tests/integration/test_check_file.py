"""A file on this machine, checked by processes of its own, and what may come in between."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cognito_user_import.csv_rules import Issue, Report, check
from cognito_user_import_cli import part_check, part_process
from cognito_user_import_cli.check_errors import FileChangedError, PartCheckError
from cognito_user_import_cli.check_file import Division, check_file
from cognito_user_import_cli.file_parts import FileState, Part
from cognito_user_import_cli.part_check import PartJob
from tests.unit.csv_rules.pools import COLUMNS, POOL

ROWS = 6_000
THREE = Division(processes=3, smallest_part=1 << 17, head_start=0)
ALONE = Division(processes=1)
BROKEN = """\
import sys
sys.path[:] = sys.argv[1:]
from cognito_user_import_cli import part_check
def check_part(job):
    raise ValueError("user17")
part_check.check_part = check_part
part_check.main()
"""


def _line(number: int, **changes: str) -> bytes:
    row = {"given_name": "Ann", "email": f"{number}@b", "email_verified": "true"}
    row |= {"cognito:username": f"user{number}", "name": "x" * 40} | changes
    return (",".join(row.get(name, "") for name in COLUMNS) + "\n").encode()


def _content(last: bytes = b"") -> bytes:
    """Return a file of three parts, with an error in its first row and in its last."""
    lines = [(",".join(COLUMNS) + "\n").encode(), _line(0, birthdate="1999")]
    lines += [_line(number) for number in range(1, ROWS)]
    return b"".join([*lines, last or _line(0)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file that is divided."""
    path = tmp_path / "users.csv"
    path.write_bytes(_content())
    return path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """Return the processes that a test has started by now."""
    processes: list[subprocess.Popen[bytes]] = []

    class Popen(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]
            processes.append(self)

    monkeypatch.setattr(subprocess, "Popen", Popen)
    return processes


def _found(report: Report) -> list[tuple[str, int, str]]:
    return [(issue.rule.code, issue.line, issue.detail) for issue in report.issues]


def _ended(processes: list["subprocess.Popen[bytes]"]) -> bool:
    """Say whether all processes have ended and were waited for."""
    return all(process.returncode is not None for process in processes)


def test_processes_find_what_one_finds(
    file: Path, started: list["subprocess.Popen[bytes]"]
) -> None:
    """A user name of the first line in the last one, for one; and no process is left."""
    told: list[Issue] = []

    report = check_file(file, POOL, tell=told.append, division=THREE)

    assert _found(report) == [("CUI-111", 2, ""), ("CUI-301", ROWS + 2, "2")]
    assert tuple(told) == report.issues
    assert report == check([file.read_bytes()], POOL, size=file.stat().st_size)
    assert report == check_file(str(file), POOL, division=ALONE)
    assert len(started) == 2
    assert _ended(started)


def test_a_small_file_needs_no_other_process(
    file: Path, started: list["subprocess.Popen[bytes]"]
) -> None:
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
        writer.stdin.write(_content()[:10_000])
        writer.stdin.close()
        report = check_file(path, POOL, division=THREE)

    assert report.file.bytes == 10_000


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, started: list["subprocess.Popen[bytes]"]
) -> None:
    """Nor is a process started for it."""
    path = tmp_path / "users.csv"
    with path.open("wb") as sparse:
        sparse.write(_content())
        sparse.seek(50_000_000)
        sparse.write(b"\n")
        sparse.truncate(100_000_001)
    read: list[int] = []

    report = check_file(path, POOL, tell_read=read.append, division=THREE)

    assert _found(report) == [("CUI-001", 0, "")]
    assert read == []
    assert started == []


def test_a_file_without_a_line_end_has_no_parts(
    tmp_path: Path, started: list["subprocess.Popen[bytes]"]
) -> None:
    """Nor has one whose only line end is that of the header."""
    path = tmp_path / "users.csv"
    for content in (b"x" * 600_000, _content()[:200] + b"\n" + b"x" * 600_000):
        path.write_bytes(content)

        assert check_file(path, POOL, division=THREE) == check_file(path, POOL, division=ALONE)

    assert started == []


@pytest.mark.parametrize("division", [ALONE, THREE])
def test_what_cannot_be_read_is_an_error_of_the_system(tmp_path: Path, division: Division) -> None:
    """Which the caller can tell from a bad file."""
    with pytest.raises(FileNotFoundError):
        check_file(tmp_path / "none.csv", POOL, division=division)
    with pytest.raises(IsADirectoryError):
        check_file(tmp_path, POOL, division=division)


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(_line(ROWS))


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
    started: list["subprocess.Popen[bytes]"],
) -> None:
    """Its parts may be those of two files."""
    changed: list[Issue] = []

    def tell(issue: Issue) -> None:
        if not changed:
            changed.append(issue)
            change(file)

    with pytest.raises(FileChangedError, match="written while it was checked") as raised:
        check_file(file, POOL, tell=tell, division=division)

    assert str(file) in str(raised.value)
    assert _ended(started)


def test_a_part_of_another_file_of_this_name_is_not_checked(file: Path) -> None:
    """A process that starts late opens what is there then."""
    with file.open("rb") as opened:
        job = _job(file, FileState.of(opened))
    file.rename(file.with_name("old.csv"))
    file.write_bytes(_content())

    with pytest.raises(FileChangedError):
        part_check.check_part(job)


def _job(path: Path, state: FileState) -> PartJob:
    return PartJob(
        path=str(path),
        state=state,
        part=Part(0, path.stat().st_size),
        header=_content().partition(b"\n")[0] + b"\n",
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
    started: list["subprocess.Popen[bytes]"],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """No report is made of the other parts, no process is left, and no traceback is shown."""
    monkeypatch.setattr(part_process, "_CODE", code)

    with pytest.raises(PartCheckError, match=f"a part of .*users.csv ended early: {how}"):
        check_file(file, POOL, division=THREE)

    assert len(started) == 2
    assert _ended(started)
    assert capfd.readouterr() == ("", "")


def test_an_error_in_another_process_is_told_without_its_text(
    file: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Which could hold a cell: its name and its place suffice to report it."""
    monkeypatch.setattr(part_process, "_CODE", BROKEN)

    with pytest.raises(PartCheckError, match="ended early: ValueError in check_part, line 5"):
        check_file(file, POOL, division=THREE)

    assert capfd.readouterr() == ("", "")


def test_an_error_of_the_system_comes_from_another_process_as_it_is(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if this one had met it."""
    code = part_process._CODE.replace("main()", "import os; os.chdir('/'); main()")
    monkeypatch.setattr(part_process, "_CODE", code)
    monkeypatch.chdir(file.parent)

    with pytest.raises(FileNotFoundError, match=r"users\.csv"):
        check_file(file.name, POOL, division=THREE)


def test_ctrl_c_ends_all_processes(
    file: Path, monkeypatch: pytest.MonkeyPatch, started: list["subprocess.Popen[bytes]"]
) -> None:
    """Even those that would not end by themselves."""
    monkeypatch.setattr(part_process, "_CODE", "import threading; threading.Event().wait()")

    def interrupt(_: Issue) -> None:
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        check_file(file, POOL, tell=interrupt, division=THREE)

    assert len(started) == 2
    assert _ended(started)


def test_ctrl_c_is_no_matter_of_the_other_processes(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal interrupts them too; the one that started them decides."""
    code = part_process._CODE.replace(
        "main()",
        "import signal, pickle; load = pickle.load\n"
        "pickle.load = lambda file: signal.raise_signal(signal.SIGINT) or load(file)\n"
        "main()",
    )
    monkeypatch.setattr(part_process, "_CODE", code)

    assert len(check_file(file, POOL, division=THREE).issues) == 2


def test_bytes_are_told_as_they_are_checked(file: Path) -> None:
    """In steps that add up to the file."""
    for division in (ALONE, THREE):
        read: list[int] = []

        check_file(file, POOL, tell_read=read.append, division=division)

        assert len(read) > 2
        assert sum(read) == file.stat().st_size
