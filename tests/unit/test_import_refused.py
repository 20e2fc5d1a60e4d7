"""What is refused before a job is made, since no job can be deleted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.cognito import FakeCognito
from tests.fakes.s3 import ObjectAnswer
from tests.unit.running_import import RunningImport, running_import


@pytest.fixture
def import_(tmp_path: Path, cognito: FakeCognito) -> Iterator[RunningImport]:
    """Run a handler in a world whose file has three good rows."""
    with running_import(tmp_path, cognito) as import_:
        yield import_


def refusal(import_: RunningImport, **changes: str) -> str:
    """Return the reason for which a Create was refused, before it made a job."""
    answer = import_.create(**changes)
    assert answer["Status"] == "FAILED"
    assert answer["PhysicalResourceId"].startswith("no-job-")
    assert import_.cognito.count("CreateUserImportJob") == 0
    assert (import_.jobs, import_.uploads.uploads) == ([], [])
    return str(answer["Reason"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _: b"", "is empty: it must have a header and 1 to 500,000 rows."),
        (lambda file: file.splitlines()[0], "has no row below its header"),
        (lambda file: b"\xef\xbb\xbf" + file, "begins with a byte order mark"),
        (lambda file: file + b"\xff\n", "is not UTF-8: line 5, character 1."),
        (lambda file: file.replace(b"user2", b"us\0er2", 1), "is binary, with a NUL: line 3"),
        (lambda file: b"\x89PNG\r\n\x1a\n" + file, "is not UTF-8: line 1, character 1."),
        (lambda file: file + b"x" * 16_001, "Line 5 of the CSV file has more than 16,000 char"),
        (lambda file: file + b"x\n" * 499_998, "has more than 500,000 rows"),
        (lambda file: b"name,email\n" + file, "Columns missing: given_name, family_name"),
    ],
)
def test_a_bad_file_is_refused(
    import_: RunningImport, change: Callable[[bytes], bytes], reason: str
) -> None:
    """With what is wrong and where."""
    import_.s3.put(change(import_.world.put_rows(3)))
    assert reason in refusal(import_)


def test_a_header_of_another_pool_is_refused(import_: RunningImport) -> None:
    """The columns are named that are not right, those that are none by their position."""
    import_.s3.put(import_.world.put_rows(3).replace(b"name", b"surname", 1))
    reason = refusal(import_)
    assert "Columns missing: name; not the user pool's, by position: 1." in reason


def test_a_file_that_is_too_large_is_not_even_read(import_: RunningImport) -> None:
    """Its size is known by a look."""

    def grow(perform: Callable[[], Any]) -> ObjectAnswer:
        answer: ObjectAnswer = perform()
        answer.headers["Content-Length"] = "100000001"
        return answer

    import_.s3.always_fail("HeadObject", grow)
    reason = refusal(import_)
    assert reason == "The CSV file has more than 100,000,000 bytes. Received: 100,000,001."
    assert import_.s3.count("GetObject") == 0


def test_an_algorithm_without_the_column_is_refused(import_: RunningImport) -> None:
    """Cognito would fail the job as a whole."""
    header = [name for name in import_.world.header() if name != "password_hash"]
    import_.s3.put(f"{','.join(header)}\nuser1\n".encode())
    assert "has no column password_hash" in refusal(import_, PasswordHashingAlgorithm="BCRYPT")


def test_hashes_without_an_algorithm_are_refused(import_: RunningImport) -> None:
    """Each of their rows would fail; the hash is not in the reason."""
    import_.world.put_rows(3, password_hash="planted-hash")
    reason = refusal(import_)
    assert "name the password hashing algorithm that they were made with" in reason
    assert "planted" not in reason


def test_hashes_for_a_pool_that_takes_none_are_refused(import_: RunningImport) -> None:
    """The pool is asked, by its header."""
    import_.world.put_rows(3, password_hash="planted-hash")
    import_.cognito.configure_pool(takes_password_hashes=False)
    reason = refusal(import_, PasswordHashingAlgorithm="BCRYPT")
    assert reason.endswith(
        "takes no password hashes: its CSV header has no column password_hash. "
        "Received the algorithm BCRYPT."
    )
    assert import_.s3.count("GetObject") == 0


def test_a_pool_that_verifies_nothing_is_refused(import_: RunningImport) -> None:
    """Cognito would not start the job."""
    import_.cognito.configure_pool(auto_verified=frozenset())
    assert "auto-verifies neither e-mail addresses nor phone" in refusal(import_)


def test_a_file_that_is_not_the_one_that_was_deployed_is_refused(import_: RunningImport) -> None:
    """By its digest."""
    assert refusal(import_, SourceDigest="0" * 64) == (
        "s3://files/users.csv is not the file that was deployed: its SHA-256 is another one."
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"SourceKey": "none.csv"}, "HeadObject failed for s3://files/none.csv: 404: "),
        ({"SourceBucket": "none"}, "HeadObject failed for s3://none/users.csv: 404: "),
        ({"SourceVersion": "none"}, "HeadObject failed for s3://files/users.csv: 404: "),
        ({"SourceDigest": "x"}, "SourceDigest must be 64 hexadecimal digits"),
        ({"Wait": "yes"}, "Wait must be one of true, false. Received: 'yes'"),
    ],
)
def test_a_source_that_is_not_there_is_refused(
    import_: RunningImport, change: dict[str, str], reason: str
) -> None:
    """With the object, and what to look for."""
    assert refusal(import_, **change).startswith(reason)
