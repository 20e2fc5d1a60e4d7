"""Delete of an import with a source: no job may run when it is answered."""

from datetime import timedelta

import pytest

from tests.unit.running_import import RunningImport, made_but_not_started

INVENTED = "Stack-Users-1ABCDEF"
"""An id as CloudFormation makes it for a Create that answered none."""


@pytest.mark.parametrize("status", ["Created", "Succeeded", "Failed", "Stopped"])
def test_a_job_that_does_not_run_is_not_waited_for(import_: RunningImport, status: str) -> None:
    """A Create that is still at work finds out that it was canceled before it starts its job."""
    job = made_but_not_started(import_)
    import_.cognito.job(job)["Status"] = status
    before = import_.clock.now()
    assert import_.delete(INVENTED)["Status"] == "SUCCESS"
    assert import_.clock.now() == before


def test_a_job_of_a_later_request_is_let_be(import_: RunningImport) -> None:
    """A late delivery of the Delete must not stop the import of a resource that is back."""
    import_.cognito.settings.import_seconds = 500
    import_.sent -= timedelta(minutes=1)
    created = import_.create(Wait="false")["PhysicalResourceId"]
    assert import_.delete(INVENTED)["Status"] == "SUCCESS"
    assert import_.cognito.job(created)["Status"] == "InProgress"


def test_delete_asks_nothing_of_s3(import_: RunningImport) -> None:
    """The file may be gone, and its job is known without it."""
    import_.cognito.settings.import_seconds = 500
    job = import_.create(Wait="false")["PhysicalResourceId"]
    import_.s3.delete()
    import_.s3.calls.clear()
    assert import_.delete(INVENTED)["Status"] == "SUCCESS"
    assert import_.cognito.job(job)["Status"] == "Stopped"
    assert import_.s3.calls == []
