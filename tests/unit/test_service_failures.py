"""Create when Cognito refuses, is slow to know, or does not answer; by the real handler."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.cloudformation import events
from tests.cloudformation.harness import Handler
from tests.fakes.cognito import POOL, refused


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (
            "ResourceNotFoundException",
            "Check that the user pool exists in this account and Region.",
        ),
        ("InvalidParameterException", "Check that the CloudWatch Logs role exists"),
        ("AccessDeniedException", "Allow the handler's role this operation on the user pool"),
        ("LimitExceededException", "Request a higher quota (L-681BB884)"),
        ("PreconditionNotMetException", "Check that the user pool auto-verifies"),
        ("OperationNotEnabledException", "look up the error code in the service's API"),
    ],
)
def test_a_refused_create_says_what_to_do(handler: Handler, code: str, advice: str) -> None:
    """Operation, code, pool and advice are in the reason; no job is made."""
    handler.cognito.always_fail("CreateUserImportJob", refused(code, "Cognito says why."))
    answer = handler.create()
    assert answer["Status"] == "FAILED"
    assert answer["Reason"].startswith(
        f"CreateUserImportJob failed for user pool {POOL}: {code}: Cognito says why. "
    )
    assert advice in answer["Reason"]
    assert handler.cognito.jobs == []


def dead_job_of_an_earlier_life(handler: Handler) -> str:
    """Make a job, and have it expire as if the resource had been removed from the stack."""
    job_id: str = handler.create()["PhysicalResourceId"]
    handler.cognito.job(job_id).update(Status="Expired", CreationDate=time.time() - 48 * 3600)
    return job_id


def test_a_list_that_does_not_show_the_new_job_yet_does_not_bring_back_a_dead_one(
    handler: Handler,
) -> None:
    """Whether the list has a job at once is not documented."""
    dead = dead_job_of_an_earlier_life(handler)

    def without_the_newest(perform: Callable[[], Any]) -> Any:
        return {"UserImportJobs": perform()["UserImportJobs"][1:]}

    handler.cognito.fail("ListUserImportJobs", lambda perform: perform(), without_the_newest)
    answer = handler.create()
    assert answer["PhysicalResourceId"] == handler.cognito.jobs[-1]["JobId"] != dead


def test_work_gives_up_a_minute_before_the_invocation_ends(handler: Handler) -> None:
    """So that there is time to answer why."""
    handler.cognito.always_fail("ListUserImportJobs", refused("TooManyRequestsException"))
    answer = handler.handle(events.request("Create", handler.server.url()), seconds=100)
    assert "TooManyRequestsException" in answer["Reason"]
    assert 20 < sum(handler.clock.sleeps) <= 40
