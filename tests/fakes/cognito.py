"""Amazon Cognito's import jobs in memory, below a real boto3 client.

The client's requests are caught before they are sent: its own code checks parameters, reads
answers and raises errors. tests/integration/test_fake_cognito.py holds this fake to the embedded
AWS.
"""

import json
import secrets
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

from cognito_user_import.cognito_client import cognito_client
from cognito_user_import.deadline import Clock

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

POOL = "eu-central-1_FakePool1"
ROLE = "arn:aws:iam::111122223333:role/CognitoLogs"
SECRET = "X-Amz-Signature=planted-pre-signed-url&X-Amz-Security-Token=planted-security-token"

Job = dict[str, Any]
Fault = Callable[[Callable[[], Any]], Any]
"""Is given the operation to perform, and returns its answer or raises."""


class FakeServiceError(Exception):
    """An error that Cognito answers."""

    def __init__(self, code: str, message: str = "", status: int = 400) -> None:
        super().__init__(code)
        self.code, self.message, self.status = code, message or code, status


def refused(code: str, message: str = "", status: int = 400) -> Fault:
    """Answer an error without performing the operation."""

    def fault(_perform: Callable[[], Any]) -> Any:
        raise FakeServiceError(code, message, status)

    return fault


def refused_until(seconds: float, clock: Clock, code: str) -> Fault:
    """Answer an error until so many seconds have passed on the clock."""

    def fault(perform: Callable[[], Any]) -> Any:
        if clock.now() < seconds:
            raise FakeServiceError(code)
        return perform()

    return fault


def answer_lost(perform: Callable[[], Any]) -> Any:
    """Perform the operation and lose the answer."""
    perform()
    raise ReadTimeoutError(endpoint_url="https://cognito-idp.eu-central-1.amazonaws.com/")


class FakeCognito:
    """The import jobs of some user pools.

    :param limit: The number of jobs that a pool keeps.
    """

    def __init__(self, pools: Iterable[str] = (POOL,), limit: int = 1000) -> None:
        self.pools = set(pools)
        self.limit = limit
        self.jobs: list[Job] = []
        self.calls: list[str] = []
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._always: dict[str, Fault] = {}
        self._lock = threading.RLock()

    def client(self) -> "CognitoIdentityProviderClient":
        """Return a boto3 client of this service."""
        client = cognito_client()
        # Any, since the published type forgets that this hook may answer.
        events: Any = client.meta.events
        events.register("before-send.cognito-identity-provider", self._serve)
        return client

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

    def job(self, job_id: str) -> Job:
        """Return the job of an id."""
        return next(job for job in self.jobs if job["JobId"] == job_id)

    def _serve(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        operation = _text(request.headers["X-Amz-Target"]).partition(".")[2]
        parameters = json.loads(_text(request.body))
        perform = getattr(self, f"_{operation}")
        with self._lock:
            self.calls.append(operation)
            fault = self._next_fault(operation)
        try:
            answer = fault(lambda: self._locked(perform, parameters))
        except FakeServiceError as failure:
            body = {"__type": failure.code, "message": failure.message}
            return _response(failure.status, body)
        return _response(200, answer)

    def _next_fault(self, operation: str) -> Fault:
        if self._faults[operation]:
            return self._faults[operation].popleft()
        return self._always.get(operation, lambda perform: perform())

    def _locked(self, perform: Callable[..., Any], parameters: dict[str, Any]) -> Any:
        with self._lock:
            if parameters["UserPoolId"] not in self.pools:
                raise FakeServiceError("ResourceNotFoundException", "User pool does not exist.")
            return perform(**parameters)

    def _CreateUserImportJob(self, **parameters: str) -> dict[str, Job]:  # noqa: N802
        if len([j for j in self.jobs if j["UserPoolId"] == parameters["UserPoolId"]]) >= self.limit:
            raise FakeServiceError("LimitExceededException", "Too many import jobs.")
        job = {
            **parameters,
            "JobId": f"import-{secrets.token_hex(5)}",
            "Status": "Created",
            "CreationDate": time.time(),
            "PreSignedUrl": f"https://uploads.example/{secrets.token_hex(4)}?{SECRET}",
            "ImportedUsers": 0,
            "SkippedUsers": 0,
            "FailedUsers": 0,
        }
        self.jobs.append(job)
        return {"UserImportJob": job}

    def _DescribeUserImportJob(self, UserPoolId: str, JobId: str) -> dict[str, Job]:  # noqa: N802, N803
        return {"UserImportJob": self._find(UserPoolId, JobId)}

    def _StopUserImportJob(self, UserPoolId: str, JobId: str) -> dict[str, Job]:  # noqa: N802, N803
        job = self._find(UserPoolId, JobId)
        if job["Status"] not in ("Pending", "InProgress"):
            raise FakeServiceError("PreconditionNotMetException", f"The job is {job['Status']}.")
        job["Status"] = "Stopped"
        return {"UserImportJob": {**job, "Status": "Stopping"}}

    def _ListUserImportJobs(  # noqa: N802
        self,
        UserPoolId: str,  # noqa: N803
        MaxResults: int,  # noqa: N803
        PaginationToken: str = "0",  # noqa: N803
    ) -> dict[str, Any]:
        jobs = [job for job in reversed(self.jobs) if job["UserPoolId"] == UserPoolId]
        end = int(PaginationToken) + MaxResults
        further = {"PaginationToken": str(end)} if end < len(jobs) else {}
        return {"UserImportJobs": jobs[int(PaginationToken) : end], **further}

    def _find(self, pool: str, job_id: str) -> Job:
        for job in self.jobs:
            if (job["UserPoolId"], job["JobId"]) == (pool, job_id):
                return job
        raise FakeServiceError("ResourceNotFoundException", "The import job does not exist.")


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


class _Raw:
    """The part of a response that botocore reads the body from."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        yield self._body


def _response(status: int, body: dict[str, Any]) -> AWSResponse:
    raw = _Raw(json.dumps(body).encode())
    return AWSResponse("https://cognito-idp/", status, HTTPHeaders(), raw)
