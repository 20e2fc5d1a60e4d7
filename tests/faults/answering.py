"""Faults of the way to CloudFormation, and of what is to be answered."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from cognito_user_import.errors import DeliveryError
from local_aws.certificates import make_certificates
from tests.cloudformation.response_server import DRIP, RESET, SILENCE, Behaviour, status
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import Fault as CognitoFault
from tests.faults.catalogue import fault, fault_for_each
from tests.faults.lab import SECRETS, Lab


def clock(lab: Lab) -> FakeClock:
    """Return the lab's clock, which knows how long the handler slept."""
    assert isinstance(lab.clock, FakeClock)
    return lab.clock


def is_backoff(pauses: list[float], *longest: float) -> bool:
    """Return whether the pauses are these, each shortened at random by up to a half."""
    pairs = zip(pauses, longest, strict=True)
    return all(most / 2 <= pause <= most for pause, most in pairs)


@fault
def answered_at_the_third_try(lab: Lab) -> str:
    """503, 503, 200."""
    lab.server.behave(status(503), status(503))
    assert lab.create()["Status"] == "SUCCESS"
    assert len(set(lab.server.bodies)) == 1
    assert len(lab.server.bodies) == 3
    assert is_backoff(clock(lab).sleeps, 0.5, 1)
    return "taken at the third PUT"


def unanswerable(lab: Lab, *behaviours: Behaviour) -> None:
    lab.unanswerable = True
    lab.server.behave(*behaviours)


@fault
def server_error_for_ever(lab: Lab) -> str:
    """500 for ever."""
    unanswerable(lab, *[status(500)] * 1000)
    event = lab.request("Create")
    error = lab.attempt(event)
    assert isinstance(error, DeliveryError)
    assert str(error).endswith("in time: status 500.")
    assert 110 <= len(lab.server.bodies) <= 230  # 899 s of pauses of 4 to 8 s
    return f"gave up at the end of the invocation after {len(lab.server.bodies)} PUTs, and said so"


@fault_for_each({str(code): code for code in (301, 400, 403, 404)})
def refused_for_good(lab: Lab, case: int) -> str:
    """{} to every PUT."""
    unanswerable(lab, *[status(case)] * 10)
    event = lab.request("Create")
    error = lab.attempt(event)
    assert isinstance(error, DeliveryError)
    assert str(error) == f"CloudFormation didn't accept the response: status {case}."
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
        "connection refused": ("https://127.0.0.1:1/{}", "ConnectionRefusedError"),
        "name unknown": ("https://no-such-host.invalid/{}", "gaierror"),
    }
)
def nobody_there(lab: Lab, case: tuple[str, str]) -> str:
    """The host of the ResponseURL: {}."""
    lab.unanswerable, lab.seconds = True, 30
    url = case[0].format("r?planted-signature")
    event = {**lab.request("Create"), "ResponseURL": url}
    with mock.patch.dict("os.environ", {"AWS_ENDPOINT_URL": url}):
        error = lab.attempt(event)
    assert isinstance(error, DeliveryError)
    assert str(error) == f"CloudFormation didn't accept the response in time: {case[1]}."
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


def raising(error: BaseException) -> CognitoFault:
    """Raise an error in the middle of an operation."""

    def fault(_perform: Callable[[], Any]) -> Any:
        raise error

    return fault


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
