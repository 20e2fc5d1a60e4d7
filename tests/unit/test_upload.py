"""The upload of a file to a pre-signed URL: one attempt, and what is final."""

import http.client
import logging
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.errors import ExpiredUrlError, SourceError, UploadError
from cognito_user_import.transfer.upload import upload
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import SECRET, FakeCognito
from tests.fakes.upload_behaviour import (
    EXPIRED_EARLY,
    early,
    status,
)
from tests.fakes.upload_server import UploadServer

BLOCKS = [b"cognito:username,email\n" * 1000, b"user1,user1@example.com\n"]
SIZE = sum(map(len, BLOCKS))


@pytest.fixture
def cognito() -> FakeCognito:
    """Make a Cognito with a job whose URL is alive."""
    cognito = FakeCognito()
    cognito.jobs.append({"JobId": "import-1", "CreationDate": cognito.now()})
    return cognito


@pytest.fixture
def server(tmp_path: Path, cognito: FakeCognito) -> Iterator[UploadServer]:
    """Serve at Amazon's host."""
    with UploadServer(tmp_path, cognito) as server, server.reachable():
        yield server


def put(server: UploadServer) -> None:
    """Upload the blocks for the job."""
    upload(f"{server.url}/pool/import-1?{SECRET}", SIZE, lambda: BLOCKS, Deadline(30, FakeClock()))


def test_the_blocks_are_put_as_they_are(server: UploadServer) -> None:
    """One PUT, with the header that is signed and the length, not in chunks."""
    put(server)
    (request,) = server.taken
    assert request.method == "PUT"
    assert request.content == b"".join(BLOCKS)
    assert {**request.headers, "host": ""} == {
        "host": "",
        "content-length": str(SIZE),
        "x-amz-server-side-encryption": "aws:kms",
    }


def test_the_signature_is_sent_as_it_is(server: UploadServer) -> None:
    """The server, as S3, refuses another query than the one that was signed."""
    put(server)
    with pytest.raises(ExpiredUrlError, match="SignatureDoesNotMatch"):
        upload(
            f"{server.url}/pool/import-1?{SECRET}&more=1",
            SIZE,
            lambda: BLOCKS,
            Deadline(30, FakeClock()),
        )


@pytest.mark.parametrize("url", ["{}/pool/import-1", "{}:443/pool/import-1"])
def test_the_host_may_name_its_port(server: UploadServer, url: str) -> None:
    """It is that of https."""
    upload(f"{url.format(server.url)}?{SECRET}", SIZE, lambda: BLOCKS, Deadline(30, FakeClock()))
    assert len(server.taken) == 1


def test_the_sdks_own_endpoint_is_trusted(
    server: UploadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by the SDK itself, and only then."""
    url = f"{server.endpoint_url}/pool/import-1?{SECRET}"
    with pytest.raises(UploadError, match="must be an https URL of Amazon S3"):
        upload(url, SIZE, lambda: BLOCKS, Deadline(30, FakeClock()))
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint_url)
    upload(url, SIZE, lambda: BLOCKS, Deadline(30, FakeClock()))
    assert len(server.uploads) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://bucket.s3.eu-central-1.amazonaws.com/import-1?planted",
        "ftp://bucket.s3.eu-central-1.amazonaws.com/import-1?planted",
        "https://planted.example/import-1",
        "https://bucket.s3.amazonaws.com@planted.example/import-1",
        "https://bucket.s3.eu-central-1.amazonaws.com:8443/import-1?planted",
        "https://bucket.s3.attackeramazonaws.com/import-1?planted",
        "https:///import-1?planted",
        "https://[bad",
        "https://bucket.s3.eu-central-1.amazonaws.com:planted/import-1",
        "planted",
        "",
    ],
)
def test_other_places_get_nothing(server: UploadServer, url: str) -> None:
    """The users of the file and the signature are secrets; so is the URL, in the error too."""
    clock = FakeClock()
    with pytest.raises(UploadError) as raised:
        upload(url, SIZE, lambda: BLOCKS, Deadline(30, clock))
    assert str(raised.value) == "The pre-signed URL must be an https URL of Amazon S3."
    assert (server.uploads, clock.sleeps) == ([], [])


def test_a_url_without_tls_gets_nothing(
    server: UploadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even on the SDK's own endpoint."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint_url)
    url = server.endpoint_url.replace("https:", "http:")
    with pytest.raises(UploadError, match="must be an https URL of Amazon S3"):
        upload(f"{url}/pool/import-1?{SECRET}", SIZE, lambda: BLOCKS, Deadline(30, FakeClock()))
    assert server.uploads == []


def test_a_large_file_is_refused_while_it_is_sent(tmp_path: Path, cognito: FakeCognito) -> None:
    """The answer comes first, and is read."""
    blocks = [bytes(1 << 20)] * 8
    with UploadServer(tmp_path, cognito) as server, server.reachable():
        server.behave(early(400, "EntityTooLarge"))
        with pytest.raises(
            UploadError, match=r"refused the CSV file: status 400, EntityTooLarge\.$"
        ):
            upload(
                f"{server.url}/pool/import-1?{SECRET}",
                8 << 20,
                lambda: blocks,
                Deadline(30, FakeClock()),
            )


@pytest.mark.parametrize("error", [BrokenPipeError, ConnectionResetError, ssl.SSLEOFError])
def test_a_refusal_is_read_when_the_connection_takes_no_more(
    server: UploadServer, monkeypatch: pytest.MonkeyPatch, error: type[OSError]
) -> None:
    """S3 answers and closes while a large file is still being sent."""
    send = http.client.HTTPSConnection.send

    def broken(connection: http.client.HTTPSConnection, data: bytes) -> None:
        if data is BLOCKS[1]:
            raise error
        send(connection, data)

    monkeypatch.setattr(http.client.HTTPSConnection, "send", broken)
    server.behave(EXPIRED_EARLY)
    with pytest.raises(ExpiredUrlError, match="status 403, AccessDenied"):
        put(server)


def test_what_the_blocks_raise_ends_the_upload_unfinished(
    tmp_path: Path, cognito: FakeCognito
) -> None:
    """S3 stores nothing of a file that is not whole; nothing is repeated."""

    def blocks() -> Iterator[bytes]:
        yield BLOCKS[0]
        raise SourceError("The file is another one.")

    clock = FakeClock()
    with (
        UploadServer(tmp_path, cognito) as server,
        server.reachable(),
        pytest.raises(SourceError),
    ):
        upload(f"{server.url}/pool/import-1?{SECRET}", SIZE, blocks, Deadline(30, clock))
    (request,) = server.uploads
    assert (request.is_complete, request.size) == (False, len(BLOCKS[0]))
    assert cognito.files == {}
    assert clock.sleeps == []


def test_no_log_has_anything_of_the_url(
    server: UploadServer, caplog: pytest.LogCaptureFixture
) -> None:
    """At any level."""
    caplog.set_level(logging.DEBUG)
    server.behave(status(500, "InternalError"), status(404, "NoSuchBucket"))
    with pytest.raises(UploadError) as raised:
        put(server)
    texts = [str(raised.value), repr(raised.value), caplog.text]
    assert "upload failed (status 500, InternalError), retrying in " in caplog.text
    assert [text for text in texts if "planted" in text or "import-1" in text] == []
