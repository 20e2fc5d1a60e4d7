"""No cell of a file, no hash and nothing of a URL is in a reason or a log, at any level."""

import hashlib
import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cognito_user_import.logs import redact_logs
from tests.cloudformation.harness import Answer
from tests.fakes.cognito import SECRET, FakeCognito, answer_lost, refused
from tests.fakes.import_run import ROLE_NOT_ASSUMABLE
from tests.fakes.s3 import ACCESS_DENIED, cut_off, replaced
from tests.fakes.upload_behaviour import (
    INTERNAL_ERROR,
    URL_EXPIRED,
    redirect,
    reset_after,
    status,
)
from tests.unit.running_import import RunningImport, running_import

HASH = "$2b$10$" + "planted" * 7 + "plan"
CELLS = {"name": "planted-name", "email": "planted@example.com", "password_hash": HASH}
SECRETS = ("planted", "user1")
HASHED = {"PasswordHashingAlgorithm": "BCRYPT"}
Scenario = Callable[[RunningImport], Answer]


@pytest.fixture
def import_(tmp_path: Path, cognito: FakeCognito) -> Iterator[RunningImport]:
    """Run a handler in a world whose rows have secrets, and fail."""
    with running_import(tmp_path, cognito) as import_:
        import_.world.put_rows(3, 1, 2, 3, **CELLS)
        yield import_


def put(import_: RunningImport, change: Callable[[bytes], bytes]) -> None:
    """Change the file."""
    import_.s3.put(change(import_.world.put_rows(3, **CELLS)))


def success(import_: RunningImport) -> Answer:
    import_.world.put_rows(3, **CELLS)
    return import_.create(**HASHED)


def failed_rows(import_: RunningImport) -> Answer:
    return import_.create(**HASHED)


def hashes_without_an_algorithm(import_: RunningImport) -> Answer:
    return import_.create()


def no_header(import_: RunningImport) -> Answer:
    put(import_, lambda file: file.partition(b"\n")[2])
    return import_.create(**HASHED)


def bytes_that_are_no_text(import_: RunningImport) -> Answer:
    put(import_, lambda file: file + b"planted-name,\xff\n")
    return import_.create(**HASHED)


def a_row_that_is_too_long(import_: RunningImport) -> Answer:
    put(import_, lambda file: file + b"planted-name," * 5000)
    return import_.create(**HASHED)


def another_digest(import_: RunningImport) -> Answer:
    return import_.create(**HASHED, SourceDigest="0" * 64)


def another_digest_while_uploading(import_: RunningImport) -> Answer:
    content = import_.world.put_rows(3, **CELLS)
    import_.s3.fail("GetObject", lambda perform: perform(), replaced(lambda file: file[1:] + b"!"))
    return import_.create(**HASHED, SourceDigest=hashlib.sha256(content).hexdigest())


def a_body_that_breaks_off(import_: RunningImport) -> Answer:
    import_.s3.always_fail("GetObject", cut_off(300))
    return import_.create(**HASHED)


def a_denial_of_s3(import_: RunningImport) -> Answer:
    import_.s3.always_fail("GetObject", ACCESS_DENIED)
    return import_.create(**HASHED)


def uploads_that_fail(import_: RunningImport) -> Answer:
    import_.uploads.behave(INTERNAL_ERROR, reset_after(10), URL_EXPIRED, URL_EXPIRED)
    return import_.create(**HASHED)


def an_upload_that_is_refused(import_: RunningImport) -> Answer:
    import_.uploads.behave(status(400, "BadDigest", "planted"))
    return import_.create(**HASHED)


def an_upload_that_is_sent_elsewhere(import_: RunningImport) -> Answer:
    import_.uploads.behave(redirect("https://127.0.0.1:1/planted"))
    return import_.create(**HASHED)


def a_url_that_is_not_amazons(import_: RunningImport) -> Answer:
    import_.cognito.upload_url = "https://planted.example"
    return import_.create(**HASHED)


def a_url_that_is_none(import_: RunningImport) -> Answer:
    import_.cognito.upload_url = "https://bucket.s3.amazonaws.com:planted"
    return import_.create(**HASHED)


def a_url_with_a_space(import_: RunningImport) -> Answer:
    import_.cognito.upload_url += "/pl anted"
    return import_.create(**HASHED)


