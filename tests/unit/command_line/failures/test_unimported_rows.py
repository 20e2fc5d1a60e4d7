"""The rows that a job did not import, taken out of a file."""

import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest

from cognito_user_import.cognito.job_log import LoggedLine
from cognito_user_import_cli.command_errors import BadFileError, FileChangedError, UsageError
from cognito_user_import_cli.failures.unimported_lines import UnimportedLines
from cognito_user_import_cli.failures.unimported_rows import (
    Destination,
    by_reason,
    with_rows,
    write,
    write_lines,
)
from cognito_user_import_cli.failures.upload_rows import UploadRows
from cognito_user_import_cli.local_files.file_lines import FileLines, count_lines
from cognito_user_import_cli.local_files.new_files import new_files


def found(rows: int, *numbers: int) -> UnimportedLines:
    """Return lines of a log that failed, by numbers of the file."""
    lines = UnimportedLines(UploadRows.all_of(rows))
    lines.add(
        [LoggedLine("FAILED", number, f"Why {number % 2}.") for number in numbers], ["FAILED"]
    )
    return lines


def written(folder: Path, content: bytes, *numbers: int) -> tuple[bytes, str]:
    """Write the rows of a file that failed, and return both files."""
    source = folder / "users.csv"
    source.write_bytes(content)
    destination = Destination.beside(source, None)
    rows = count_lines(source).rows
    with new_files(destination.rows, destination.reasons, like=source) as files:
        write(source, destination, found(rows, *numbers), files)
    return destination.rows.read_bytes(), destination.reasons.read_text()


@pytest.mark.parametrize(
    ("content", "numbers", "expected"),
    [
        (b"a,b\n1,2\n3,4\n5,6\n", [3], b"a,b\n3,4\n"),
        (b"a,b\n1,2\n3,4\n5,6\n", [2, 4], b"a,b\n1,2\n5,6\n"),
        (b"a,b\r\n1,2\r\n 3\\,\xc3\xa4,\xff\r\n", [3], b"a,b\r\n 3\\,\xc3\xa4,\xff\r\n"),
        (b"a,b\n1,2\n3,4", [2, 3], b"a,b\n1,2\n3,4\n"),
        (b"a,b\n\n3,4\n\n\n", [3], b"a,b\n3,4\n"),
    ],
)
def test_rows_are_written_byte_for_byte(
    tmp_path: Path, content: bytes, numbers: Sequence[int], expected: bytes
) -> None:
    """With the header, and a newline where the file ends without one."""
    assert written(tmp_path, content, *numbers)[0] == expected


def test_blank_lines_are_no_unread_rows(tmp_path: Path) -> None:
    """Where the file ends, or between rows."""
    source, target = tmp_path / "users.csv", BytesIO()
    source.write_bytes(b"a,b\r\n1,2\r\n \r\n3,4\n\n5,6")

    rows = with_rows(source, range(3, 8))
    write_lines(source, rows, target)

    assert (rows, target.getvalue()) == ([4, 6], b"a,b\r\n3,4\n5,6\n")


def test_reasons_have_the_lines_of_both_files(tmp_path: Path) -> None:
    """As editors jump to them."""
    _, reasons = written(tmp_path, b"a\n1\n2\n3\n", 2, 4)
    assert reasons == (
        "users.failed.csv:2 (users.csv:2): Why 0.\nusers.failed.csv:3 (users.csv:4): Why 0.\n"
    )


def test_a_file_that_became_shorter_is_an_error(tmp_path: Path) -> None:
    """And nothing is written."""
    source = tmp_path / "users.csv"
    source.write_bytes(b"a\n1\n")
    destination = Destination.beside(source, None)
    with (
        pytest.raises(FileChangedError, match="changed while it was read"),
        new_files(destination.rows, destination.reasons, like=source) as files,
    ):
        write(source, destination, found(5, 2, 5), files)
    assert [path.name for path in tmp_path.iterdir()] == ["users.csv"]


def test_both_files_have_the_permissions_of_the_first(tmp_path: Path) -> None:
    """Nobody reads there who could not read here."""
    source = tmp_path / "users.csv"
    source.touch(0o600)
    with new_files(tmp_path / "one", tmp_path / "two", like=source):
        pass
    modes = {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {0o600}


def test_no_file_is_there_when_one_cannot_be_written(tmp_path: Path) -> None:
    """Neither is half of one."""
    (tmp_path / "two").mkdir()
    with (
        pytest.raises(UsageError, match="two can't be written: Is a directory"),
        new_files(tmp_path / "one", tmp_path / "two", like=Path(os.devnull)) as files,
    ):
        files[0].write(b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["two"]


@pytest.mark.parametrize(
    ("file", "output", "expected"),
    [
        ("users.csv", None, ("users.failed.csv", "users.failed.txt", "users.unread.csv")),
        ("a/users", None, ("a/users.failed", "a/users.failed.txt", "a/users.unread")),
        ("users.csv", "b/bad.csv", ("b/bad.csv", "b/bad.txt", "b/bad.unread.csv")),
        ("users.csv", "bad.txt", ("bad.txt", "bad.txt.txt", "bad.unread.csv")),
    ],
)
def test_the_files_have_names(
    file: str, output: str | None, expected: tuple[str, str, str]
) -> None:
    """Beside the file, unless another is named."""
    found = Destination.beside(Path(file), Path(output) if output else None)
    assert (str(found.rows), str(found.reasons), str(found.unread)) == expected


def test_the_file_itself_is_never_overwritten() -> None:
    """Neither by the rows, nor by the reasons, nor by the unread rows."""
    for file, output in (
        ("users.csv", "./users.csv"),
        ("users.txt", "users.csv"),
        ("bad.unread.csv", "bad.csv"),
    ):
        with pytest.raises(UsageError, match="is the imported file itself"):
            Destination.beside(Path(file), Path(output))


def test_reasons_are_counted_the_most_frequent_first() -> None:
    """With the first lines of each."""
    reasons = by_reason(found(100, *range(2, 20), *range(21, 60, 2)).in_file())
    assert [(text, reason.count, reason.lines) for (_, text), reason in reasons.items()] == [
        ("Why 1.", 29, [3, 5, 7, 9, 11]),
        ("Why 0.", 9, [2, 4, 6, 8, 10]),
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", (0, 0)),
        (b"header", (0, 0)),
        (b"header\n1\n2\n", (2, 0)),
        (b"header\n1\n2", (2, 0)),
        (b"header\n1\n\n 2\n", (3, 1)),
        (b"header\n\n1\r\n \r\n\n", (2, 1)),
    ],
)
def test_lines_are_counted(tmp_path: Path, content: bytes, expected: tuple[int, int]) -> None:
    """Those below the header, up to the last that is not blank."""
    file = tmp_path / "users.csv"
    file.write_bytes(content)
    assert count_lines(file) == FileLines(*expected)


def test_a_file_that_is_too_large_was_not_imported(tmp_path: Path) -> None:
    """It is not even read."""
    file = tmp_path / "users.csv"
    with file.open("wb") as opened:
        opened.truncate(100_000_001)
    with pytest.raises(
        BadFileError, match=r"has 100,000,001 bytes and can't be imported\. Allowed: 100,000,000"
    ):
        count_lines(file)
