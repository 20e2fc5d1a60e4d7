"""The fake upload server accepts what S3 accepts, and misbehaves on request."""

import hashlib
import http.client
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.fakes.cognito import POOL, ROLE, SECRET, FakeCognito
from tests.fakes.import_run import Outcome
from tests.fakes.upload_behaviour import (
    EXPIRED_ABRUPTLY,
    EXPIRED_EARLY,
    SLOW_DOWN,
    URL_EXPIRED,
    redirect,
    reset_after,
    taken_and_reset,
)
from tests.fakes.upload_request import Behaviour
from tests.fakes.upload_server import UploadServer

ENCRYPTED = {"x-amz-server-side-encryption": "aws:kms"}
CONTENT = b"cognito:username\n" * 10_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[UploadServer]:
    """Serve at Amazon's host."""
    with UploadServer(tmp_path, FakeCognito()) as server, server.reachable():
        yield server


def url_of_a_job(server: UploadServer) -> str:
    """Create a job and return its URL."""
    job = server.cognito.client().create_user_import_job(
        UserPoolId=POOL, JobName="seed", CloudWatchLogsRoleArn=ROLE
    )
    return job["UserImportJob"]["PreSignedUrl"]


def put(url: str, headers: dict[str, str] = ENCRYPTED, content: bytes = CONTENT) -> tuple[int, str]:
    """PUT to a URL and return the status and the body of the answer."""
    parts = urlsplit(url)
    context = ssl.create_default_context()
    connection = http.client.HTTPSConnection(parts.netloc, timeout=10, context=context)
    try:
        connection.putrequest("PUT", f"{parts.path}?{parts.query}")
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            if value:
                connection.putheader(name, value)
        connection.endheaders()
        connection.send(content)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_a_file_is_taken_for_its_job(server: UploadServer) -> None:
    """Its Cognito has it, and it is recorded without the URL's secrets."""
    url = url_of_a_job(server)
    assert put(url) == (200, "")
    (job,) = server.cognito.jobs
    assert server.cognito.files == {job["JobId"]: CONTENT}
    (upload,) = server.taken
    assert (upload.job_id, upload.size) == (job["JobId"], len(CONTENT))
    assert upload.digest == hashlib.sha256(CONTENT).hexdigest()
    assert SECRET in url
    assert SECRET not in repr(server.uploads)


def test_a_url_expires_and_holds_for_its_job_only(server: UploadServer) -> None:
    """By the job's creation date; the query is the signature."""
    url = url_of_a_job(server)
    assert put(url.replace("planted", "forged"))[0] == 403
    server.cognito.jobs[0]["CreationDate"] -= 900
    status, body = put(url)
    assert (status, "Request has expired" in body) == (403, True)


@pytest.mark.parametrize(
    ("behaviour", "status", "text"),
    [
        (SLOW_DOWN, 503, "<Code>SlowDown</Code>"),
        (URL_EXPIRED, 403, "<Message>Request has expired</Message>"),
        (redirect("https://elsewhere.example/"), 307, "<Code>TemporaryRedirect</Code>"),
    ],
)
def test_an_answer_can_be_another(
    server: UploadServer, behaviour: Behaviour, status: int, text: str
) -> None:
    """Once; the next upload is taken."""
    server.behave(behaviour)
    url = url_of_a_job(server)
    answered, body = put(url)
    assert (answered, text in body) == (status, True)
    assert put(url) == (200, "")
    assert [upload.is_taken for upload in server.uploads] == [False, True]


def test_an_answer_can_come_before_the_body(server: UploadServer) -> None:
    """The body is let in and forgotten, or the connection ends while it is being sent."""
    large = bytes(50_000_000)
    server.behave(EXPIRED_EARLY, EXPIRED_ABRUPTLY)
    assert put(url_of_a_job(server), content=large)[0] == 403
    with pytest.raises(OSError, match=r"reset|[Pp]ipe|EOF"):
        put(url_of_a_job(server), content=large)
    assert server.uploads[1].size == 0
    assert server.cognito.files == {}


@pytest.mark.parametrize(
    ("behaviour", "is_taken"), [(reset_after(70_000), False), (taken_and_reset, True)]
)
def test_a_connection_can_be_cut(
    server: UploadServer, behaviour: Behaviour, is_taken: bool
) -> None:
    """In the middle of the body, or where the answer should come."""
    server.behave(behaviour)
    with pytest.raises((OSError, http.client.HTTPException)):
        put(url_of_a_job(server))
    (upload,) = server.uploads
    assert (upload.is_taken, bool(server.cognito.files)) == (is_taken, is_taken)
    assert upload.size == (len(CONTENT) if is_taken else 70_000)


def test_content_need_not_be_kept(tmp_path: Path) -> None:
    """Then it is counted and hashed, and the job has a forced outcome."""
    cognito = FakeCognito()
    cognito.force(Outcome(imported=7))
    with UploadServer(tmp_path, cognito, keeps=False) as server, server.reachable():
        assert put(url_of_a_job(server))[0] == 200
    job_id = server.taken[0].job_id
    cognito.client().start_user_import_job(UserPoolId=POOL, JobId=job_id)
    cognito.clock.sleep(2)
    assert cognito.job(job_id)["ImportedUsers"] == 7
    assert (server.taken[0].content, server.taken[0].size) == (None, len(CONTENT))
