"""Faults that only the responder sees: the records of invocations that failed."""

from typing import Any
from unittest import mock

import crhelper
import pytest

from cognito_user_import.cloudformation import custom_resource
from cognito_user_import.errors import DeliveryError, InvalidEventError
from tests.cloudformation.response_server import status
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.lab import SECRETS, Lab


@fault_for_each({type_: type_ for type_ in ("Create", "Update", "Delete")})
def event_age_exceeded(lab: Lab, case: str) -> str:
    """EventAgeExceeded: the handler never ran for a {}."""
    given: dict[str, Any] = {} if case == "Create" else {"physical_resource_id": "import-1"}
    event = lab.request(case, **given)
    context = {"condition": "EventAgeExceeded", "approximateInvokeCount": 0}
    lab.fail_over(event, None, requestContext=context, responsePayload=None)
    answer = lab.answer_to(event)
    assert answer["Status"] == ("SUCCESS" if case == "Delete" else "FAILED")
    assert "EventAgeExceeded after 0 attempts" in answer["Reason"]
    return f"{answer['Status']} by the responder"


@fault_for_each(
    {
        "requestContext": {"requestContext": None},
        "responsePayload": {"responsePayload": None},
        "responseContext": {"responseContext": None},
        "all but the payload": dict.fromkeys(
            ("requestContext", "responsePayload", "responseContext", "version")
        ),
        "the error's type": {"responsePayload": "text"},
    }
)
def record_without(lab: Lab, case: dict[str, Any]) -> str:
    """A record without {}."""
    event = lab.request("Create")
    assert lab.fail_over(event, "error", **case) is None
    answer = lab.answer_to(event)
    assert answer["Status"] == "FAILED"
    assert answer["Reason"]
    return "FAILED by the responder"


@fault_for_each({"no payload": {"requestPayload": None}, "a text": {"requestPayload": "text"}})
def record_of_no_request(lab: Lab, case: dict[str, Any]) -> str:
    """A record with {} as requestPayload."""
    assert isinstance(lab.fail_over(None, "error", **case), InvalidEventError)
    assert lab.server.bodies == []
    return "refused, nothing sent"


@fault
def error_with_secrets(lab: Lab) -> str:
    """The error that Lambda reports holds a URL with its signature, and a hash."""
    text = f"PUT https://h/p?X-Amz-Signature={SECRETS['PreSignedUrl']} {SECRETS['password hash']}"
    event = lab.request("Create")
    lab.fail_over(event, text)
    assert "https://h/p?<redacted> <redacted>" in lab.answer_to(event)["Reason"]
    return "FAILED, without them"


@fault
def responder_is_refused_once(lab: Lab) -> str:
    """403 to the responder's PUT, and Lambda's second attempt."""
    lab.server.behave(status(403))
    event = lab.request("Create")
    assert isinstance(lab.fail_over(event, "error"), DeliveryError)
    assert lab.fail_over(event, "error") is None
    assert lab.answer_to(event)["Status"] == "FAILED"
    return "answered at the second attempt"


@fault
def responder_has_the_id_that_the_handler_would_have(lab: Lab) -> str:
    """The handler fails Create for one delivery, the responder for another."""
    first = lab.create(UserPoolId="eu-central-1_Gone")
    event = lab.request("Create")
    lab.fail_over(event, "error")
    assert lab.answer_to(event)["PhysicalResourceId"] == first["PhysicalResourceId"]
    return "the same physical id"


@fault_for_each({name: name for name in ("_send", "_set_timeout", "generate_physical_id")})
def crhelper_without(lab: Lab, case: str) -> str:
    """A crhelper whose CfnResource has no {}."""
    with mock.patch.object(crhelper.CfnResource, case):
        delattr(crhelper.CfnResource, case)
        with pytest.raises(RuntimeError, match=case):
            custom_resource.require_crhelper()
    assert lab.create()["Status"] == "SUCCESS"
    return "refused at import, naming it"
