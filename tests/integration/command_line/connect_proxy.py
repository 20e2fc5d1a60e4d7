"""An HTTP proxy on the loopback interface that opens tunnels, and remembers for whom."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_SECONDS = 60


@dataclass
class Proxy:
    """A proxy that listens.

    :param tunnels: The addresses that were asked for, with the credentials that came along.
    """

    port: int
    tunnels: list[tuple[str, str]] = field(default_factory=list)
    #: Bytes of a tunnel after which it passes nothing on until `go_on` is set; None for all.
    holds_after: int | None = None
    go_on: threading.Event = field(default_factory=threading.Event)


@contextmanager
def connect_proxy() -> Iterator[Proxy]:
    """Yield a proxy while the block lasts."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            proxy.tunnels.append((self.path, self.headers.get("Proxy-Authorization", "")))
            host, _, port = self.path.rpartition(":")
            with socket.create_connection((host, int(port)), timeout=10) as there:
                self.send_response(200)
                self.end_headers()
                back = threading.Thread(target=_copy, args=(there, self.connection), daemon=True)
                back.start()
                _copy(self.connection, there, proxy)
                back.join(10)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        proxy = Proxy(server.server_address[1])
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield proxy
        server.shutdown()


def _copy(source: socket.socket, target: socket.socket, proxy: Proxy | None = None) -> None:
    passed = 0
    # Who goes away has heard enough.
    with suppress(OSError):
        while block := source.recv(1 << 16):
            target.sendall(block)
            passed += len(block)
            if proxy and proxy.holds_after is not None and passed >= proxy.holds_after:
                proxy.go_on.wait(_SECONDS)
        target.shutdown(socket.SHUT_WR)
