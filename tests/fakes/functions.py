"""AWS Lambda's asynchronous invocations in memory, below a real boto3 client."""

import json
from collections import deque
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from cognito_user_import.aws.clients import Clients
from tests.fakes.client_twins import client_served_by
from tests.fakes.service import FakeService, FakeServiceError, Raw


def _made() -> Any:
    return Clients(None).functions  # type: ignore[arg-type]


class FakeFunctions(FakeService):
    """Keeps the events of invocations until a test lets them run."""

    def __init__(self) -> None:
        super().__init__()
        self.events: deque[dict[str, Any]] = deque()
        self.invoked: list[str] = []
        """The paths of the requests."""

    def client(self) -> Any:
        """Return a boto3 client of this service."""
        return client_served_by(self._serve, _made)

    def _serve(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        headers = HTTPHeaders()
        try:
            self._attempt("Invoke", lambda: self._invoke(request))
        except FakeServiceError as failure:
            headers["x-amzn-ErrorType"] = failure.code
            body = json.dumps({"message": failure.message}).encode()
            return AWSResponse("https://service.example/", failure.status, headers, Raw(body))
        return AWSResponse("https://service.example/", 202, headers, Raw(b""))

    def _invoke(self, request: AWSPreparedRequest) -> None:
        if request.headers["X-Amz-Invocation-Type"] not in ("Event", b"Event"):
            raise AssertionError("a synchronous invocation waits for the next one")
        body: Any = request.body
        self.events.append(json.loads(body if isinstance(body, (bytes, str)) else body.read()))
        self.invoked.append(request.url.partition("/2015-03-31")[2])
