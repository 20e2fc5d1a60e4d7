"""What is refused before a job is made, since no job can be deleted."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes.s3 import ObjectAnswer
from tests.unit.running_import import RunningImport, counts


def refusal(import_: RunningImport, **changes: str) -> str:
    """Return the reason for which a Create was refused, before it made a job."""
    answer = import_.create(**changes)
    assert answer["Status"] == "FAILED"
    assert answer["PhysicalResourceId"].startswith("no-job-")
    assert import_.cognito.count("CreateUserImportJob") == 0
    assert (import_.jobs, import_.uploads.uploads) == ([], [])
    return str(answer["Reason"])


def without_addresses(file: bytes) -> bytes:
    """Take the email addresses out of a file's rows."""
    header, rows = file.split(b"\n", 1)
    return header + b"\n" + re.sub(rb"user\d@example.com", b"", rows)


@pytest.mark.parametrize("validate", ["true", "false"])
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _: b"", "columns in the first line, which is empty (CUI-006 no-header)"),
        (lambda file: file + b"\xff\n", "line 5: expected UTF-8 (CUI-004 not-utf-8). Run: "),
        (lambda file: b"\x89PNG\r\n\x1a\n" + file, "line 1: expected UTF-8 (CUI-004 not-utf-8). R"),
        (lambda file: b"PK\x03\x04\0\n" + file, "expected a CSV file, not an Excel workb"),
        (lambda file: b"x" * 16_001 + file, "line 1: expected at most 16,000 characters a row"),
        pytest.param(
            lambda file: file + b"x\n" * 499_998,
            "expected at most 500,000 users (CUI-002",
            marks=pytest.mark.thorough,
        ),
        (
            lambda file: file.replace(b"name", b"surname", 1),
            "line 1: expected the pool's header; this one lacks name and has surname (CUI-019 ",
        ),
    ],
)
def test_a_bad_file_is_refused(
    import_: RunningImport, change: Callable[[bytes], bytes], reason: str, validate: str
) -> None:
    """With what is wrong and where, whether its rows are judged or not."""
    import_.s3.put(change(import_.world.put_rows(3)))
    # So that no row decides.
    told = refusal(import_, Validate=validate, MaxFailedUsers="600000")
    assert told.startswith("The CSV file s3://files/users.csv can't be imported: ")
    assert reason in told


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda file: file.splitlines()[0], "expected at least one user below the header (CUI-003"),
        (lambda file: b"\xef\xbb\xbf" + file, "line 1: expected UTF-8 without a byte order mark"),
        (lambda file: b"name,email\n" + file, "line 1: address, birthdate, cognito:mfa_enabled,"),
        (lambda file: b"email," + file.replace(b"\n", b"\n,"), "expected each column once (CUI-00"),
        (without_addresses, "line 2: email_verified: expected true only if the row has an email"),
        (lambda file: file.replace(b"true", b"yes", 1), "line 2: email_verified: expected true, f"),
        (
            lambda file: file + b"planted\n",
            r"line 5: expected 22 values; write a comma in a value as \,",
        ),
    ],
)
def test_what_aws_does_not_document_is_refused_and_can_be_imported_unvalidated(
    import_: RunningImport, change: Callable[[bytes], bytes], reason: str
) -> None:
    """The escape hatch, for a rule that is wrong for somebody: Cognito then decides."""
    import_.s3.put(change(import_.world.put_rows(3)))
    told = refusal(import_)
    assert reason in told
    assert "planted" not in told
    assert import_.create(Validate="false")["PhysicalResourceId"].startswith("import-")


def test_a_row_that_is_too_long_is_refused_unvalidated_too(import_: RunningImport) -> None:
    """As AWS's quota says; it counts as a row that may fail."""
    import_.s3.put(import_.world.put_rows(3) + b"x" * 16_001)
    for validate in ("true", "false"):
        assert "line 5: expected at most 16,000 characters a row" in refusal(
            import_, Validate=validate
        )
    answer = import_.create(Validate="false", MaxFailedUsers="1")
    assert answer["PhysicalResourceId"].startswith("import-")


