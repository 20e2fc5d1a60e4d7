"""A file in parts: all bytes once, and no part of another file."""

from pathlib import Path

import pytest

from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import_cli.checking.file_parts import FilePart, check_file_part, divided
from cognito_user_import_cli.command_errors import FileChangedError
from cognito_user_import_cli.local_files.file_state import FileState

LINES = b"".join(b"x" * (number % 37) + b"\n" for number in range(200))


def parts(path: Path, content: bytes, near: int) -> list[tuple[int, int, bytes | None]]:
    """Write a file, and divide it."""
    path.write_bytes(content)
    with path.open("rb") as file:
        return divided(file, len(content), near)


@pytest.mark.parametrize("near", [1, 2, 36, 37, 38, 1_000, len(LINES) - 40])
@pytest.mark.parametrize("end", [b"", b"\n", b"no newline", b"\r\n", "é".encode()])
def test_parts_hold_all_bytes_once_and_end_where_lines_end(
    tmp_path: Path, near: int, end: bytes
) -> None:
    """The first begins with the header, and the others are given it."""
    content = b"a,b\n" + LINES + end

    found = parts(tmp_path / "users.csv", content, near)

    read = [content[start:stop] for start, stop, _ in found]
    assert len(found) > 1
    assert b"".join(read) == content
    assert all(len(part) >= near for part in read[:-1])
    assert all(part.endswith(b"\n") for part in read[:-1])
    assert [header for _, _, header in found] == [None, *[b"a,b\n"] * (len(found) - 1)]


def test_a_line_longer_than_a_part_is_in_one_part(tmp_path: Path) -> None:
    """However often it could be cut."""
    content = b"a,b\n" + b"x" * 300_000 + b"\n" + LINES

    found = parts(tmp_path / "users.csv", content, 1_000)

    assert (0, 300_005, None) in found


@pytest.mark.parametrize("content", [b"", b"x" * 70_000, b"x" * 70_000 + b"\n" + LINES])
def test_a_file_without_a_header_is_one_part(tmp_path: Path, content: bytes) -> None:
    """So that one check judges its first line."""
    assert parts(tmp_path / "users.csv", content, 10) == [(0, len(content), None)]


def part_of(path: Path, end: int) -> FilePart:
    """Return the part of a file up to a byte, as the file is now."""
    with path.open("rb") as file:
        return FilePart(str(path), FileState.of(file), 0, end, None, PoolProfile(), "", None, True)


def test_a_part_that_is_not_there_any_more_is_an_error(tmp_path: Path) -> None:
    """Nobody takes a file that was cut for one that ends there."""
    path = tmp_path / "users.csv"
    path.write_bytes(LINES)

    with pytest.raises(FileChangedError):
        check_file_part(part_of(path, len(LINES) + 1))


def test_a_part_of_another_file_of_this_name_is_not_checked(tmp_path: Path) -> None:
    """A process that starts late opens the file that exists then."""
    path = tmp_path / "users.csv"
    path.write_bytes(LINES)
    part = part_of(path, len(LINES))
    path.rename(path.with_name("old.csv"))
    path.write_bytes(LINES)

    with pytest.raises(FileChangedError):
        check_file_part(part)
