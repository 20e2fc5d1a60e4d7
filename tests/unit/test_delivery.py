"""Delivering an answer over TLS, when the other side misbehaves."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cloudformation.delivery import deliver
from cognito_user_import.errors import DeliveryError
from tests.cloudformation.harness import trusted
from tests.cloudformation.response_server import RESET, ResponseServer, status
from tests.fakes.clock import FakeClock

BODY = b'{"Status":"SUCCESS"}'


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ResponseServer]:
    with ResponseServer(tmp_path) as server, trusted(server):
        yield server


def test_a_body_is_put_as_it_is(server: ResponseServer) -> None:
    """One PUT, nothing added to the body."""
    deliver(server.url(), BODY, Deadline(30))
    assert server.bodies == [BODY]


def test_passing_failures_are_repeated(server: ResponseServer) -> None:
    """503 twice, then taken: three PUTs of the same bytes, with growing pauses."""
    server.behave(status(503), status(429), status(200))
    clock = FakeClock()
    deliver(server.url(), BODY, Deadline(30, clock))
    assert server.bodies == [BODY] * 3
    assert clock.sleeps == [0.5, 1.0]


def test_a_lost_answer_is_repeated(server: ResponseServer) -> None:
    """CloudFormation may have the body already; the same bytes once more do no harm."""
    server.behave(RESET, status(200))
    deliver(server.url(), BODY, Deadline(30, FakeClock()))
    assert server.accepted == [BODY] * 2


@pytest.mark.parametrize("code", [301, 400, 403, 404])
def test_final_refusals_are_not_repeated(server: ResponseServer, code: int) -> None:
    """No redirect is followed, and the text holds nothing of the URL."""
    server.behave(status(code))
    with pytest.raises(DeliveryError) as raised:
        deliver(server.url(), BODY, Deadline(30))
    assert str(raised.value) == f"CloudFormation did not take the answer: status {code}."
    assert len(server.bodies) == 1


def test_it_ends_at_the_deadline(server: ResponseServer) -> None:
    """500 for ever ends in an error, when there is time for no more."""
    server.behave(*[status(500)] * 100)
    with pytest.raises(DeliveryError, match=r"in time: status 500\.$"):
        deliver(server.url(), BODY, Deadline(60, FakeClock()))
    assert 8 <= len(server.bodies) <= 16


def test_a_refused_connection_ends_in_an_error() -> None:
    """Its text names the kind of failure, not the address."""
    with pytest.raises(DeliveryError) as raised:
        deliver("https://127.0.0.1:1/secret?signature", BODY, Deadline(3, FakeClock()))
    assert str(raised.value) == (
        "CloudFormation did not take the answer in time: ConnectionRefusedError."
    )


def test_no_time_left_is_an_error_and_no_attempt(server: ResponseServer) -> None:
    """There is nobody left to read the answer."""
    started = time.monotonic()
    with pytest.raises(DeliveryError):
        deliver(server.url(), BODY, Deadline(0))
    assert server.bodies == []
    assert time.monotonic() - started < 5
