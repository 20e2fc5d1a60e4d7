"""Delete of a create-only import job, by the real handler."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cloudformation.harness import Handler


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
