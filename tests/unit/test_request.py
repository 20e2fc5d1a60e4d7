"""Requests of CloudFormation, and events that are none."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cognito_user_import.cloudformation.request import Request
from cognito_user_import.errors import InvalidEventError
from tests.cloudformation import events

HOST = "cloudformation-custom-resource-response-eucentral1.s3.eu-central-1.amazonaws.com"
URL = f"https://{HOST}/arn%3Aaws%3Acloudformation?X-Amz-Signature=secret-signature"


def test_a_create_is_read() -> None:
    """There is no physical id yet, and there are no old properties."""
    request = Request.of(events.request("Create", URL))
    assert request == Request(
        type="Create",
        request_id="0f2d-xmpl",
        stack_id=events.STACK_ID,
        logical_resource_id=events.LOGICAL_ID,
        response_url=URL,
        physical_resource_id="",
        properties=events.properties(),
        old_properties={},
    )


def test_an_update_is_read() -> None:
    """With its physical id and old properties."""
    old = events.properties(Trigger="1")
    event = events.request("Update", URL, physical_resource_id="import-1", old=old, Trigger="2")
    request = Request.of(event)
    assert request.physical_resource_id == "import-1"
    assert request.properties["Trigger"] == "2"
    assert request.old_properties == old


@pytest.mark.parametrize("physical_resource_id", ["", None])
def test_a_delete_without_an_id_is_read(physical_resource_id: str | None) -> None:
    """Refusing it would block the stack."""
    event = events.request("Delete", URL, physical_resource_id=physical_resource_id)
    assert Request.of(event).physical_resource_id == ""


BUCKET = "cloudformation-custom-resource-response-"


@pytest.mark.parametrize(
    ("partition", "region", "host"),
    [
        ("aws", "eu-central-1", HOST),
        ("aws", "eu-central-1", f"{HOST}:443"),
        ("aws", "us-east-1", f"{BUCKET}useast1.s3.amazonaws.com"),
        ("aws", "us-east-1", f"{BUCKET}useast1.s3-us-east-1.amazonaws.com"),
        ("aws", "eu-west-1", f"{BUCKET}euwest1.s3-eu-west-1.amazonaws.com"),
        ("aws", "eu-south-1", f"{BUCKET}eusouth1.s3.eu-south-1.amazonaws.com"),
        ("aws-us-gov", "us-gov-west-1", f"{BUCKET}usgovwest1.s3.us-gov-west-1.amazonaws.com"),
        ("aws-cn", "cn-north-1", f"{BUCKET}cnnorth1.s3.cn-north-1.amazonaws.com.cn"),
        ("aws-eusc", "eusc-de-east-1", f"{BUCKET}euscdeeast1.s3.eusc-de-east-1.amazonaws.eu"),
    ],
)
def test_cloudformations_bucket_of_the_stacks_region_is_accepted(
    monkeypatch: pytest.MonkeyPatch, partition: str, region: str, host: str
) -> None:
    """In each partition, and in S3's older forms of host, as real events have them."""
    monkeypatch.setenv("AWS_REGION", region)
    url = f"https://{host}/path?query"
    stack_id = f"arn:{partition}:cloudformation:{region}:111122223333:stack/Users/6e7f-xmpl"
    event = {**events.request("Create", url), "StackId": stack_id}
    assert Request.of(event).response_url == url


@pytest.mark.parametrize(
    ("stack_id", "host"),
    [
        (events.STACK_ID, f"{BUCKET}attacker.s3.amazonaws.com"),
        (events.STACK_ID, f"{BUCKET}useast1.s3.amazonaws.com"),
        (events.STACK_ID, f"{BUCKET}eu-central-1.s3.eu-central-1.amazonaws.com"),
        (events.STACK_ID.replace("eu-central-1", "attacker"), f"{BUCKET}attacker.s3.amazonaws.com"),
        (events.STACK_ID.replace(":aws:", ":aws-cn:"), HOST),
        ("any text", HOST),
        ("arn:aws:cloudformation:eu-central-1", HOST),
        ("arn:aws:sns:eu-central-1:111122223333:topic", HOST),
    ],
)
def test_a_bucket_of_a_stranger_is_refused(stack_id: str, host: str) -> None:
    """Anyone can create a bucket with such a name, and forge an event with any StackId."""
    event = {**events.request("Create", f"https://{host}/path"), "StackId": stack_id}
    with pytest.raises(InvalidEventError) as raised:
        Request.of(event)
    assert str(raised.value) == "ResponseURL must be on CloudFormation's host"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (f"http://{HOST}/", "ResponseURL must be an https URL"),
        ("ftp://a/", "ResponseURL must be an https URL"),
        (f"https://user@{HOST}/", "ResponseURL must not contain user information"),
        (f"https://:secret@{HOST}/", "ResponseURL must not contain user information"),
        ("https://attacker.example/", "ResponseURL must be on CloudFormation's host"),
        (f"https://{HOST}.attacker.example/", "ResponseURL must be on CloudFormation's host"),
        (f"https://attacker.example/{HOST}", "ResponseURL must be on CloudFormation's host"),
        (f"https://{HOST}:8443/", "ResponseURL must be on CloudFormation's host"),
        ("https://127.0.0.1/", "ResponseURL must be on CloudFormation's host"),
        ("https://localhost/", "ResponseURL must be on CloudFormation's host"),
        ("https://[::1]/", "ResponseURL must be on CloudFormation's host"),
        ("https://169.254.169.254/latest", "ResponseURL must be on CloudFormation's host"),
        ("https://bucket.s3.amazonaws.com/", "ResponseURL must be on CloudFormation's host"),
        ("https://[", "ResponseURL must be a URL"),
        (f"https://{HOST}:port/", "ResponseURL must be a URL"),
        (f"https://{HOST}/a b", "ResponseURL must contain only visible ASCII characters"),
        (f"https://{HOST}/\r\nHost: x", "ResponseURL must contain only visible ASCII characters"),
    ],
)
def test_other_hosts_are_refused(url: str, message: str) -> None:
    """Whoever can invoke the function could otherwise be sent the pre-signed URL."""
    with pytest.raises(InvalidEventError) as raised:
        Request.of(events.request("Create", url))
    assert str(raised.value) == message


