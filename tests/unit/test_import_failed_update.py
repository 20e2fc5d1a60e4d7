"""What a failed Update leaves: CloudFormation keeps the resource's id, and sends no Delete."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.cognito import FakeCognito, refused
from tests.unit.running_import import RunningImport, running_import

pytestmark = pytest.mark.usefixtures("each_give_up_rule")


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


def test_a_running_job_that_a_failed_update_found_is_stopped(import_: RunningImport) -> None:
    """An earlier delivery of the same Update made it."""
    old = import_.jobs[0]["JobId"]
    running = import_.update(old, SourceKey="two.csv", Wait="false")["PhysicalResourceId"]
    assert import_.update(old, SourceKey="two.csv")["Status"] == "FAILED"
    assert import_.cognito.job(running)["Status"] == "Stopped"


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
