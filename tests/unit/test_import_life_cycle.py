"""Create of an import with a source, by the real handler."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.cognito import FakeCognito, refused
from tests.fakes.upload_behaviour import status
from tests.unit.running_import import RunningImport, counts, running_import


@pytest.fixture
def import_(tmp_path: Path, cognito: FakeCognito) -> Iterator[RunningImport]:
    """Run a handler in a world whose file has three good rows."""
    with running_import(tmp_path, cognito) as import_:
        yield import_


def test_create_imports_the_file(import_: RunningImport) -> None:
    """Uploaded once as it is, started once, and waited for; the counts are in the answer."""
    content = import_.world.put_rows(10)
    answer = import_.create()
    assert counts(answer) == ("10", "0", "0")
    assert answer["Data"]["Status"] == "Succeeded"
    assert import_.cognito.files == {answer["PhysicalResourceId"]: content}
    assert import_.cognito.count("StartUserImportJob") == 1
    assert len(import_.world.users()) == 10


def test_the_file_is_checked_before_a_job_is_made(import_: RunningImport) -> None:
    """No job can be deleted: pool, header and file are looked at first."""
    import_.create()
    before = import_.cognito.calls[: import_.cognito.calls.index("CreateUserImportJob")]
    assert set(before) == {"ListUserImportJobs", "DescribeUserPool", "GetCSVHeader"}
    assert import_.s3.calls == ["HeadObject", "GetObject", "GetObject"]


def test_a_job_for_others_to_upload_to_asks_nothing_of_s3(import_: RunningImport) -> None:
    """Nor is it started, or waited for."""
    answer = import_.handler.create()
    assert answer["Data"]["Status"] == "Created"
    assert import_.s3.calls == import_.world.logs.calls == []
    assert import_.clock.sleeps == []


def crash(_perform: Callable[[], Any]) -> Any:
    """Fail as no code expects it."""
    raise MemoryError


@pytest.mark.parametrize("operation", ["StartUserImportJob", "DescribeUserImportJob"])
def test_the_physical_id_is_known_as_soon_as_the_job_is(
    import_: RunningImport, operation: str
) -> None:
    """A crash after Create answers it, so that Delete stops the job."""
    import_.cognito.always_fail(operation, crash)
    answer = import_.create()
    (job,) = import_.jobs
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", job["JobId"])
    assert answer["Reason"] == "The handler failed: MemoryError."


def test_an_upload_that_is_refused_fails_the_resource_with_its_job(import_: RunningImport) -> None:
    """S3's code says why; nothing was started."""
    import_.uploads.behave(status(400, "BadDigest"))
    answer = import_.create()
    assert answer["PhysicalResourceId"] == import_.jobs[0]["JobId"]
    assert answer["Reason"] == "S3 refused the CSV file: status 400, BadDigest."
    assert import_.cognito.count("StartUserImportJob") == 0


def test_without_waiting_the_counts_are_empty_while_the_job_runs(import_: RunningImport) -> None:
    """The answer comes as soon as the job has started."""
    answer = import_.create(Wait="false")
    assert counts(answer) == ("", "", "")
    assert answer["Data"]["Status"] == "Pending"
    assert import_.clock.sleeps == []


def test_without_waiting_nothing_is_judged(import_: RunningImport) -> None:
    """The rows that fail later fail no deployment."""
    import_.world.put_rows(3, 2)
    answer = import_.create(Wait="false")
    import_.clock.sleep(5)
    assert answer["Status"] == "SUCCESS"
    assert import_.jobs[0]["FailedUsers"] == 1


def test_without_waiting_a_job_that_cannot_start_fails_the_resource(import_: RunningImport) -> None:
    """What is known when the deployment ends is told."""
    import_.cognito.always_fail("StartUserImportJob", refused("OperationNotEnabledException"))
    answer = import_.create(Wait="false")
    assert answer["Reason"].startswith("StartUserImportJob failed for user pool ")