def test_a_reason_says_the_most_important_first(import_: RunningImport) -> None:
    """How many rows, of how many allowed, then the first lines; it fits the answer."""
    import_.world.put_rows(3000, email="planted")
    told = refusal(import_, MaxFailedUsers="9")
    start = (
        "The CSV file s3://files/users.csv can't be imported: at least 1,009 rows would fail, "
        "allowed: 9; 1,009 errors, 0 warnings in "
    )
    assert told.startswith(start)
    lines = told.split(". ")
    assert lines[1:3] == [
        f"line {number}: email: expected an email address, with one @ (CUI-109 email-form)"
        for number in (2, 3)
    ]
    assert lines[-1] == "In total: CUI-109 1,009."
    assert "planted" not in told


@pytest.mark.parametrize("source_format", ["CSV", "JSON"])
def test_as_many_rows_as_may_fail_are_imported_with_a_warning(
    import_: RunningImport, caplog: pytest.LogCaptureFixture, source_format: str
) -> None:
    """Somebody who allows some may deploy a file that has them."""
    caplog.set_level("INFO", "cognito_user_import")
    import_.s3.put(import_.world.put_rows(3).replace(b"user2@", b"planted"))
    place = "line 3"
    if source_format == "JSON":
        place = "row 2"
        users = [{"cognito:username": f"u{n}", "email_verified": "true"} for n in range(3)]
        users = [{**user, "email": f"{user['cognito:username']}@b.example"} for user in users]
        users[1]["email"] = "planted"
        import_.s3.put(json.dumps({"users": users}).encode())
    answer = import_.create(MaxFailedUsers="1", SourceFormat=source_format)
    assert counts(answer) == ("2", "0", "1")
    warning = f"s3://files/users.csv: {place}: email: expected an email address, with one @"
    assert warning in caplog.text
    assert "planted" not in caplog.text


def test_a_file_that_is_too_large_is_not_even_read(import_: RunningImport) -> None:
    """Its size is known by a look."""

    def grow(perform: Callable[[], Any]) -> ObjectAnswer:
        answer: ObjectAnswer = perform()
        answer.headers["Content-Length"] = "100000001"
        return answer

    import_.s3.always_fail("HeadObject", grow)
    reason = refusal(import_)
    assert "1 error, 0 warnings in 0 rows, 100,000,001 bytes" in reason
    assert "expected at most 100,000,000 bytes (CUI-001 file-too-large)" in reason
    assert import_.s3.count("GetObject") == 0


def test_an_algorithm_without_the_column_is_refused(import_: RunningImport) -> None:
    """Cognito would fail the job as a whole."""
    header = [name for name in import_.world.header() if name != "password_hash"]
    import_.s3.put(f"{','.join(header)}\n{',' * 9}a@b.example,true{',' * 10}user1\n".encode())
    assert (
        "password_hash: expected a password_hash column, because the job names an algorithm"
        in refusal(import_, PasswordHashingAlgorithm="BCRYPT")
    )


def test_hashes_without_an_algorithm_are_refused(import_: RunningImport) -> None:
    """Each of their rows would fail; the hash is not in the reason."""
    import_.world.put_rows(3, password_hash="planted-hash")
    reason = refusal(import_)
    assert "line 2: password_hash: expected blank, or a job that names a hashing algor" in reason
    assert "planted" not in reason


def test_hashes_for_a_pool_that_takes_none_are_refused(import_: RunningImport) -> None:
    """The pool is asked, by its header."""
    import_.world.put_rows(3, password_hash="planted-hash")
    import_.cognito.configure_pool(takes_password_hashes=False)
    reason = refusal(import_, PasswordHashingAlgorithm="BCRYPT")
    assert reason.endswith(
        "doesn't accept password hashes: its CSV header has no password_hash column. "
        "Received algorithm: BCRYPT."
    )
    assert import_.s3.count("GetObject") == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"SourceDigest": "x"}, "SourceDigest must be 64 hexadecimal digits"),
        ({"Wait": "yes"}, "Wait must be one of true, false. Received: 'yes'"),
        ({"Validate": "no"}, "Validate must be one of true, false. Received: 'no'"),
    ],
)
def test_properties_of_another_form_are_refused(
    import_: RunningImport, change: dict[str, str], reason: str
) -> None:
    """With what they may be."""
    assert refusal(import_, **change).startswith(reason)
