"""The check of a file on this machine."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from cognito_user_import.csv_rules import Issue, PoolProfile, Report, check
from cognito_user_import.csv_rules.columns import BASE_COLUMNS
from cognito_user_import_cli.errors import UsageError
from cognito_user_import_cli.streamed_check import check_file, size_of

ROWS = 10_000


def _file(folder: Path, *bad: int) -> Path:
    """Write a file of half a megabyte, in which these lines have a bad e-mail address."""
    path = folder / "users.csv"
    place = BASE_COLUMNS.index("email")
    lines = [",".join(BASE_COLUMNS)]
    for line in range(2, ROWS + 2):
        values = [""] * len(BASE_COLUMNS)
        values[place] = "nobody" if line in bad else f"user{line}@example.com"
        values[-1] = f"user{line}"
        lines.append(",".join(values))
    path.write_text("\n".join(lines) + "\n")
    return path


class _Ear:
    """Hears what a check tells."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []
        self.read = 0
        self.read_at_first_issue: int | None = None

    def tell(self, issue: Issue) -> None:
        self.issues.append(issue)
        if self.read_at_first_issue is None:
            self.read_at_first_issue = self.read

    def tell_read(self, count: int) -> None:
        self.read += count


def _check(
    path: Path,
    ear: _Ear,
    *,
    algorithm: str = "",
    limit: int | None = 100,
    stop_after: int | None = None,
) -> Report:
    return check_file(
        path,
        PoolProfile(),
        password_hashing_algorithm=algorithm,
        limit=limit,
        stop_after=stop_after,
        tell=ear.tell,
        tell_read=ear.tell_read,
    )


def test_an_issue_is_told_before_the_rest_is_read(tmp_path: Path) -> None:
    """Whoever waits sees the first one at once; and all bytes are told."""
    path, ear = _file(tmp_path, 3, ROWS), _Ear()

    report = _check(path, ear)

    assert [issue.line for issue in ear.issues] == [3, ROWS]
    assert ear.read_at_first_issue is not None
    assert ear.read_at_first_issue < path.stat().st_size / 2
    assert ear.read == path.stat().st_size == report.file.bytes


@pytest.mark.parametrize(("limit", "stop_after"), [(2, None), (None, None), (None, 2), (100, 5)])
def test_what_is_told_is_what_is_reported(
    tmp_path: Path, limit: int | None, stop_after: int | None
) -> None:
    """By the engine's own report of the same bytes."""
    path, ear = _file(tmp_path, *range(2, 9), ROWS), _Ear()
    with path.open("a") as file:
        file.write("too,few,values\n")

    report = _check(path, ear, algorithm="BCRYPT", limit=limit, stop_after=stop_after)

    expected = check(
        [path.read_bytes()],
        PoolProfile(),
        password_hashing_algorithm="BCRYPT",
        limit=limit,
        stop_after=stop_after,
    )
    assert (report.issues, report.counts) == (expected.issues, expected.counts)
    assert report.is_complete == expected.is_complete
    assert tuple(ear.issues) == report.issues


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    """Its size is not known before."""
    pipe, ear = tmp_path / "pipe", _Ear()
    os.mkfifo(pipe)
    content = _file(tmp_path, 3).read_bytes()
    writer = threading.Thread(target=pipe.write_bytes, args=(content,))
    writer.start()

    size = size_of(pipe)
    report = _check(pipe, ear)

    writer.join()
    assert size is None
    assert (report.errors, report.file.rows) == (1, ROWS)


@pytest.mark.parametrize(
    ("name", "reason"), [("none.csv", "No such file or directory"), (".", "Is a directory")]
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str, reason: str) -> None:
    """With the reason of the system."""
    with pytest.raises(UsageError, match=rf"can't be read: {reason}\.$"):
        _check(tmp_path / name, _Ear())
