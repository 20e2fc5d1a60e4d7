"""Imports whose object in S3 breaks off, changes, or may not be read yet."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.cognito import FakeCognito
from tests.fakes.s3 import ACCESS_DENIED, cut_off, replaced, shortened
from tests.fakes.service import Fault, preceded_by
from tests.unit.running_import import RunningImport, counts, running_import


@pytest.fixture
def import_(tmp_path: Path, cognito: FakeCognito) -> Iterator[RunningImport]:
    """Run a handler in a world whose file has three good rows."""
    with running_import(tmp_path, cognito) as import_:
        yield import_


def as_it_is(perform: Callable[[], Any]) -> Any:
    """Answer as if nothing were wrong."""
    return perform()


@pytest.mark.parametrize("fault", [cut_off(200), cut_off(0), shortened(200)])
@pytest.mark.parametrize("before", [[], [as_it_is]])
def test_a_body_that_breaks_off_is_read_again(
    import_: RunningImport, fault: Fault, before: list[Fault]
) -> None:
    """While it is checked, or while it is uploaded; the job stays the same."""
    content = import_.world.put_rows(3)
    import_.s3.fail("GetObject", *before, fault)
    answer = import_.create(SourceDigest=hashlib.sha256(content).hexdigest())
    assert counts(answer) == ("3", "0", "0")
    assert import_.cognito.files == {answer["PhysicalResourceId"]: content}
    assert len(import_.jobs) == len(import_.uploads.taken) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda content: content[:-1] + b"!", "its SHA-256 differs"),
        (lambda content: b"!" + content[1:], "its SHA-256 differs"),
    ],
)
def test_nothing_whole_is_uploaded_of_a_file_that_changes_after_the_check(
    tmp_path: Path, cognito: FakeCognito, change: Callable[[bytes], bytes], reason: str
) -> None:
    """The last block is held back until the digest is right; the job is never started."""
    with running_import(tmp_path, cognito) as import_:
        import_.s3.chunk = 1000
        content = import_.world.put_rows(100)
        import_.s3.fail("GetObject", as_it_is, replaced(change))
        answer = import_.create(SourceDigest=hashlib.sha256(content).hexdigest())
    # The server has ended, so what it saw is all that was sent.
    assert reason in answer["Reason"]
    (upload,) = import_.uploads.uploads
    assert not upload.is_complete
    assert len(content) - 2000 <= upload.size < len(content)
    assert cognito.files == {}
    assert cognito.count("StartUserImportJob") == 0


def test_an_object_that_is_overwritten_after_the_check_is_not_uploaded(
    import_: RunningImport,
) -> None:
    """What is uploaded is what was checked."""
    import_.s3.fail("GetObject", as_it_is, preceded_by(lambda: import_.world.put_rows(5)))
    answer = import_.create()
    assert answer["Reason"].endswith("The object was overwritten during the read. Deploy again.")
    assert answer["PhysicalResourceId"] == import_.jobs[0]["JobId"]
    assert import_.cognito.files == {}


def test_an_object_that_is_overwritten_before_the_check_makes_no_job(
    import_: RunningImport,
) -> None:
    """The ETag of the first look is a condition of each read."""
    import_.s3.fail("GetObject", preceded_by(lambda: import_.world.put_rows(5)))
    assert "PreconditionFailed" in import_.create()["Reason"]
    assert import_.jobs == []


@pytest.mark.parametrize("operation", ["HeadObject", "GetObject"])
def test_a_policy_that_spreads_is_waited_for(import_: RunningImport, operation: str) -> None:
    """The deployment made it moments ago."""

    def spread(perform: Callable[[], Any]) -> Any:
        return perform() if import_.clock.now() >= 20 else ACCESS_DENIED(perform)

    import_.s3.always_fail(operation, spread)
    assert counts(import_.create()) == ("3", "0", "0")
    assert 20 <= import_.clock.now() < 30


def test_an_object_that_may_not_be_read_is_told_after_a_minute(import_: RunningImport) -> None:
    """With the rights that are needed; no job is made."""
    import_.s3.always_fail("GetObject", ACCESS_DENIED)
    assert (
        "Allow the handler's role s3:GetObject on it, and kms:Decrypt" in import_.create()["Reason"]
    )
    assert import_.clock.now() <= 60
    assert import_.jobs == []


def test_a_version_is_imported_whatever_is_there_now(import_: RunningImport) -> None:
    """Even when the object was deleted."""
    import_.s3.is_versioned = True
    import_.world.put_rows(3)
    version = import_.s3.objects["files", "users.csv"][-1].version_id
    import_.world.put_rows(5)
    import_.s3.delete()
    assert counts(import_.create(SourceVersion=version)) == ("3", "0", "0")


def test_the_name_of_a_versions_job_needs_no_look_at_s3(import_: RunningImport) -> None:
    """A version stands for one content for ever: its job is found without one."""
    import_.s3.is_versioned = True
    import_.world.put_rows(3)
    version = import_.s3.objects["files", "users.csv"][-1].version_id
    first = import_.create(SourceVersion=version)
    import_.s3.calls.clear()
    assert import_.create(SourceVersion=version) == first
    assert import_.s3.calls == []
