"""The control endpoint and its client. Tests set faults, read calls, and stop the server."""

from __future__ import annotations

import dataclasses
import json
import os
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from local_aws.calls import Call
from local_aws.faults import FaultDesk

CONTROL_PATH = "/_local_aws/"


class Control:
    """Answers the requests below CONTROL_PATH, which only the loopback interface can reach."""

    def __init__(
        self, token: str, desk: FaultDesk, calls: list[Call], shut_down: Callable[[], None]
    ) -> None:
        self._token = token
        self._desk = desk
        self._calls = calls
        self._shut_down = shut_down

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        """Return the status and the JSON for a request."""
        try:
            answer = self._answered(method, path.removeprefix(CONTROL_PATH), body)
        except (ValueError, TypeError) as error:
            return 400, json.dumps({"error": str(error)}).encode()
        if answer is None:
            return 404, json.dumps({"error": f"nothing to {method} at {path}"}).encode()
        return 200, json.dumps(answer).encode()

    def _answered(self, method: str, name: str, body: bytes) -> Any:
        match method, name:
            case "GET", "health":
                return {"pid": os.getpid()}
            case "POST", "faults":
                self._desk.configure(json.loads(body))
                return {}
            case "DELETE", "faults":
                self._desk.reset()
                return {}
            case "GET", "calls":
                return [dataclasses.asdict(call) for call in self._calls]
            case "POST", "stop":
                # Only its starter knows the token, so nobody stops another's server.
                if json.loads(body)["token"] != self._token:
                    raise ValueError("this server was started by somebody else")
                self._shut_down()
                return {"pid": os.getpid()}
        return None


class ControlClient:
    """The control endpoint of the server at an address."""

    def __init__(self, endpoint_url: str, authority: Path) -> None:
        self._url = endpoint_url + CONTROL_PATH
        tls = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=str(authority)))
        # Without the proxies of the environment: the server is on the loopback interface.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), tls)

    def request(self, method: str, name: str, body: Any = None, *, timeout: float = 10.0) -> Any:
        """Return the decoded answer to a request; raise ValueError if it was refused."""
        data = None if body is None else json.dumps(body, default=dataclasses.asdict).encode()
        request = urllib.request.Request(self._url + name, data, method=method)  # noqa: S310 - https
        try:
            with self._opener.open(request, timeout=timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise ValueError(error.read().decode()) from None
