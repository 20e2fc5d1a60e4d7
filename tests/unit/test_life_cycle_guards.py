"""What keeps one import from being made twice, waited for in vain, or left running."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.cloudformation import events
from tests.cloudformation.harness import Handler
from tests.fakes.cognito import refused


def see_no_jobs(_perform: Callable[[], Any]) -> dict[str, list[Any]]:
    """Answer List as it was before another delivery made its job."""
    return {"UserImportJobs": []}


def test_two_deliveries_at_once_answer_the_same_job(handler: Handler) -> None:
    """Both looked before either made one; after it they look again, and take the first."""
    first = handler.create()
    handler.cognito.fail("ListUserImportJobs", see_no_jobs)
    second = handler.create()
    assert handler.cognito.count("CreateUserImportJob") == 2
    assert second["PhysicalResourceId"] == first["PhysicalResourceId"]


def test_a_repeat_takes_the_job_of_its_own_request_when_the_url_has_died(handler: Handler) -> None:
    """A second delivery can come after the 15 minutes of the URL that the first one made."""
    sent = datetime.now(UTC) - timedelta(seconds=1200)
    url = f"{handler.server.url()}&X-Amz-Date={sent:%Y%m%dT%H%M%SZ}"
    first = handler.handle(events.request("Create", url))
    handler.cognito.jobs[0]["CreationDate"] = (sent + timedelta(seconds=2)).timestamp()
    again = handler.handle(events.request("Create", url))
    assert again["PhysicalResourceId"] == first["PhysicalResourceId"]
    assert len(handler.cognito.jobs) == 1


@pytest.mark.parametrize("code", ["LimitExceededException", "ResourceNotFoundException"])
def test_a_final_refusal_is_answered_at_once(handler: Handler, code: str) -> None:
    """Waiting makes no room in a full pool."""
    handler.cognito.always_fail("CreateUserImportJob", refused(code))
    assert code in handler.create()["Reason"]
    assert handler.clock.sleeps == []


def test_work_gives_up_a_minute_before_the_invocation_ends(handler: Handler) -> None:
    """So that there is time to answer why."""
    handler.cognito.always_fail("ListUserImportJobs", refused("TooManyRequestsException"))
    answer = handler.handle(events.request("Create", handler.server.url()), seconds=100)
    assert "TooManyRequestsException" in answer["Reason"]
    assert 20 < sum(handler.clock.sleeps) <= 40


def test_delete_waits_until_a_stopping_job_has_stopped(handler: Handler) -> None:
    """Until then it keeps its pool from being deleted."""
    job = handler.create()["PhysicalResourceId"]
    handler.cognito.job(job)["Status"] = "Stopping"

    def stop(perform: Callable[[], Any]) -> Any:
        handler.cognito.job(job)["Status"] = "Stopped"
        return perform()

    handler.cognito.fail("DescribeUserImportJob", lambda perform: perform(), stop)
    assert handler.delete(job)["Status"] == "SUCCESS"
    assert handler.cognito.job(job)["Status"] == "Stopped"
    assert handler.clock.sleeps == [1.0]


def test_delete_waits_for_a_job_that_somebody_else_stops(handler: Handler) -> None:
    """Stop is refused then, and the job is not at its end yet."""
    job = handler.create()["PhysicalResourceId"]
    handler.cognito.job(job)["Status"] = "InProgress"

    def be(status: str) -> Callable[[Callable[[], Any]], Any]:
        def set_status(perform: Callable[[], Any]) -> Any:
            handler.cognito.job(job)["Status"] = status
            return perform()

        return set_status

    handler.cognito.fail("StopUserImportJob", be("Stopping"))
    looks = [lambda perform: perform()] * 2
    handler.cognito.fail("DescribeUserImportJob", *looks, be("Stopped"))
    assert handler.delete(job)["Status"] == "SUCCESS"
    assert handler.cognito.job(job)["Status"] == "Stopped"


def test_an_update_keeps_its_own_job_where_another_has_its_name(handler: Handler) -> None:
    """Two deliveries at once make two, of which the resource has the first for good."""
    first = handler.create()["PhysicalResourceId"]
    handler.cognito.jobs.append({**handler.cognito.job(first), "JobId": "import-second"})
    for job in handler.cognito.jobs:
        job["Status"] = "Expired"
    answer = handler.update(first, events.properties(), MaxFailedUsers="3")
    assert answer["PhysicalResourceId"] == first


def test_an_error_without_a_text_is_named(handler: Handler) -> None:
    """A MemoryError has none."""

    def exhaust(_perform: Callable[[], Any]) -> Any:
        raise MemoryError

    handler.cognito.always_fail("CreateUserImportJob", exhaust)
    assert handler.create()["Reason"] == "The handler failed: MemoryError."
