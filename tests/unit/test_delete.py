"""Delete of a create-only import job, by the real handler."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cloudformation.harness import Handler
from tests.fakes.cognito import refused


@pytest.mark.parametrize("status", ["Created", "Expired", "Stopped", "Failed", "Succeeded"])
def test_delete_leaves_a_job_that_does_not_run(handler: Handler, status: str) -> None:
    """A job can't be deleted, and one that was not started expires."""
    job_id = handler.create()["PhysicalResourceId"]
    handler.cognito.job(job_id)["Status"] = status
    answer = handler.delete(job_id)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", job_id)
    assert handler.cognito.job(job_id)["Status"] == status
    assert handler.cognito.count("StopUserImportJob") == 0
    assert handler.clock.sleeps == []


@pytest.mark.parametrize("status", ["Pending", "InProgress"])
def test_delete_stops_a_running_job(handler: Handler, status: str) -> None:
    """It would keep the pool from being deleted."""
    job_id = handler.create()["PhysicalResourceId"]
    handler.cognito.job(job_id)["Status"] = status
    assert handler.delete(job_id)["Status"] == "SUCCESS"
    assert handler.cognito.job(job_id)["Status"] == "Stopped"


@pytest.mark.parametrize("physical_resource_id", ["no-job-1", "invented_by_cloudformation", ""])
def test_delete_without_a_job_id_stops_the_job_of_that_name(
    handler: Handler, physical_resource_id: str
) -> None:
    """The answer of Create can be lost, and CloudFormation then invents an id."""
    job_id = handler.create()["PhysicalResourceId"]
    handler.cognito.job(job_id)["Status"] = "InProgress"
    answer = handler.delete(physical_resource_id)
    assert answer["Status"] == "SUCCESS"
    assert answer["PhysicalResourceId"] == physical_resource_id or answer[
        "PhysicalResourceId"
    ].startswith("no-job-")
    assert handler.cognito.job(job_id)["Status"] == "Stopped"


@pytest.mark.parametrize(
    "change",
    [
        {"UserPoolId": "eu-central-1_Gone"},
        {"UserPoolId": None},
        {"CloudWatchLogsRoleArn": None},
        {"JobName": "a/b"},
    ],
)
@pytest.mark.parametrize("physical_resource_id", ["import-gone", "no-job-1"])
def test_delete_succeeds_whatever_is_gone_or_strange(
    handler: Handler, change: dict[str, Any], physical_resource_id: str
) -> None:
    """A Delete that fails blocks the stack until a person acts."""
    assert handler.delete(physical_resource_id, **change)["Status"] == "SUCCESS"


def test_delete_succeeds_without_rights(handler: Handler) -> None:
    """At once: rights that are missing now will not come."""
    job_id = handler.create()["PhysicalResourceId"]
    handler.cognito.always_fail("DescribeUserImportJob", refused("AccessDeniedException"))
    assert handler.delete(job_id)["Status"] == "SUCCESS"
    assert handler.clock.sleeps == []


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
