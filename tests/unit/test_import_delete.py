"""Delete of an import with a source: no job may run when it is answered."""

import pytest

from tests.unit.running_import import RunningImport, made_but_not_started

INVENTED = "Stack-Users-1ABCDEF"
"""An id as CloudFormation makes it for a Create that answered none."""


def test_a_job_that_is_never_made_is_waited_for_30_seconds(import_: RunningImport) -> None:
    """The Create may be dead."""
    assert import_.delete(INVENTED)["Status"] == "SUCCESS"
    assert import_.clock.now() == 30


def test_a_job_that_waits_for_the_slot_is_waited_for_as_long_as_delete_may(
    import_: RunningImport,
) -> None:
    """Its Create is still at work, and starts it whenever the account runs no other one."""
    made_but_not_started(import_)
    assert import_.delete(INVENTED)["Status"] == "SUCCESS"
    assert 800 < import_.clock.now() <= 840


def test_a_job_that_is_older_than_its_url_is_not_waited_for(import_: RunningImport) -> None:
    """So is the Create that made it, which has ended."""
    job = made_but_not_started(import_)
    import_.cognito.job(job)["CreationDate"] -= 900
    assert import_.delete(INVENTED)["Status"] == "SUCCESS"
    assert import_.clock.now() == 0


@pytest.mark.parametrize("status", ["Succeeded", "Failed", "Stopped"])
def test_a_job_that_has_ended_is_not_waited_for(import_: RunningImport, status: str) -> None:
    """It was the Create's, whose answer was lost."""
    job = made_but_not_started(import_)
    import_.cognito.job(job)["Status"] = status
    assert import_.delete(INVENTED)["Status"] == "SUCCESS"
    assert import_.clock.sleeps == []


def test_a_create_that_answered_without_a_job_is_not_waited_for(import_: RunningImport) -> None:
    """Its id says that it has ended."""
    import_.s3.delete()
    failed = import_.create()
    assert failed["PhysicalResourceId"].startswith("no-job-")
    before = import_.clock.now()
    assert import_.delete(failed["PhysicalResourceId"])["Status"] == "SUCCESS"
    assert import_.clock.now() == before


def test_delete_asks_nothing_of_s3(import_: RunningImport) -> None:
    """The file may be gone, and its job is known without it."""
    import_.cognito.settings.import_seconds = 500
    job = import_.create(Wait="false")["PhysicalResourceId"]
    import_.s3.delete()
    import_.s3.calls.clear()
    assert import_.delete(INVENTED)["Status"] == "SUCCESS"
    assert import_.cognito.job(job)["Status"] == "Stopped"
    assert import_.s3.calls == []
