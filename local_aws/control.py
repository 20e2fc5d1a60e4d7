"""The control endpoint, by which a test sets faults, reads calls and ends the server."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable
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
                # Only whoever started the server knows the token: nobody ends another's.
                if json.loads(body)["token"] != self._token:
                    raise ValueError("this server was started by somebody else")
                self._shut_down()
                return {"pid": os.getpid()}
        return None