def test_an_endpoint_of_the_sdk_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where AWS_ENDPOINT_URL sends all calls, answers go too; to that port and no other."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://127.0.0.1:4566")
    event = events.request("Create", "https://127.0.0.1:4566/x")
    assert Request.of({**event, "StackId": "any text"}).type == "Create"
    with pytest.raises(InvalidEventError):
        Request.of(events.request("Create", "https://127.0.0.1:4567/x"))


MALFORMED: dict[str, Any] = {
    "no object": [],
    "nothing": None,
    "empty": {},
    "unknown type": {"RequestType": "Read"},
    "type of another kind": {"RequestType": 1},
    "no request id": {"RequestId": None},
    "empty request id": {"RequestId": ""},
    "no stack id": {"StackId": None},
    "stack id of another kind": {"StackId": {"Ref": "AWS::StackId"}},
    "no logical id": {"LogicalResourceId": None},
    "no response URL": {"ResponseURL": None},
    "response URL of another kind": {"ResponseURL": 7},
    "properties of another kind": {"ResourceProperties": "x"},
    "old properties of another kind": {"OldResourceProperties": ["x"]},
    "physical id of another kind": {"RequestType": "Delete", "PhysicalResourceId": 7},
}


def malformed(shape: str) -> object:
    """Return an event of this shape of MALFORMED."""
    change = MALFORMED[shape]
    if not isinstance(change, dict) or not change:
        return change
    return {**events.request("Create", URL), **change}


@pytest.mark.parametrize("shape", MALFORMED)
def test_malformed_events_are_refused_without_their_values(shape: str) -> None:
    """The text names the field, and no value of the event, which may be a secret."""
    with pytest.raises(InvalidEventError) as raised:
        Request.of(malformed(shape))
    assert "secret" not in str(raised.value)
    assert str(raised.value)


@pytest.mark.parametrize("name", ["RequestId", "StackId", "LogicalResourceId"])
def test_an_id_that_leaves_the_answer_no_room_is_refused(name: str) -> None:
    """Three of them and the longest physical id must fit into 4,096 bytes."""
    event = events.request("Create", URL)
    longest_id = events.STACK_ID.ljust(384, "i")
    longest = Request.of({**event, name: longest_id})
    with pytest.raises(InvalidEventError) as raised:
        Request.of({**event, name: f"{longest_id}i"})
    assert longest_id in (longest.request_id, longest.stack_id, longest.logical_resource_id)
    assert str(raised.value) == f"{name} must be at most 384 printable ASCII characters"


SENT = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
SIGNED_IN_2026 = "X-Amz-Date=20260801T120000Z&X-Amz-Expires=7199&X-Amz-Signature=secret-signature"
SIGNED_BEFORE = f"AWSAccessKeyId=A&Expires={SENT.timestamp() + 7200:.0f}&Signature=secret-signature"


def request_signed(query: str) -> Request:
    """Return a Create whose ServiceTimeout is 3,000 s."""
    return Request.of(events.request("Create", f"https://{HOST}/arn%3Aaws?{query}"))


@pytest.mark.parametrize("query", [SIGNED_IN_2026, SIGNED_BEFORE])
def test_both_forms_of_a_signature_tell_when_the_request_was_sent(
    caplog: pytest.LogCaptureFixture, query: str
) -> None:
    """So that late deliveries and repeated ones are recognized."""
    request = request_signed(query)
    assert request.sent == SENT
    assert request.made(SENT)
    assert not request.made(SENT - timedelta(minutes=1))
    assert not request.is_stale(SENT + timedelta(seconds=2999))
    assert request.seconds_left(SENT - timedelta(days=1)) == 3000
    assert request.is_stale(SENT + timedelta(seconds=3001))
    assert caplog.messages == []


@pytest.mark.parametrize(
    "query",
    [
        "X-Amz-Signature=secret-signature",
        "X-Amz-Date=yesterday&X-Amz-Signature=secret-signature",
        "Expires=soon&Signature=secret-signature",
        "Expires=&Signature=secret-signature",
        f"Expires={'9' * 30}&Signature=secret-signature",
        "",
    ],
)
def test_a_url_without_a_time_is_reported(caplog: pytest.LogCaptureFixture, query: str) -> None:
    """Once, without any part of the URL. Any job may be the request's, so none runs twice."""
    request = request_signed(query)
    assert request.made(SENT)
    assert not request.precedes(SENT)
    assert not request.is_stale(datetime.now(UTC))
    assert caplog.messages == [
        "can't tell when CloudFormation sent this Create: a late or repeated delivery isn't "
        "recognized"
    ]


@pytest.mark.parametrize(
    ("date", "is_before"), [("99991231T235959Z", False), ("00010101T000000Z", True)]
)
def test_a_time_at_the_end_of_the_calendar_is_compared(date: str, is_before: bool) -> None:
    """Whoever invokes the function by hand can send any."""
    request = request_signed(f"X-Amz-Date={date}&X-Amz-Signature=secret-signature")
    assert request.made(SENT) is is_before
    assert request.precedes(SENT) is is_before
    assert request.is_stale(SENT) is is_before
