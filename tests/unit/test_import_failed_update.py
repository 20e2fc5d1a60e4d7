"""What a failed Update leaves: CloudFormation keeps the resource's id, and sends no Delete."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.cognito import FakeCognito, Fault, refused
from tests.unit.running_import import RunningImport, running_import


@pytest.fixture
def import_(tmp_path: Path, cognito: FakeCognito) -> Iterator[RunningImport]:
    """Run a handler in a world with a resource and another, slow file for it."""
    with running_import(tmp_path, cognito) as import_:
        import_.create()
        import_.pass_hours()
        import_.world.put_rows(5, key="two.csv")
        cognito.settings.import_seconds = 5000
        cognito.settings.stopping_seconds = 3
        yield import_


def crash(_perform: Callable[[], Any]) -> Any:
    """Fail as no code expects it."""
    raise MemoryError


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (refused("OperationNotEnabledException"), "DescribeUserImportJob failed"),
        (crash, "The handler failed: MemoryError."),
    ],
)
def test_a_failed_update_stops_its_own_job_and_answers_the_old_id(
    import_: RunningImport, fault: Fault, reason: str
) -> None:
    """Until the job has stopped the pool can neither be updated nor deleted."""
    old = import_.jobs[0]["JobId"]
    import_.cognito.fail("DescribeUserImportJob", lambda perform: perform(), fault)
    answer = import_.update(old, SourceKey="two.csv")
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", old)
    assert answer["Reason"].startswith(reason)
    assert [job["Status"] for job in import_.jobs] == ["Succeeded", "Stopped"]


def test_an_update_that_takes_too_long_stops_its_job(import_: RunningImport) -> None:
    """In the minute that is kept at the end."""
    old = import_.jobs[0]["JobId"]
    answer = import_.update(old, SourceKey="two.csv")
    assert answer["PhysicalResourceId"] == old
    assert "For a longer import, set wait=False" in answer["Reason"]
    assert import_.jobs[1]["Status"] == "Stopped"


def test_a_running_job_that_a_failed_update_found_is_stopped(import_: RunningImport) -> None:
    """An earlier delivery of the same Update made it."""
    old = import_.jobs[0]["JobId"]
    running = import_.update(old, SourceKey="two.csv", Wait="false")["PhysicalResourceId"]
    assert import_.update(old, SourceKey="two.csv")["Status"] == "FAILED"
    assert import_.cognito.job(running)["Status"] == "Stopped"


def test_a_job_that_has_ended_is_not_stopped(import_: RunningImport) -> None:
    """Its rows failed; there is nothing to stop."""
    import_.cognito.settings.import_seconds = 1
    import_.world.put_rows(5, 4, key="two.csv")
    answer = import_.update(import_.jobs[0]["JobId"], SourceKey="two.csv")
    assert "[FAILED] Line Number 5 - " in answer["Reason"]
    assert import_.cognito.count("StopUserImportJob") == 0


def test_the_job_of_the_resource_is_never_stopped(import_: RunningImport) -> None:
    """It is what a rollback returns to."""
    old = import_.jobs[0]["JobId"]
    import_.cognito.job(old)["Status"] = "InProgress"
    import_.s3.delete("two.csv")
    assert import_.update(old, SourceKey="two.csv")["Status"] == "FAILED"
    assert import_.cognito.job(old)["Status"] == "InProgress"
    assert import_.update(old, MaxFailedUsers="1")["Status"] == "FAILED"
    assert import_.cognito.count("StopUserImportJob") == 0


def test_a_stop_that_is_denied_hides_no_reason(
    import_: RunningImport, caplog: pytest.LogCaptureFixture
) -> None:
    """It is warned of."""
    import_.cognito.fail(
        "DescribeUserImportJob",
        lambda perform: perform(),
        refused("OperationNotEnabledException", "Cognito says why."),
    )
    import_.cognito.always_fail("StopUserImportJob", refused("InternalErrorException"))
    answer = import_.update(import_.jobs[0]["JobId"], SourceKey="two.csv")
    assert "OperationNotEnabledException: Cognito says why." in answer["Reason"]
    assert "the job may still be running: StopUserImportJob failed" in caplog.text
