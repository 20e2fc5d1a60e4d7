"""A file that is divided among three processes, and the processes that were started for it."""

import subprocess
from pathlib import Path

import pytest

from cognito_user_import_cli.checking.check_file import Division
from tests.unit.csv_rules.pools import COLUMNS

ROWS = 6_000
THREE = Division(processes=3, smallest_part=1 << 17, head_start=0)
ALONE = Division(processes=1)
Processes = list["subprocess.Popen[bytes]"]


def line(number: int, **changes: str) -> bytes:
    """Return a good row but for some changes."""
    row = {"given_name": "Ann", "email": f"{number}@b", "email_verified": "true"}
    row |= {"cognito:username": f"user{number}", "name": "x" * 40} | changes
    return (",".join(row.get(name, "") for name in COLUMNS) + "\n").encode()


def content(last: bytes = b"") -> bytes:
    """Return a file of three parts, with an error in its first row and in its last."""
    lines = [(",".join(COLUMNS) + "\n").encode(), line(0, birthdate="1999")]
    lines += [line(number) for number in range(1, ROWS)]
    return b"".join([*lines, last or line(0)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file that is divided."""
    path = tmp_path / "users.csv"
    path.write_bytes(content())
    return path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Processes:
    """Return the processes that a test has started by now."""
    processes: Processes = []

    class Popen(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]
            processes.append(self)

    monkeypatch.setattr(subprocess, "Popen", Popen)
    return processes


def ended(processes: Processes) -> bool:
    """Say whether all processes have ended and were waited for."""
    return all(process.returncode is not None for process in processes)
