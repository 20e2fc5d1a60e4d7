"""The file that is imported: the same bytes at each reading, or an error."""

import os
from pathlib import Path

import pytest

from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.local_files.opened_file import opened
from cognito_user_import_cli.local_files.readable import size_of

CONTENT = b"0123456789" * 10


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write a file of a hundred bytes, an hour ago."""
    path = tmp_path / "users.csv"
    path.write_bytes(CONTENT)
    before = path.stat().st_mtime_ns - 3600 * 10**9
    os.utime(path, ns=(before, before))
    return path


def test_a_file_is_read_again_and_again(path: Path) -> None:
    """In blocks; its size is that of when it was opened."""
    with opened(path) as file:
        readings = [list(file.blocks(30)) for _ in range(2)]
        size = file.size
    assert readings == [[CONTENT[:30], CONTENT[30:60], CONTENT[60:90], CONTENT[90:]]] * 2
    assert size == 100


def test_an_empty_file_has_no_block(tmp_path: Path) -> None:
    """It is the check that finds it wrong."""
    (tmp_path / "empty.csv").touch()
    with opened(tmp_path / "empty.csv") as file:
        assert list(file.blocks()) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(CONTENT[::-1]),
        lambda path: path.write_bytes(CONTENT[:50]),
        lambda path: path.write_bytes(CONTENT + b"more"),
        lambda path: path.write_bytes(b""),
        lambda path: os.utime(path),
    ],
    ids=["other bytes", "cut", "longer", "emptied", "touched"],
)
def test_the_last_block_of_a_file_that_changes_never_comes(path: Path, change: object) -> None:
    """Whoever counts on the size does not have a whole file then."""
    assert callable(change)
    with opened(path) as file:
        blocks = file.blocks(30)
        got = [next(blocks)]
        change(path)
        with pytest.raises(UsageError) as raised:
            got.extend(blocks)
    assert str(raised.value) == f"{path} changed while it was read. Run the command again."
    assert sum(map(len, got)) < 100


def test_a_file_that_is_replaced_is_read_as_it_was_opened(path: Path) -> None:
    """What stands at its name is another file."""
    with opened(path) as file:
        other = path.with_name("other.csv")
        other.write_bytes(b"other")
        other.replace(path)
        assert b"".join(file.blocks()) == CONTENT


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    """Opening it would wait for a writer."""
    os.mkfifo(tmp_path / "pipe")
    with (
        pytest.raises(UsageError, match=r"pipe must be a regular file: uploads need a known size"),
        opened(tmp_path / "pipe"),
    ):
        pass


def test_what_the_disk_refuses_is_an_error_of_the_file(path: Path) -> None:
    """An upload takes an OSError for one of the network, and would try again."""
    with opened(path) as file:
        descriptor = os.open(path.parent, os.O_RDONLY)
        os.dup2(descriptor, file.file.fileno())
        os.close(descriptor)
        with pytest.raises(UsageError, match=r"users\.csv can't be read: Is a directory\.$"):
            list(file.blocks())


def test_a_pipe_has_no_size(tmp_path: Path) -> None:
    """A file has."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"12345")

    assert [size_of(tmp_path / name) for name in ("pipe", "file")] == [None, 5]


def test_a_file_that_is_not_there_is_told() -> None:
    """By its name, and with the reason of the system."""
    with pytest.raises(UsageError, match=r"^none\.csv can't be read: No such file or directory\.$"):
        size_of(Path("none.csv"))
