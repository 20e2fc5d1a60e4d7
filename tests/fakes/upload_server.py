"""The place behind a PreSignedUrl: a TLS server on the loopback interface that can misbehave."""

import http.server
import os
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from unittest import mock

import trustme

from tests.fakes.cognito import FakeCognito
from tests.fakes.upload_behaviour import take
from tests.fakes.upload_request import Behaviour, Upload, UploadRequest

HOST = "aws-cognito-idp-user-import-fra.s3.eu-central-1.amazonaws.com"
"""Amazon's name that `reachable` leads to the server."""
_SYSTEMS = os.environ.get("SSL_CERT_FILE")


class UploadServer:
    """Takes files for a Cognito's jobs, whose pre-signed URLs point to it while it serves.

    :param folder: For its certificates.
    :param keeps: Whether content is kept, for Cognito to import; else it is counted and hashed, and
        a started job needs a forced outcome.
    """

    def __init__(self, folder: Path, cognito: FakeCognito, *, keeps: bool = True) -> None:
        self.cognito = cognito
        self.keeps = keeps
        self.uploads: list[Upload] = []
        """All requests whose header has come, in the order of their arrival."""
        self.ended = threading.Event()
        self.errors: list[BaseException] = []
        """What no client is to blame for; the server raises the first when it ends."""
        self._behaviours: list[Behaviour] = []
        self._always: Behaviour = take
        self._lock = threading.Lock()
        self._folder = folder
        self._authority = trustme.CA()
        self._server = _TlsServer(self, self._context())

    @property
    def url(self) -> str:
        """What pre-signed URLs begin with, on Amazon's host."""
        return f"https://{HOST}"

    @property
    def endpoint_url(self) -> str:
        """The same server by its own address."""
        return f"https://127.0.0.1:{self._port}"

    @property
    def authority(self) -> Path:
        """The authority to trust."""
        path = self._folder / "upload-authority.pem"
        if not path.exists():
            self._authority.cert_pem.write_to_path(str(path))
        return path

    @property
    def taken(self) -> list[Upload]:
        """The uploads that S3 then has, whatever the client can know."""
        return [upload for upload in self.uploads if upload.is_taken]

    def behave(self, *behaviours: Behaviour) -> None:
        """Set what to do with the next requests; those after them are taken."""
        with self._lock:
            self._behaviours = list(behaviours)

    def always_behave(self, behaviour: Behaviour) -> None:
        """Set what to do with all requests that `behave` says nothing of."""
        with self._lock:
            self._always = behaviour

    def next_behaviour(self) -> Behaviour:
        """Return what to do with a request that has come."""
        with self._lock:
            return self._behaviours.pop(0) if self._behaviours else self._always

    @contextmanager
    def reachable(self) -> Iterator[None]:
        """Lead Amazon's host to the server, and have it trusted beside who is trusted already."""
        bundle = self._folder / "upload-bundle.pem"
        trusted = os.environ.get("SSL_CERT_FILE")
        # Reading all authorities of the world takes longer than the upload.
        before = Path(trusted).read_bytes() if trusted and trusted != _SYSTEMS else b""
        bundle.write_bytes(before + b"\n" + self.authority.read_bytes())
        connect = socket.create_connection

        def redirected(address: tuple[str, int], *args: Any, **options: Any) -> socket.socket:
            is_ours = address == (HOST, 443)
            return connect(("127.0.0.1", self._port) if is_ours else address, *args, **options)

        with (
            mock.patch.dict("os.environ", {"SSL_CERT_FILE": str(bundle)}),
            mock.patch("socket.create_connection", redirected),
        ):
            yield

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.cognito.upload_url = self.url
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        if self.errors and error is None:
            raise self.errors[0]

    @property
    def _port(self) -> int:
        return int(self._server.server_address[1])

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._authority.issue_cert("127.0.0.1", "localhost", HOST).configure_cert(context)
        return context


class _TlsServer(http.server.ThreadingHTTPServer):
    """Serves each connection in a thread, its handshake too."""

    daemon_threads = False  # So that the end waits for them.
    block_on_close = True

    def __init__(self, owner: UploadServer, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
        self._owner = owner
        self._context = context

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Make the handshake and handle the request."""
        request.settimeout(10)
        with self._context.wrap_socket(request, server_side=True) as secured:
            UploadRequest(secured, client_address, self._owner)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep an error, unless it is a client's that has gone."""
        error = sys.exc_info()[1]
        if error and not isinstance(error, OSError):
            self._owner.errors.append(error)
