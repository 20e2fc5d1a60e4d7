"""The answer to CloudFormation."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from cognito_user_import.cloudformation.request import Request
from cognito_user_import.cloudformation.response import response_body
from cognito_user_import.cognito.import_job import ATTRIBUTES
from tests.cloudformation import events
from tests.unit.test_request import URL

CREATE = Request.of(events.request("Create", URL))
DELETE = Request.of(events.request("Delete", URL, physical_resource_id="import-1"))


def test_a_success_carries_the_ids_and_the_data() -> None:
    """The ids are echoed, and the reason is never empty."""
    body = json.loads(response_body(CREATE, "SUCCESS", "import-1", data={"JobId": "import-1"}))
    assert body == {
        "Status": "SUCCESS",
        "RequestId": "0f2d-xmpl",
        "StackId": events.STACK_ID,
        "LogicalResourceId": events.LOGICAL_ID,
        "PhysicalResourceId": "import-1",
        "Reason": "Done.",
        "NoEcho": False,
        "Data": {"JobId": "import-1"},
    }


def test_a_failure_carries_a_reason_and_no_data() -> None:
    """Half-made attributes are of no use to anybody."""
    body = json.loads(response_body(CREATE, "FAILED", "no-job-1", "Why.", {"JobId": "import-1"}))
    assert (body["Reason"], body["Data"]) == ("Why.", {})


def test_a_delete_carries_no_data() -> None:
    """Nobody reads them."""
    body = json.loads(response_body(DELETE, "SUCCESS", "import-1", data={"JobId": "import-1"}))
    assert body["Data"] == {}


@pytest.mark.parametrize("reason", ["", " ", "\n\t", "\x00"])
def test_a_failure_without_a_reason_gets_one(reason: str) -> None:
    """CloudFormation refuses an empty reason."""
    body = json.loads(response_body(CREATE, "FAILED", "no-job-1", reason))
    assert body["Reason"] == "No reason given. See the handler's log."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("text", "text"),
        (None, ""),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (Decimal("1.50"), "1.50"),
        (float("nan"), "nan"),
        (b"bytes", "bytes"),
        ({"a": 1}, "{'a': 1}"),
        (b"\xff", "\ufffd"),
        ("\ud800", "?"),
        (datetime(2026, 11, 22, 8, 30, tzinfo=UTC), "2026-11-22T08:30:00+00:00"),
    ],
)
def test_every_value_is_a_string(value: object, text: str) -> None:
    """A datetime would make a body without ids of it; CloudFormation coerces the rest."""
    body = json.loads(response_body(CREATE, "SUCCESS", "import-1", data={"Field": value}))
    assert body["Data"] == {"Field": text}


@pytest.mark.parametrize(
    ("reason", "sent"),
    [
        ("two\nlines\x00 and\ta tab", "two lines and a tab"),
        ("lone \ud800 surrogate", "lone ? surrogate"),
        ("put https://h.example/p?Signature=abc", "put https://h.example/p?<redacted>"),
    ],
)  # fmt: skip
def test_reasons_are_made_fit(reason: str, sent: str) -> None:
    """One line that JSON and the console can show, without secrets."""
    assert json.loads(response_body(CREATE, "FAILED", "id", reason))["Reason"] == sent


@pytest.mark.parametrize("reason", ["x" * 5000, "\U0001f600" * 2000, '"' * 5000, "é" * 5000])
def test_a_long_reason_is_cut_at_its_end(reason: str) -> None:
    """Its head holds the error code. The limit is one of bytes, escapes included."""
    encoded = response_body(CREATE, "FAILED", "id", reason)
    sent = json.loads(encoded)["Reason"]
    assert len(encoded) <= 4096
    assert reason.startswith(sent)
    assert len(sent) > 400


def _data(size: int) -> dict[str, Any]:
    """Return data that make a body of this many bytes with the shortest reason."""
    rest = len(response_body(CREATE, "SUCCESS", "import-1", data={"Field": ""}))
    return {"Field": "x" * (size - rest)}


@pytest.mark.parametrize(
    ("size", "status"), [(4095, "SUCCESS"), (4096, "SUCCESS"), (4097, "FAILED")]
)
def test_a_body_has_at_most_4096_bytes(size: int, status: str) -> None:
    """One byte more is a failure that says so, in place of one that CloudFormation makes up."""
    encoded = response_body(CREATE, "SUCCESS", "import-1", data=_data(size))
    body = json.loads(encoded)
    assert body["Status"] == status
    assert len(encoded) <= 4096
    if status == "FAILED":
        assert body["Reason"] == "With its attributes, the response has 4097 bytes. Allowed: 4096."


def test_an_update_whose_attributes_do_not_fit_keeps_the_id_of_its_event() -> None:
    """It failed, although its new job is known: another id than the event's wrecks the stack."""
    update = Request.of(events.request("Update", URL, physical_resource_id="import-old"))
    body = json.loads(response_body(update, "SUCCESS", "import-new", data=_data(4097)))
    assert (body["Status"], body["PhysicalResourceId"]) == ("FAILED", "import-old")


def test_the_role_is_dropped_where_it_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stack knows it. All other fields of a job fit at their greatest length."""
    monkeypatch.setenv("AWS_REGION", "us-gov-west-1")
    bucket = "cloudformation-custom-resource-response-usgovwest1"
    request = Request.of({
        **events.request("Create", f"https://{bucket}.s3.us-gov-west-1.amazonaws.com/"),
        "StackId": "arn:aws-us-gov:cloudformation:us-gov-west-1:111122223333:stack/" + "s" * 165,
        "LogicalResourceId": "L" * 255,
        "RequestId": "r" * 36,
    })  # fmt: skip
    longest = {
        "PreSignedUrl": 2048,
        "JobName": 128,
        "JobId": 55,
        "UserPoolId": 55,
        "CompletionMessage": 128,
        "CloudWatchLogsRoleArn": 613,
    }
    data = {name: "x" * longest.get(name, 32) for name in ATTRIBUTES}
    encoded = response_body(request, "SUCCESS", "import-1", data=data)
    sent = json.loads(encoded)
    assert sent["Status"] == "SUCCESS"
    assert sent["Data"].keys() == data.keys() - {"CloudWatchLogsRoleArn"}
    assert len(encoded) <= 4096
