"""Create when Cognito refuses, is slow to know, or does not answer; by the real handler."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import NoRegionError

from cognito_user_import.aws.clients import Clients
from tests.cloudformation import events
from tests.cloudformation.harness import Handler, running_handler
from tests.fakes.cognito import POOL, FakeCognito, refused, refused_until


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


def test_a_failed_create_has_the_same_id_at_each_delivery(handler: Handler) -> None:
    """CloudFormation sends Delete for it, which finds nothing to do."""
    first = handler.create(UserPoolId="eu-central-1_Gone")
    second = handler.create(UserPoolId="eu-central-1_Gone")
    assert first == second
    assert first["PhysicalResourceId"].startswith("no-job-")
    assert handler.delete(first["PhysicalResourceId"])["Status"] == "SUCCESS"


def test_throttling_is_waited_out_with_growing_pauses(handler: Handler) -> None:
    """Four refusals, then the job; the pauses double."""
    throttled = refused("TooManyRequestsException")
    handler.cognito.fail("CreateUserImportJob", *[throttled] * 4)
    assert handler.create()["Status"] == "SUCCESS"
    assert handler.clock.sleeps == [0.5, 1, 2, 4]


def test_throttling_without_end_fails_after_two_minutes(handler: Handler) -> None:
    """The deployment is told, long before the stack would give up."""
    handler.cognito.always_fail("ListUserImportJobs", refused("TooManyRequestsException"))
    answer = handler.create()
    assert "ListUserImportJobs failed" in answer["Reason"]
    assert 60 < sum(handler.clock.sleeps) <= 120


@pytest.mark.parametrize("code", ["AccessDeniedException", "InvalidParameterException"])
def test_a_role_made_moments_ago_is_waited_for(handler: Handler, code: str) -> None:
    """IAM takes seconds to know a new role or policy everywhere."""
    handler.cognito.always_fail("CreateUserImportJob", refused_until(20, handler.clock, code))
    assert handler.create()["Status"] == "SUCCESS"
    assert 20 <= sum(handler.clock.sleeps) < 25


def test_a_denial_without_end_fails_after_a_minute(handler: Handler) -> None:
    """Whatever the number of operations that were denied."""
    handler.cognito.always_fail("ListUserImportJobs", refused("AccessDeniedException"))
    assert "AccessDeniedException" in handler.create()["Reason"]
    assert 30 < sum(handler.clock.sleeps) <= 60


@pytest.mark.parametrize("request_type", ["create", "delete"])
def test_a_client_that_could_not_be_made_is_answered(
    tmp_path: Path, cognito: FakeCognito, request_type: str
) -> None:
    """A failure at import would otherwise leave the stack waiting; Delete goes on."""

    def make_clients() -> Clients:
        raise NoRegionError

    with running_handler(tmp_path, cognito, make_clients=make_clients) as handler:
        answer = handler.create() if request_type == "create" else handler.delete("import-1")
    assert answer["Status"] == ("FAILED" if request_type == "create" else "SUCCESS")
    assert answer["Reason"] == "You must specify a region."


def dead_job_of_an_earlier_life(handler: Handler) -> str:
    """Make a job, and have it expire as if the resource had been removed from the stack."""
    job_id: str = handler.create()["PhysicalResourceId"]
    handler.cognito.job(job_id).update(Status="Expired", CreationDate=time.time() - 48 * 3600)
    return job_id


@pytest.mark.parametrize("code", ["TooManyRequestsException", "InvalidParameterException"])
def test_a_repeat_of_create_does_not_take_a_dead_job_for_its_own(
    handler: Handler, code: str
) -> None:
    """Between two tries only a job that is of use can be the one whose answer was lost."""
    dead = dead_job_of_an_earlier_life(handler)
    handler.cognito.fail("CreateUserImportJob", refused(code))
    answer = handler.create()
    assert answer["PhysicalResourceId"] == handler.cognito.jobs[-1]["JobId"] != dead
    assert answer["Data"]["Status"] == "Created"


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
