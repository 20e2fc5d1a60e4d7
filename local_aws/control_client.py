"""Talks to a server's control endpoint."""

from __future__ import annotations

import dataclasses
import json
import ssl
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from local_aws.control import CONTROL_PATH


class ControlClient:
    """The control endpoint of the server at an address."""

    def __init__(self, endpoint_url: str, authority: Path) -> None:
        self._url = endpoint_url + CONTROL_PATH
        tls = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=str(authority)))
        # Without the proxies of the environment: the server is on the loopback interface.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), tls)

    def request(self, method: str, name: str, body: Any = None, *, timeout: float = 10.0) -> Any:
        """Return the decoded answer to a request; raise ValueError for one that is refused."""
        data = None if body is None else json.dumps(body, default=dataclasses.asdict).encode()
        request = urllib.request.Request(self._url + name, data, method=method)  # noqa: S310 - https
        try:
            with self._opener.open(request, timeout=timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise ValueError(error.read().decode()) from None
