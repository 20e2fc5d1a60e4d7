"""Faults of the way to CloudFormation, and of what is to be answered."""

import math
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

from cognito_user_import.errors import DeliveryError
from local_aws.certificates import make_certificates
from tests.cloudformation.response_server import DRIP, RESET, SILENCE, Behaviour, status
from tests.fakes.cognito import Fault as CognitoFault
from tests.fakes.cognito import refused
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.lab import SECRETS, Lab


@fault
def answered_at_the_third_try(lab: Lab) -> str:
    """503, 503, 200."""
    lab.server.behave(status(503), status(503))
    assert lab.create()["Status"] == "SUCCESS"
    assert len(lab.server.bodies) == 3
    return "taken at the third PUT"


def unanswerable(lab: Lab, *behaviours: Behaviour) -> None:
    lab.unanswerable = True
    lab.server.behave(*behaviours)


@fault
def server_error_for_ever(lab: Lab) -> str:
    """500 for ever."""
    unanswerable(lab, *[status(500)] * 1000)
    event = lab.request("Create")
    assert isinstance(lab.attempt(event), DeliveryError)
    assert 110 <= len(lab.server.bodies) <= 230  # 899 s of pauses of 4 to 8 s
    return f"gave up at the end of the invocation after {len(lab.server.bodies)} PUTs, and said so"


@fault_for_each({str(code): code for code in (301, 400, 403, 404)})
def refused_for_good(lab: Lab, case: int) -> str:
    """{} to every PUT."""
    unanswerable(lab, *[status(case)] * 10)
    event = lab.request("Create")
    assert isinstance(lab.attempt(event), DeliveryError)
    assert len(lab.server.bodies) == 1
    return "one PUT, then an error for Lambda to try again"


@fault
def refused_once(lab: Lab) -> str:
    """403 to the first invocation's PUT, 200 to the second's."""
    lab.server.behave(status(403))
    assert lab.create()["Status"] == "SUCCESS"
    assert lab.cognito.count("CreateUserImportJob") == 1
    return "answered by Lambda's second attempt with the job of the first"


@fault_for_each(
    {
        "connection refused": "https://127.0.0.1:1/{}",
        "name unknown": "https://no-such-host.invalid/{}",
    }
)
def nobody_there(lab: Lab, case: str) -> str:
    """The host of the ResponseURL: {}."""
    lab.unanswerable, lab.seconds = True, 30
    url = case.format("r?planted-signature")
    event = {**lab.request("Create"), "ResponseURL": url}
    with mock.patch.dict("os.environ", {"AWS_ENDPOINT_URL": url}):
        error = lab.attempt(event)
    assert isinstance(error, DeliveryError)
    assert "planted" not in str(error)
    return "an error in time, without the URL"


@fault
def certificate_of_another_authority(lab: Lab) -> str:
    """A bad certificate."""
    lab.unanswerable = True
    with tempfile.TemporaryDirectory() as folder:
        other = make_certificates(Path(folder)).authority
        with mock.patch.dict("os.environ", {"SSL_CERT_FILE": str(other)}):
            error = lab.attempt(lab.request("Create"))
    assert isinstance(error, DeliveryError)
    assert "SSLCertVerificationError" in str(error)
    assert lab.server.bodies == []
    return "nothing sent"


@fault
def black_hole(lab: Lab) -> str:
    """The first PUT is read and never answered."""
    lab.use_real_time(60)
    lab.server.behave(SILENCE)
    started = time.monotonic()
    assert lab.create()["Status"] == "SUCCESS"
    return f"taken at the second PUT, after {time.monotonic() - started:.1f} s"


@fault
def a_byte_a_second(lab: Lab) -> str:
    """The first PUT is answered one byte a second."""
    lab.use_real_time(60)
    lab.server.behave(DRIP)
    started = time.monotonic()
    assert lab.create()["Status"] == "SUCCESS"
    elapsed = time.monotonic() - started
    assert elapsed < 20
    return f"cut off and taken at the second PUT, after {elapsed:.1f} s"


