"""Users given in code, a JSON document that is written as a file of the pool; password hashes."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local_aws.pools import ImportedUser
from tests.fakes.cognito import FakeCognito
from tests.fakes.pools import custom_attribute
from tests.unit.running_import import RunningImport, counts, running_import

BCRYPT = "$2b$10$" + "a" * 53


@pytest.fixture
def import_(tmp_path: Path, cognito: FakeCognito) -> Iterator[RunningImport]:
    """Run a handler in a world whose pool has an attribute of its own."""
    with running_import(tmp_path, cognito) as import_:
        attributes = (custom_attribute("team"),)
        cognito.configure_pool(attributes=attributes)
        yield import_


def user(number: int, **values: str) -> dict[str, str]:
    """Return a user that can be imported."""
    return {
        "cognito:username": f"user{number}",
        "email": f"user{number}@example.com",
        "email_verified": "true",
        **values,
    }


def put(import_: RunningImport, document: Any) -> dict[str, Any]:
    """Store a document, and return the properties of its import."""
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    import_.s3.put(content, "users.json")
    digest = hashlib.sha256(content).hexdigest()
    return {"SourceKey": "users.json", "SourceFormat": "JSON", "SourceDigest": digest}


def test_users_are_written_with_the_header_of_the_pool(import_: RunningImport) -> None:
    """A value for each column, in its order; the column of hashes only where there are some."""
    source = put(import_, {"users": [user(1), user(2, name="Doe, Jane", **{"custom:team": "a"})]})
    assert counts(import_.create(**source)) == ("2", "0", "0")
    (content,) = import_.cognito.files.values()
    assert content
    header, *rows = content.decode().splitlines()
    columns = import_.world.header()
    assert header.split(",") == [name for name in columns if name != "password_hash"]
    assert r"Doe\, Jane" in rows[1]
    assert import_.world.users()["user2"] == ImportedUser(
        "user2",
        {
            "name": "Doe, Jane",
            "email": "user2@example.com",
            "email_verified": "true",
            "custom:team": "a",
        },
        has_password=False,
    )


def test_the_document_is_read_once(import_: RunningImport) -> None:
    """It is small, and its file is kept."""
    import_.create(**put(import_, {"users": [user(1)]}))
    assert import_.s3.calls == ["HeadObject", "GetObject"]


def test_users_in_code_that_fail_are_named_by_their_rows(import_: RunningImport) -> None:
    """By line numbers, which are those of the file that was written."""
    users = [user(1), user(2, nickname="fails")]
    reason = import_.create(**put(import_, {"users": users}))["Reason"]
    assert "1 row failed, allowed: 0 (1 imported, 0 skipped, 1 failed)" in reason
    assert "[FAILED] Row 2 - " in reason


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", "The object with the users isn't the one that was deployed."),
        (b"{planted", "The object with the users isn't the one that was deployed."),
        (b"\xff", "The object with the users isn't the one that was deployed."),
        (b"null", "The object with the users isn't the one that was deployed."),
        ([], "The object with the users isn't the one that was deployed."),
        ({}, "The object with the users isn't the one that was deployed."),
        ({"users": "planted"}, "The object with the users isn't the one that was deployed."),
        ({"users": {"planted": {}}}, "The object with the users isn't the one that was deployed."),
        ({"users": [["planted"]]}, "The object with the users isn't the one that was deployed."),
        (
            {"users": [user(1) | {"email": 7}]},
            "The object with the users isn't the one that was deployed",
        ),
        (
            {"users": [user(1) | {"email": None}]},
            "The object with the users isn't the one that was deployed",
        ),
        ({"users": []}, "expected at least one user below the header (CUI-003"),
        ({"users": [{"email": "planted@example.com"}]}, "row 1: cognito:username: expected a u"),
        ({"users": [user(1), user(2) | {"email": "no"}]}, "row 2: email: expected an email addr"),
        ({"users": [user(1, team="planted")]}, "that the user pool doesn't have: 'team'."),
        ({"users": [user(1, name="plan\nted")]}, "row 1, name must not hold a newline"),
        (
            {"users": [user(1, password_hash="planted")]},
            "row 1: password_hash: expected blank, or a job that names a hashing algorithm",
        ),
    ],
)
def test_a_bad_document_is_refused_before_a_job_is_made(
    import_: RunningImport, document: Any, reason: str
) -> None:
    """Without what stands in it."""
    answer = import_.create(**put(import_, document))
    assert reason in answer["Reason"]
    assert "planted" not in answer["Reason"]
    assert import_.jobs == []


def test_a_document_that_is_not_the_one_that_was_deployed_is_refused(
    import_: RunningImport,
) -> None:
    """By its digest."""
    source = put(import_, {"users": [user(1)]})
    put(import_, {"users": [user(2)]})
    assert "its SHA-256 differs" in import_.create(**source)["Reason"]
    assert import_.jobs == []


def test_users_with_hashes_are_imported_with_their_passwords(import_: RunningImport) -> None:
    """The new job names the algorithm. Users without a hash have to reset their password."""
    users = [user(1, password_hash=BCRYPT), user(2)]
    answer = import_.create(**put(import_, {"users": users}), PasswordHashingAlgorithm="BCRYPT")
    assert counts(answer) == ("2", "0", "0")
    assert answer["Data"]["PasswordHashingAlgorithm"] == "BCRYPT"
    has_password = {name: each.has_password for name, each in import_.world.users().items()}
    assert has_password == {"user1": True, "user2": False}


def test_a_file_with_hashes_is_imported(import_: RunningImport) -> None:
    """As it is."""
    import_.world.put_rows(3, password_hash=BCRYPT)
    answer = import_.create(PasswordHashingAlgorithm="BCRYPT")
    assert counts(answer) == ("3", "0", "0")
    assert all(each.has_password for each in import_.world.users().values())


@pytest.mark.parametrize("algorithm", [None, "BCRYPT"])
def test_an_empty_column_of_hashes_goes_with_any_algorithm(
    import_: RunningImport, algorithm: str | None
) -> None:
    """The header of the pool has it, and so do files made from that."""
    import_.world.put_rows(3)
    answer = import_.create(PasswordHashingAlgorithm=algorithm)
    assert counts(answer) == ("3", "0", "0")


def test_an_algorithm_without_the_column_is_refused_for_users_in_code_too(
    import_: RunningImport,
) -> None:
    """No user has a hash, so no column is written."""
    answer = import_.create(**put(import_, {"users": [user(1)]}), PasswordHashingAlgorithm="BCRYPT")
    assert "expected a password_hash column, because the job names an algorithm" in answer["Reason"]
    assert import_.jobs == []
