"""Files that are refused at synth."""

import os
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import CfnParameter

from cdk_cognito_user_import import PasswordHashingAlgorithm, UserImportJob, UserImportSource
from cdk_cognito_user_import.pool_columns import BASE_COLUMNS
from cognito_user_import.csv_file import MAX_BYTES, MAX_ROW_CHARACTERS, MAX_ROWS
from tests.synth.stacks import new_pool, new_stack, stack_with_import, write_csv

SECRET = "jane@example.com"
HEADER = ",".join(BASE_COLUMNS).encode()


@pytest.fixture(autouse=True)
def _in_folder_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def import_file(content: bytes, **props: Any) -> None:
    """Import a file called users.csv."""
    Path("users.csv").write_bytes(content)
    stack_with_import(source=UserImportSource.asset("users.csv"), **props)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("none.csv", r"path must be that of a CSV file\. Received: 'none\.csv', does not exist"),
        ("folder", r"path must be that of a CSV file\. Received: 'folder', is not a file"),
        ("", r"path must be that of a CSV file\. Received: '', is not a file"),
        (Path("no/users.csv"), r"Received: 'no/users\.csv', does not exist"),
        (None, r"path must be that of a CSV file\. Received: None"),
        (7, r"path must be that of a CSV file\. Received: 7"),
    ],
)
def test_a_path_without_a_file_is_refused(path: Any, message: str) -> None:
    """As it was given: nobody wants to read the folders above."""
    Path("folder").mkdir()
    with pytest.raises(ValueError, match=message):
        stack_with_import(source=UserImportSource.asset(path))


def test_a_pipe_is_not_waited_for() -> None:
    """It is no file, and would never end."""
    os.mkfifo("pipe")
    with pytest.raises(ValueError, match=r"Received: 'pipe', is not a file"):
        stack_with_import(source=UserImportSource.asset("pipe"))


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what the system says of it."""
    write_csv(Path())

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ValueError, match=r"The CSV file 'users.csv' can't be read: Permission den"):
        stack_with_import(source=UserImportSource.asset("users.csv"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"is empty: it must have a header and 1 to 500,000 rows"),
        (HEADER + b"\n", r"has no row below its header: it must have a header and 1 to 500,000"),
        (b"\xef\xbb\xbf" + HEADER + b"\nJane\n", r"begins with a byte order mark"),
        (HEADER + b"\nJan\xe9\n", r"is not UTF-8: line 2, character 4"),
        (b"\x89PNG\r\n", r"is not UTF-8: line 1, character 1"),
        (b"PK\x03\x04\0\0", r"is binary, with a NUL: line 1, character 5"),
        (
            HEADER + b"\nJane\n" + b"x" * (MAX_ROW_CHARACTERS + 1),
            r"Line 3 of the CSV file has more than 16,000 characters",
        ),
        (
            HEADER + b"\n" + b"x\n" * (MAX_ROWS + 1),
            r"has more than 500,000 rows, of which line 500002 is",
        ),
        (
            HEADER.replace(b"email,", b"") + b"\nJane\n",
            r"Line 1 of the CSV file .*\. Columns missing: email\. Received: 20 columns\. Allowed",
        ),
        (HEADER + b",email\nJane\n", r"there twice: email\. Received: 22 columns"),
        (HEADER + b",jane\nJane\n", r"by position: 22\. Received: 22 columns"),
        (f"{SECRET},true\n{SECRET},true\n".encode(), r"position: 1, 2\. Received: 2 columns"),
        (b'{"users": []}\n\n[]', r"by position: 1\. Received: 1 columns"),
    ],
)
def test_what_cannot_be_imported_is_refused(content: bytes, message: str) -> None:
    """The file as it was given, what is wrong and where, and what is allowed; never a cell."""
    with pytest.raises(
        ValueError, match=rf"^'users\.csv' can't be imported\. .*{message}"
    ) as error:
        import_file(content)
    assert SECRET not in str(error.value)
    assert error.value.__suppress_context__


def test_a_file_over_100_million_bytes_is_refused_unread() -> None:
    """By its size; a sparse file has one."""
    with Path("users.csv").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ValueError, match=r"more than 100,000,000 bytes\. Received: 100,000,001"):
        stack_with_import(source=UserImportSource.asset("users.csv"))


def test_an_algorithm_and_its_column_go_together() -> None:
    """Cognito would fail the whole job, or every row."""
    bcrypt = {"password_hashing_algorithm": PasswordHashingAlgorithm.BCRYPT}
    hashed = HEADER + b",password_hash\n" + b"," * 21 + b"$2b$12$abc\n"
    import_file(hashed, **bcrypt)
    import_file(HEADER + b",password_hash\nJane\n")
    with pytest.raises(ValueError, match=r"no column password_hash.* Received: BCRYPT"):
        import_file(HEADER + b"\nJane\n", **bcrypt)
    with pytest.raises(ValueError, match=r"values in the column password_hash.* Rec.*: none") as e:
        import_file(hashed)
    assert "$2b" not in str(e.value)


def test_an_algorithm_that_only_the_deployment_knows_is_let_through() -> None:
    """It may turn out to be none; the handler looks."""
    stack = new_stack()
    algorithm: Any = CfnParameter(stack, "Algorithm").value_as_string
    source = UserImportSource.asset(write_csv(Path()))
    UserImportJob(
        stack,
        "Users",
        user_pool=new_pool(stack),
        source=source,
        password_hashing_algorithm=algorithm,
    )
