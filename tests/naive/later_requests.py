"""What goes wrong with the requests after Create."""

import os
from collections.abc import Callable
from typing import Any
from unittest import mock

from tests.cloudformation.response_server import status
from tests.fakes.cognito import Fault
from tests.naive.scenarios import CarryOut
from tests.naive.stage import INVENTED_ID, Stage


def no_region(stage: Stage) -> None:
    job_id = stage.create()
    without = {n: v for n, v in os.environ.items() if n not in ("AWS_REGION", "AWS_DEFAULT_REGION")}
    with mock.patch.dict("os.environ", without, clear=True):
        stage.restart()
        stage.delete(job_id)
    stage.restart()


def pool_gone(stage: Stage) -> None:
    job_id = stage.create()
    stage.cognito.pools.clear()
    stage.delete(job_id)


def delete(
    job_status: str, fault: Fault | None = None, *, times: int = 1, **changes: Any
) -> CarryOut:
    """Delete a job that is in some status, while Describe fails."""

    def carry_out(stage: Stage) -> None:
        job_id = stage.create()
        stage.cognito.job(job_id)["Status"] = job_status
        if fault:
            stage.cognito.fail("DescribeUserImportJob", *[fault] * times)
        stage.delete(job_id, **changes)

    return carry_out


def deleted_unknown(stage: Stage) -> None:
    """Take no answer to Create, so that CloudFormation does not know the id of its job."""
    event = stage.request("Create")
    stage.given_up.append(event)
    stage.server.behave(*[status(403)] * 10)
    stage.send(event)
    stage.server.behave()
    stage.cognito.jobs[0]["Status"] = "InProgress"
    stage.delete(INVENTED_ID)


def stops_slowly(stage: Stage) -> None:
    job_id = stage.create()
    job = stage.cognito.job(job_id)
    job["Status"] = "InProgress"
    looks = iter(range(100))

    def stop(perform: Callable[[], Any]) -> Any:
        answer = perform()
        job["Status"] = "Stopping"
        return answer

    def look(perform: Callable[[], Any]) -> Any:
        if job["Status"] == "Stopping" and next(looks) == 2:
            job["Status"] = "Stopped"
        return perform()

    stage.cognito.fail("StopUserImportJob", stop)
    stage.cognito.fail("DescribeUserImportJob", *[look] * 10)
    stage.delete(job_id)


def ended_before_stop(stage: Stage) -> None:
    job_id = stage.create()
    job = stage.cognito.job(job_id)
    job["Status"] = "InProgress"

    def ended(perform: Callable[[], Any]) -> Any:
        job["Status"] = "Succeeded"
        return perform()

    stage.cognito.fail("StopUserImportJob", ended)
    stage.delete(job_id)


def updated(fault: Fault | None = None) -> CarryOut:
    """Update with another trigger, and roll back."""

    def carry_out(stage: Stage) -> None:
        first = stage.create(Trigger="1")
        if fault:
            stage.cognito.fail("CreateUserImportJob", fault)
        stage.jobs_allowed = 1 if fault else 2
        second = stage.update(first, Trigger="2")
        stage.update(second, Trigger="1")

    return carry_out


def whole_life(stage: Stage) -> None:
    stage.jobs_allowed = 2
    first = stage.create(Trigger="1")
    second = stage.update(first, Trigger="2")
    stage.delete(first, Trigger="1")
    stage.delete(second, Trigger="2")
