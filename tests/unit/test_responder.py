"""The responder: what it answers for a handler that could not."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cloudformation.physical_id import no_job_id
from cognito_user_import.responder import respond
from tests.cloudformation import events
from tests.fakes.lambda_context import FakeContext
from tests.unit.test_request import URL


def answers_for(event: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the responder sends for an event that Lambda gave up."""
    sent: list[dict[str, Any]] = []

    def deliver(_url: str, body: bytes, _deadline: Deadline) -> None:
        sent.append(json.loads(body))

    record = {
        "requestContext": {"condition": "RetriesExhausted", "approximateInvokeCount": 3},
        "requestPayload": event,
        "responsePayload": {"errorMessage": "signal: killed"},
    }
    respond(record, FakeContext(60), deliver)
    return sent


@pytest.mark.parametrize(
    ("request_type", "status"), [("Create", "FAILED"), ("Update", "FAILED"), ("Delete", "SUCCESS")]
)
def test_only_a_delete_succeeds(request_type: str, status: str) -> None:
    """A Delete that fails blocks the stack until a person acts."""
    (answer,) = answers_for(events.request(request_type, URL, physical_resource_id="import-1"))
    assert answer["Status"] == status
    assert "RetriesExhausted after 3 attempts; signal: killed" in answer["Reason"]


def test_a_create_gets_the_id_that_the_handler_would_give_it() -> None:
    """Its Delete then finds the job by its name, if there is one."""
    (answer,) = answers_for(events.request("Create", URL))
    assert answer["PhysicalResourceId"] == no_job_id(events.STACK_ID, events.LOGICAL_ID)


def test_a_request_that_cloudformation_has_given_up_is_let_be() -> None:
    """Nobody reads an answer to it."""
    sent = datetime.now(UTC) - timedelta(seconds=3060)
    url = f"{URL}&X-Amz-Date={sent:%Y%m%dT%H%M%SZ}"
    assert answers_for(events.request("Create", url)) == []
