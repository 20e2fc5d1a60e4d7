"""The upload of a file when the other side or the network fails."""

import http.client
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.errors import UploadError
from cognito_user_import.transfer.upload import upload
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import SECRET, FakeCognito
from tests.fakes.upload_behaviour import (
    SLOW_DOWN,
    deafness,
    silence,
    status,
)
from tests.fakes.upload_request import Behaviour
from tests.fakes.upload_server import HOST, UploadServer

CONTENT = b"user1,user1@example.com\n" * 10_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[UploadServer]:
    """Serve at Amazon's host, for one job whose URL is alive."""
    cognito = FakeCognito()
    cognito.jobs.append({"JobId": "import-1", "CreationDate": cognito.now()})
    with UploadServer(tmp_path, cognito) as server, server.reachable():
        yield server


def put(server: UploadServer, deadline: Deadline) -> None:
    """Upload the content in two blocks."""
    url = f"{server.url}/pool/import-1?{SECRET}"
    blocks = [CONTENT[:100_000], CONTENT[100_000:]]
    upload(url, len(CONTENT), lambda: blocks, deadline)


def test_the_pauses_grow(server: UploadServer) -> None:
    """To eight seconds."""
    server.behave(*[SLOW_DOWN] * 6)
    clock = FakeClock()
    put(server, Deadline(60, clock))
    assert clock.sleeps == [0.5, 1, 2, 4, 8, 8]


@pytest.mark.parametrize(
    ("code", "name"), [(400, "RequestTimeout"), (403, "RequestThrottled"), (429, ""), (509, "")]
)
def test_what_sdks_repeat_is_repeated(server: UploadServer, code: int, name: str) -> None:
    """A stalled connection is a 400 of S3, and says nothing against the file."""
    server.behave(status(code, name), status(code, name))
    clock = FakeClock()
    put(server, Deadline(60, clock))
    assert clock.sleeps == [0.5, 1]
    assert len(server.taken) == 1


@pytest.mark.parametrize("failure", [silence, deafness])
def test_no_answer_ends_at_the_deadline(server: UploadServer, failure: Behaviour) -> None:
    """A server that takes all and says nothing does not hold the invocation."""
    server.always_behave(failure)
    started = time.monotonic()
    with pytest.raises(UploadError, match=r"couldn't be uploaded in time: TimeoutError\.$"):
        put(server, Deadline(0.4))
    assert time.monotonic() - started < 10


def test_no_block_is_sent_after_the_deadline(server: UploadServer) -> None:
    """A slow source does not prolong it."""
    clock = FakeClock()

    def blocks() -> Iterator[bytes]:
        for _ in range(10):
            clock.sleep(7)
            yield CONTENT

    url = f"{server.url}/pool/import-1?{SECRET}"
    with pytest.raises(UploadError, match=r"in time: TimeoutError\.$"):
        upload(url, 10 * len(CONTENT), blocks, Deadline(20, clock))
    assert clock.now() == 21


def test_no_time_left_is_an_error_and_no_attempt(server: UploadServer) -> None:
    """The URL has died, or the invocation ends."""
    with pytest.raises(UploadError, match=r"in time: TimeoutError\.$"):
        put(server, Deadline(0))
    assert server.uploads == []


def test_a_host_that_cannot_be_reached_ends_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its text names the kind of failure, not the address."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://127.0.0.1:1")
    with pytest.raises(UploadError) as raised:
        upload("https://127.0.0.1:1/p?planted", 1, lambda: [b"x"], Deadline(3, FakeClock()))
    assert str(raised.value) == (
        "The CSV file couldn't be uploaded in time: ConnectionRefusedError."
    )


def test_a_server_of_another_authority_is_not_trusted(
    server: UploadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has the host's name must prove it; asking again proves nothing."""
    monkeypatch.delenv("SSL_CERT_FILE")
    clock = FakeClock()
    with pytest.raises(UploadError, match=r"the server's certificate isn't trusted\.$"):
        put(server, Deadline(30, clock))
    assert (server.uploads, clock.sleeps) == ([], [])


def test_the_authorities_to_trust_can_be_named(
    server: UploadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As AWS_CA_BUNDLE does for boto3: what connects is the caller's choice."""
    monkeypatch.delenv("SSL_CERT_FILE")
    context = ssl.create_default_context(cafile=str(server.authority))
    hosts: list[str] = []

    def connect(host: str, seconds: float) -> http.client.HTTPSConnection:
        hosts.append(host)
        return http.client.HTTPSConnection(host, timeout=seconds, context=context)

    url = f"{server.url}/pool/import-1?{SECRET}"
    blocks = [CONTENT]
    upload(url, len(CONTENT), lambda: blocks, Deadline(30, FakeClock()), connect=connect)
    assert (hosts, len(server.taken)) == ([HOST], 1)
