"""A file that is divided among two processes, although it is small."""

from multiprocessing import active_children
from pathlib import Path

import pytest

from cognito_user_import_cli.checking import check_file
from tests.unit.csv_rules.pools import COLUMNS

ROWS = 6_000


def line(number: int, **changes: str) -> bytes:
    """Return a good row but for some changes."""
    row = {"given_name": "Ann", "email": f"{number}@b", "email_verified": "true"}
    row |= {"cognito:username": f"user{number}", "name": "x" * 40} | changes
    return (",".join(row.get(name, "") for name in COLUMNS) + "\n").encode()


def content(last: bytes = b"") -> bytes:
    """Return a file of several parts, with an error in its first row and in its last."""
    lines = [(",".join(COLUMNS) + "\n").encode(), line(0, birthdate="1999")]
    lines += [line(number) for number in range(1, ROWS)]
    return b"".join([*lines, last or line(0)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file of several parts."""
    path = tmp_path / "users.csv"
    path.write_bytes(content())
    return path


@pytest.fixture(params=[1, 2], ids=["alone", "two"])
def processes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Have parts of 128 KiB checked by this process alone, or by two others."""
    return _divide(monkeypatch, request.param)


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> int:
    """Have parts of 128 KiB checked by two other processes."""
    return _divide(monkeypatch, 2)


def _divide(monkeypatch: pytest.MonkeyPatch, cores: int) -> int:
    monkeypatch.setattr(check_file, "_PART_BYTES", 1 << 17)
    monkeypatch.setattr(check_file, "_MANY_PARTS", 2)
    monkeypatch.setattr(check_file, "_cores", lambda: cores)
    return cores


def none_is_left() -> bool:
    """Say whether all processes have ended and were waited for."""
    return active_children() == []