@fault
def reset_after_the_body(lab: Lab) -> str:
    """The connection is cut when CloudFormation has the body."""
    lab.server.behave(RESET)
    assert lab.create()["Status"] == "SUCCESS"
    assert lab.server.bodies[0] == lab.server.bodies[1]
    return "the same bytes once more"


@fault_for_each({f"{size:,} bytes": size for size in (4095, 4096, 4097)})
def body_of(lab: Lab, case: int) -> str:
    """Attributes that make a body of {}."""
    grow_to(lab, case)
    answer = lab.create()
    expected = "SUCCESS" if case <= 4096 else "FAILED"
    assert (answer["Status"], len(lab.server.bodies[0]) <= 4096) == (expected, True)
    return f"{answer['Status']}, {len(lab.server.bodies[0]):,} bytes sent"


def raising(error: BaseException) -> CognitoFault:
    """Raise an error in the middle of an operation."""

    def fault(_perform: Callable[[], Any]) -> Any:
        raise error

    return fault


def set_data(lab: Lab, value: object) -> Callable[[dict[str, Any], object], str]:
    """Return a handler of Create that answers an attribute."""

    def create(_event: dict[str, Any], _context: object) -> str:
        lab.resource.Data["Field"] = value
        return "import-1"

    return create


def grow_to(lab: Lab, size: int) -> None:
    """Have the job's completion message make the answer so many bytes without its role."""

    def grown(perform: Any) -> Any:
        answer = perform()
        answer["UserImportJob"]["CompletionMessage"] = "x"
        return answer

    lab.cognito.fail("CreateUserImportJob", grown)
    probe = lab.create()
    body = len(lab.server.bodies[0])
    role = len(',"CloudWatchLogsRoleArn":""') + len(probe["Data"]["CloudWatchLogsRoleArn"])
    job = lab.cognito.jobs[-1]
    job["CompletionMessage"] = "x" * (size - body + role + 1)
    lab.server.bodies.clear()
    lab.server.accepted.clear()
    lab.requests.clear()


@fault
def five_kilobytes_of_data(lab: Lab) -> str:
    """A job of which the fields have 5 kB."""
    grow_to(lab, 5000)
    answer = lab.create()
    assert answer["Status"] == "FAILED"
    assert "allowed are 4096" in answer["Reason"]
    return "FAILED, saying why"


@fault_for_each(
    {
        "300 emoji": "\U0001f600" * 300,
        "NUL": "a\x00b",
        "a lone surrogate": "a\ud800b",
        "a hash and a URL": f"{SECRETS['password hash']} https://h/p?{SECRETS['ResponseURL']}",
        "10,000 quotes": '"' * 10_000,
        "nothing": "",
    }
)
def reason_of(lab: Lab, case: str) -> str:
    """An error whose text is {}."""
    lab.cognito.always_fail("CreateUserImportJob", raising(RuntimeError(case)))
    answer = lab.create()
    assert answer["Status"] == "FAILED"
    assert answer["Reason"]
    assert max(len(body) for body in lab.server.bodies) <= 4096
    return f"FAILED, a reason of {len(answer['Reason'])} characters"


@fault_for_each(
    {
        "a datetime": datetime(2026, 11, 22, tzinfo=UTC),
        "a Decimal": Decimal("1.5"),
        "bytes": b"\xff\x00",
        "NaN": math.nan,
        "None": None,
        "True": True,
        "a dict": {"a": 1},
        "a lone surrogate": "\ud800",
    }
)
def attribute_that_is(lab: Lab, case: object) -> str:
    """{} in Data."""
    lab.resource.create(set_data(lab, case))
    answer = lab.create()
    assert answer["Status"] == "SUCCESS"
    assert isinstance(answer["Data"]["Field"], str)
    return f"sent as {answer['Data']['Field']!r}"


@fault
def refused_without_a_message(lab: Lab) -> str:
    """An error of Cognito with an empty message."""
    lab.cognito.always_fail("CreateUserImportJob", refused("OperationNotEnabledException", " "))
    answer = lab.create()
    assert "OperationNotEnabledException" in answer["Reason"]
    return "FAILED, with the code"
