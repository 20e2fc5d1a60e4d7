"""One request to the place behind a PreSignedUrl, step by step."""

import hashlib
import http.server
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from xml.sax.saxutils import escape

from tests.fakes.cognito import SECRET, FakeCognito

_BLOCK = 1 << 16


@dataclass
class Upload:
    """A request, as far as it came.

    :param path: Without the query, which is a secret.
    :param is_complete: Whether all of the body arrived.
    :param is_taken: Whether the job then has the file.
    """

    method: str
    path: str
    headers: dict[str, str]
    size: int = 0
    digest: str = ""
    content: bytes | None = field(default=None, repr=False)
    is_complete: bool = False
    is_taken: bool = False

    @property
    def job_id(self) -> str:
        """The job of the URL."""
        return self.path.rpartition("/")[2]


Refusal = tuple[int, str, str]
"""Status, code and message."""
LENGTH_MISSING: Refusal = (
    411,
    "MissingContentLength",
    "You must provide the Content-Length HTTP header.",
)
EXPIRED: Refusal = (403, "AccessDenied", "Request has expired")


class Owner(Protocol):
    """The server, as a request sees it."""

    cognito: FakeCognito
    keeps: bool
    uploads: list[Upload]
    ended: threading.Event

    def next_behaviour(self) -> "Behaviour":
        """Return what to do with a request that has come."""


class UploadRequest(http.server.BaseHTTPRequestHandler):
    """A request whose header has been read; a behaviour does the rest."""

    protocol_version = "HTTP/1.1"

    def __init__(self, connection: socket.socket, address: Any, owner: Owner) -> None:
        self._owner = owner
        # The server is only passed on to the methods of the base, none of which uses it here.
        super().__init__(connection, address, owner)  # type: ignore[arg-type]

    def do_PUT(self) -> None:
        """Do with the request what is to be done."""
        self.close_connection = True
        # Lower case, so that they can be looked up.
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.upload = Upload(self.command, self.path.partition("?")[0], headers)
        # Before the answer, so that a client that has one finds the record.
        self._owner.uploads.append(self.upload)
        self._owner.next_behaviour()(self)

    do_GET = do_POST = do_PUT  # noqa: N815

    @property
    def ended(self) -> threading.Event:
        """Is set when the server ends."""
        return self._owner.ended

    def read(self, count: int | None = None) -> None:
        """Read this many bytes of the body, or all of it."""
        announced = int(self.headers.get("Content-Length") or 0)
        end = announced if count is None else min(count, announced)
        digest, kept = hashlib.sha256(), bytearray()
        while self.upload.size < end:
            block = self.rfile.read1(min(_BLOCK, end - self.upload.size))
            if not block:
                break
            self.upload.size += len(block)
            digest.update(block)
            if self._owner.keeps:
                kept += block
        self.upload.is_complete = self.upload.size == announced
        self.upload.digest = digest.hexdigest()
        self.upload.content = bytes(kept) if self._owner.keeps else None

    def refusal(self) -> Refusal | None:
        """Return what S3 has against the request, or None."""
        if self.command != "PUT":
            return 405, "MethodNotAllowed", "The specified method is not allowed."
        if self.path.partition("?")[2] != SECRET:
            return 403, "SignatureDoesNotMatch", "The signature does not match."
        if self._owner.cognito.has_expired(self.upload.job_id):
            return EXPIRED
        if self.headers.get("x-amz-server-side-encryption") != "aws:kms":
            return 403, "SignatureDoesNotMatch", "The signature does not match."
        if "Transfer-Encoding" in self.headers or "Content-Length" not in self.headers:
            return LENGTH_MISSING
        return None

    def take(self) -> None:
        """Give the file to the job."""
        self.upload.is_taken = True
        self._owner.cognito.receive(self.upload.job_id, self.upload.content)

    def answer(self, status: int, code: str = "", message: str = "", location: str = "") -> None:
        """Answer, with S3's XML where there is a code."""
        # S3 shows what was signed, which is the URL with its secrets.
        signed = f"<CanonicalRequest>PUT {escape(self.path)}</CanonicalRequest>"
        text = f"<Code>{code}</Code><Message>{message}</Message>{signed}"
        xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{text}</Error>' if code else ""
        further = f"Location: {location}\r\n" if location else ""
        header = f"HTTP/1.1 {status} Answer\r\n{further}Connection: close\r\n"
        # In one piece, so that all of it or nothing arrives before the end of the connection.
        self.wfile.write(f"{header}Content-Length: {len(xml)}\r\n\r\n{xml}".encode())

    def linger(self) -> None:
        """Read until the client leaves: with bytes unread its answer would be lost."""
        while self.rfile.read1(_BLOCK):
            pass

    def reset(self) -> None:
        """Cut the connection."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Print nothing: a request line holds secrets."""


Behaviour = Callable[[UploadRequest], None]
"""Does something with a request whose header has been read."""
