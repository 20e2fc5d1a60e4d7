"""Delivering an answer over TLS, when the other side misbehaves."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cloudformation.delivery import deliver
from cognito_user_import.errors import DeliveryError
from tests.cloudformation.harness import trusted
from tests.cloudformation.response_server import Behaviour, ResponseServer, status
from tests.fakes.clock import FakeClock

BODY = b'{"Status":"SUCCESS"}'
MOST_PAUSES = 100


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


def test_a_slow_upload_is_repeated_as_sdks_repeat_it(server: ResponseServer) -> None:
    """S3 reports its own timeout with status 400, which is final with any other code."""
    server.behave(status(400, "RequestTimeout"), status(400, "RequestTimeout"))
    deliver(server.url(), BODY, Deadline(30, FakeClock()))
    assert server.bodies == [BODY] * 3
    server.behave(status(400, "EntityTooLarge"))
    with pytest.raises(DeliveryError, match=r"response: status 400, EntityTooLarge\.$"):
        deliver(server.url(), BODY, Deadline(30, FakeClock()))
    assert len(server.bodies) == 4


def test_no_time_left_is_an_error_and_no_attempt(server: ResponseServer) -> None:
    """There is nobody left to read the answer."""
    started = time.monotonic()
    with pytest.raises(DeliveryError):
        deliver(server.url(), BODY, Deadline(0))
    assert server.bodies == []
    assert time.monotonic() - started < 5


class ImpatientClock(FakeClock):
    """A clock that allows only this many pauses."""

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        super().sleep(seconds)
        if len(self.sleeps) > MOST_PAUSES:
            raise AssertionError(f"still sending after {self.now():.0f} s")


def trickle(connection: ssl.SSLSocket, ended: threading.Event) -> None:
    """Answer what looks like a 200, and then a byte at a time, so that no single wait is long."""
    connection.sendall(b"HTTP/1.1 200 ")
    for _ in range(20):
        if ended.wait(0.2):
            return
        connection.sendall(b"O")
    connection.sendall(b"\r\nContent-Length: 0\r\n\r\n")


@contextmanager
def full_listener() -> Iterator[str]:
    """Yield the URL of a host that answers no attempt to connect."""
    with ExitStack() as sockets:
        listener = sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(4):
            waiting = sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(address)
        yield f"https://127.0.0.1:{address[1]}/response"


def test_an_attempt_has_an_end_however_the_answer_trickles(server: ResponseServer) -> None:
    """The part of an answer that has come by then does not count as one."""
    server.behave(Behaviour(False, trickle))
    with pytest.raises(DeliveryError, match=r"in time: \w+\.$"):
        deliver(server.url(), BODY, Deadline(2))
    assert server.bodies == [BODY]


def test_connecting_has_an_end() -> None:
    """A host that drops packets would otherwise hold the invocation until it is killed."""
    errors: list[Exception] = []

    def attempt(url: str) -> None:
        try:
            deliver(url, BODY, Deadline(1))
        except DeliveryError as error:
            errors.append(error)

    with full_listener() as url:
        thread = threading.Thread(target=attempt, args=[url], daemon=True)
        thread.start()
        thread.join(5)
        in_time = [str(error) for error in errors]
    assert in_time == ["CloudFormation didn't accept the response in time: TimeoutError."]


def test_sending_ends_when_the_time_is_up(server: ResponseServer) -> None:
    """Whatever number of attempts that takes."""
    server.behave(*[status(500)] * MOST_PAUSES)
    with pytest.raises(DeliveryError, match="in time"):
        deliver(server.url(), BODY, Deadline(20, ImpatientClock()))
    assert len(server.bodies) < 10
