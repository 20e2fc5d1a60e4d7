"""The place behind a ResponseURL: a TLS server on the loopback interface that can misbehave."""

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from local_aws.certificates import Certificates, make_certificates


@dataclass(frozen=True)
class Behaviour:
    """What the server does with a request that it has read.

    :param takes_body: Whether CloudFormation then has the answer, whatever the client can know.
    :param answer: Answers; the event is set when the server ends.
    """

    takes_body: bool
    answer: Callable[[ssl.SSLSocket, threading.Event], None]


def status(code: int, name: str = "") -> Behaviour:
    """Answer with this status, and with S3's XML if there is a name for the error."""
    body = f"<Error><Code>{name}</Code></Error>" if name else ""

    def answer(connection: ssl.SSLSocket, _ended: threading.Event) -> None:
        location = "Location: https://127.0.0.1:1/elsewhere\r\n" if 300 <= code < 400 else ""
        length = f"Content-Length: {len(body)}\r\n"
        connection.sendall(f"HTTP/1.1 {code} Answer\r\n{location}{length}\r\n{body}".encode())

    return Behaviour(200 <= code < 300, answer)


def _never(_connection: ssl.SSLSocket, ended: threading.Event) -> None:
    ended.wait()


def _drip(connection: ssl.SSLSocket, ended: threading.Event) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n":
        if ended.wait(1):
            return
        connection.sendall(bytes([byte]))


def _reset(connection: ssl.SSLSocket, _ended: threading.Event) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


SILENCE = Behaviour(False, _never)
"""Read the request and never answer."""
DRIP = Behaviour(False, _drip)
"""Answer one byte a second, so that no single wait takes long."""
RESET = Behaviour(True, _reset)
"""Take the body and cut the connection, so that the client cannot know."""


class ResponseServer:
    """Takes answers to requests of CloudFormation.

    :param behaviours: What to do with the first requests; those after them are answered 200.
    """

    def __init__(self, folder: Path, behaviours: Iterable[Behaviour] = ()) -> None:
        self._certificates = make_certificates(folder)
        self._behaviours = list(behaviours)
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._arrived = threading.Condition(self._lock)
        self.bodies: list[bytes] = []
        """Of all requests, in the order of their arrival."""
        self.accepted: list[bytes] = []
        """Those that CloudFormation has."""

    @property
    def certificates(self) -> Certificates:
        """The authority to trust, and the server's certificate."""
        return self._certificates

    @property
    def endpoint_url(self) -> str:
        """The scheme, host and port."""
        return f"https://127.0.0.1:{self._listener.getsockname()[1]}"

    def url(self, name: str = "response", sent: datetime | None = None) -> str:
        """Return a ResponseURL, signed now or at another time."""
        signed = f"{sent or datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        return f"{self.endpoint_url}/{name}?X-Amz-Signature=planted-signature&X-Amz-Date={signed}"

    @property
    def answers(self) -> list[dict[str, Any]]:
        """The accepted bodies, read."""
        return [json.loads(body) for body in self.accepted]

    def behave(self, *behaviours: Behaviour) -> None:
        """Set what to do with the next requests."""
        with self._lock:
            self._behaviours = list(behaviours)

    def wait_for_bodies(self, count: int, seconds: float = 10) -> None:
        """Return once this many requests have arrived."""
        with self._arrived:
            arrived = self._arrived.wait_for(lambda: len(self.bodies) >= count, seconds)
        if not arrived:
            raise TimeoutError(f"{len(self.bodies)} of {count} requests arrived in {seconds} s")

    def __enter__(self) -> Self:
        self._start(self._serve)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads = [other for other in self._threads if other.is_alive()] + [thread]
        thread.start()

    def _serve(self) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self._certificates.certificate, self._certificates.key)
        while not self._ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._start(self._talk, connection, context)

    def _talk(self, connection: socket.socket, context: ssl.SSLContext) -> None:
        connection.settimeout(10)
        with suppress(OSError), context.wrap_socket(connection, server_side=True) as secured:
            body = _read(secured)
            with self._arrived:
                behaviour = self._behaviours.pop(0) if self._behaviours else status(200)
                self.bodies.append(body)
                if behaviour.takes_body:
                    self.accepted.append(body)
                self._arrived.notify_all()
            behaviour.answer(secured, self._ended)


def _read(connection: ssl.SSLSocket) -> bytes:
    with connection.makefile("rb") as stream:
        length = 0
        for line in iter(stream.readline, b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return stream.read(length)
