"""What the fakes of AWS services have in common: their calls are counted, and can be made to fail.

A fault is given the operation to perform, and returns its answer or raises.
"""

import json
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

from cognito_user_import.aws.deadline import Clock

Fault = Callable[[Callable[[], Any]], Any]
"""Is given the operation to perform, and returns its answer or raises."""


class FakeServiceError(Exception):
    """An error that a service answers."""

    def __init__(self, code: str, message: str = "", status: int = 400) -> None:
        super().__init__(code)
        self.code, self.message, self.status = code, message or code, status


def refused(code: str, message: str = "", status: int = 400) -> Fault:
    """Answer an error without performing the operation."""

    def fault(_perform: Callable[[], Any]) -> Any:
        raise FakeServiceError(code, message, status)

    return fault


def refused_until(seconds: float, clock: Clock, code: str, message: str = "") -> Fault:
    """Return an error until this many seconds have passed on the clock."""

    def fault(perform: Callable[[], Any]) -> Any:
        if clock.now() < seconds:
            raise FakeServiceError(code, message)
        return perform()

    return fault


def preceded_by(action: Callable[[], object]) -> Fault:
    """Do something before the operation is performed, as another client would."""

    def fault(perform: Callable[[], Any]) -> Any:
        action()
        return perform()

    return fault


def answer_lost(perform: Callable[[], Any]) -> Any:
    """Perform the operation and lose the answer."""
    perform()
    raise ReadTimeoutError(endpoint_url="https://cognito-idp.eu-central-1.amazonaws.com/")


class FakeService:
    """A service whose operations are counted and can fail."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.around: Callable[[str, Callable[[], Any]], Any] = lambda _operation, perform: perform()
        """Is given each operation's name and the operation to perform, which may fail anyway."""
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._always: dict[str, Fault] = {}
        self._lock = threading.RLock()

    def fail(self, operation: str, *faults: Fault) -> None:
        """Have the next calls of an operation fail, each in its way."""
        self._faults[operation].extend(faults)

    def always_fail(self, operation: str, fault: Fault) -> None:
        """Have all calls of an operation fail."""
        self._always[operation] = fault

    def heal(self) -> None:
        """Have no further call fail."""
        self._faults.clear()
        self._always.clear()

    def count(self, operation: str) -> int:
        """Return how often an operation was called."""
        return self.calls.count(operation)

    def _attempt(self, operation: str, perform: Callable[[], Any]) -> Any:
        """Perform an operation, or do what the fault in its place does."""

        def locked() -> Any:
            with self._lock:
                return perform()

        with self._lock:
            self.calls.append(operation)
            fault = self._next_fault(operation)
        return self.around(operation, lambda: fault(locked))

    def _next_fault(self, operation: str) -> Fault:
        if self._faults[operation]:
            return self._faults[operation].popleft()
        return self._always.get(operation, lambda perform: perform())


class FakeJsonService(FakeService):
    """A service of the protocol json-1.1; its operations are methods such as `_ListThings`."""

    def _serve(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        operation = _text(request.headers["X-Amz-Target"]).partition(".")[2]
        parameters = json.loads(_text(request.body))
        try:
            answer = self._attempt(operation, lambda: self._perform(operation, parameters))
        except FakeServiceError as failure:
            return _json(failure.status, {"__type": failure.code, "message": failure.message})
        return _json(200, answer)

    def _perform(self, operation: str, parameters: dict[str, Any]) -> Any:
        return getattr(self, f"_{operation}")(**parameters)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


class Raw:
    """The part of a response that botocore reads the body from."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        yield self._body


def _json(status: int, body: Any) -> AWSResponse:
    raw = Raw(json.dumps(body).encode())
    return AWSResponse("https://service.example/", status, HTTPHeaders(), raw)