def a_role_that_is_not_known(import_: RunningImport) -> Answer:
    import_.cognito.force(*[ROLE_NOT_ASSUMABLE] * 9)
    return import_.create(**HASHED)


def lost_answers(import_: RunningImport) -> Answer:
    import_.world.put_rows(3, **CELLS)
    import_.cognito.fail("CreateUserImportJob", answer_lost)
    import_.cognito.fail("StartUserImportJob", answer_lost)
    return import_.create(**HASHED)


def a_log_that_may_not_be_read(import_: RunningImport) -> Answer:
    import_.world.logs.always_fail("FilterLogEvents", refused("AccessDeniedException"))
    return import_.create(**HASHED)


def too_long(import_: RunningImport) -> Answer:
    import_.cognito.settings.import_seconds = 5000
    return import_.create(**HASHED)


def a_failed_update(import_: RunningImport) -> Answer:
    created = import_.create(**HASHED, Wait="false")
    import_.clock.sleep(5)
    import_.pass_hours()
    return import_.update(created["PhysicalResourceId"], **HASHED, Trigger="2")


def _json(import_: RunningImport, document: Any) -> Answer:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    import_.s3.put(content)
    return import_.create(**HASHED, SourceFormat="JSON")


def users_that_cannot_be_written(import_: RunningImport) -> Answer:
    return _json(import_, {"users": [{"cognito:username": "planted", "name": 'planted"'}]})


def users_twice(import_: RunningImport) -> Answer:
    return _json(import_, {"users": [{"cognito:username": "planted"}] * 2})


def users_that_are_none(import_: RunningImport) -> Answer:
    return _json(import_, {"users": [{"cognito:username": ["planted"]}]})


def a_document_that_is_none(import_: RunningImport) -> Answer:
    return _json(import_, b'{"users": [{"cognito:username": "planted"')


SCENARIOS: tuple[Scenario, ...] = (
    success,
    failed_rows,
    hashes_without_an_algorithm,
    no_header,
    bytes_that_are_no_text,
    a_row_that_is_too_long,
    another_digest,
    another_digest_while_uploading,
    a_body_that_breaks_off,
    a_denial_of_s3,
    uploads_that_fail,
    an_upload_that_is_refused,
    an_upload_that_is_sent_elsewhere,
    a_url_that_is_not_amazons,
    a_url_that_is_none,
    a_url_with_a_space,
    a_role_that_is_not_known,
    lost_answers,
    a_log_that_may_not_be_read,
    too_long,
    a_failed_update,
    users_that_cannot_be_written,
    users_twice,
    users_that_are_none,
    a_document_that_is_none,
)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_no_secret_is_in_a_reason_or_a_log(
    import_: RunningImport, caplog: pytest.LogCaptureFixture, scenario: Scenario
) -> None:
    """Not even before the log is redacted; tracebacks of all causes are in it."""
    caplog.set_level(logging.DEBUG, "cognito_user_import")
    answer = scenario(import_)
    assert answer["Status"] == ("SUCCESS" if scenario in (success, lost_answers) else "FAILED")
    lines = [answer["Reason"], *caplog.text.splitlines()]
    assert len(lines) > 1
    assert [line for line in lines if any(secret in line for secret in SECRETS)] == []


@pytest.mark.parametrize("operation", ["CreateUserImportJob", "StartUserImportJob"])
def test_a_secret_that_the_service_repeats_is_redacted(
    import_: RunningImport, operation: str
) -> None:
    """In the reason, and in the log by the root's handlers."""
    root, output = logging.getLogger(), io.StringIO()
    before = root.handlers[:]
    root.handlers = [logging.StreamHandler(output)]
    redact_logs()
    message = f"See https://bucket.s3.amazonaws.com/key?{SECRET} and {HASH} for why"
    import_.cognito.always_fail(operation, refused("OperationNotEnabledException", message))
    try:
        answer = import_.create(**HASHED)
    finally:
        root.handlers = before
    assert "See https://bucket.s3.amazonaws.com/key?<redacted>" in answer["Reason"]
    assert " and <redacted> for why. " in output.getvalue()
    assert "planted" not in answer["Reason"] + output.getvalue()
