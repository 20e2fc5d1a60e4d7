"""The six user import operations, as they are on the wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from local_aws import guesses
from local_aws.errors import (
    ServiceError,
    internal_error,
    invalid_parameter,
    not_found,
)
from local_aws.faults import FaultDesk
from local_aws.import_run import ImportRun
from local_aws.jobs import Job, JobRegister, new_job_id
from local_aws.ministack_access import iam, users
from local_aws.ministack_access.uploads import BUCKET, UploadBucket
from local_aws.ministack_access.wiring import Answer, Handler, pool_key
from local_aws.pools import PoolKey, PoolSettings
from local_aws.service_model import OPERATIONS, check_answer, check_request
from local_aws.upload_url import pre_signed_url
from local_aws.user_listing import UserListing

# A response with this header is lost: the wrapper around ministack drops the connection.
LOST_ANSWER_HEADER = "x-local-aws-lost-answer"

Request = dict[str, Any]


class UserImportOperations:
    """Serves the import operations, and passes Cognito's other requests on to ministack."""

    def __init__(self, endpoint_url: str, desk: FaultDesk, others: Handler) -> None:
        self._endpoint_url = endpoint_url
        self._desk = desk
        self._others = others
        self._listing = UserListing(desk)
        self._register = JobRegister(desk.now)
        self._bucket = UploadBucket()

    async def handle(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, Any],
    ) -> Answer:
        """Answer a request for Cognito user pools."""
        operation = operation_of(headers)
        try:
            if operation is not None:
                return self._answer(operation, headers, body)
            self._listing.check(headers, body)
            status, answered, answer = await self._others(method, path, headers, body, query_params)
            if status == 200:
                answer = self._listing.complete(headers, body, answer)
            return status, answered, answer
        except ServiceError as error:
            return error_answer(error)

    def refuse_change(self, pool: PoolKey) -> Answer | None:
        """Return the refusal to change or delete a pool while a job imports into it, or None."""
        if not self._register.is_running(pool):
            return None
        message = guesses.IMPORT_IN_PROGRESS.format(pool=pool.pool_id)
        return error_answer(ServiceError("UserImportInProgressException", message))

    def _answer(self, operation: str, headers: dict[str, str], body: bytes) -> Answer:
        if self._desk.take("throttle", operation):
            raise ServiceError("TooManyRequestsException", "Rate exceeded")
        if (failure := self._desk.take_failure(operation)) is not None:
            status = 500 if failure.code == "InternalErrorException" else 400
            raise ServiceError(failure.code, failure.message, status=status)
        request = _decoded(body)
        check_request(operation, request)
        key = pool_key(request["UserPoolId"])
        settings = users.pool_settings(key)
        if settings is None:
            raise not_found(f"User pool {key.pool_id} does not exist.")
        answer = self._perform(operation, request, headers, key, settings)
        check_answer(operation, answer)
        if self._desk.take("break_answer", operation):
            raise internal_error("Injected by a test, after the work was done.")
        lost = self._desk.take("lose_answer", operation)
        return _json_answer(200, answer, {LOST_ANSWER_HEADER: "1"} if lost else {})

    def _perform(
        self,
        operation: str,
        request: Request,
        headers: dict[str, str],
        key: PoolKey,
        settings: PoolSettings,
    ) -> dict[str, Any]:
        if operation == "GetCSVHeader":
            return {"UserPoolId": key.pool_id, "CSVHeader": list(settings.csv_header)}
        if operation == "ListUserImportJobs":
            return self._list(request, key)
        if operation == "CreateUserImportJob":
            job = self._create(request, headers, key, settings)
        else:
            job = self._register.find(key, request["JobId"])
            if operation == "StartUserImportJob":
                self._start(job, settings)
            elif operation == "StopUserImportJob":
                self._register.stop(job)
        return {"UserImportJob": job.description()}

    def _create(
        self, request: Request, headers: dict[str, str], key: PoolKey, settings: PoolSettings
    ) -> Job:
        role = request["CloudWatchLogsRoleArn"]
        algorithm = request.get("PasswordHashingAlgorithm")
        self._check_role(role, headers, key)
        if algorithm is not None and not settings.takes_password_hashes:
            message = guesses.NOT_ELIGIBLE.format(pool=key.pool_id)
            raise ServiceError(guesses.NOT_ELIGIBLE_CODE, message)
        self._bucket.make(key.region)
        job_id = new_job_id()
        url = pre_signed_url(
            self._bucket.credentials,
            f"{self._endpoint_url}/{BUCKET}/{_upload_key(key, job_id)}",
            region=key.region,
            lifetime=self._desk.current.url_lifetime,
            signed=self._desk.clock.datetime(),
        )
        job = Job(
            pool=key,
            job_id=job_id,
            name=request["JobName"],
            logs_role_arn=role,
            algorithm=algorithm,
            pre_signed_url=url,
            created=self._desk.now(),
        )
        self._register.add(job, limit=self._desk.current.max_jobs_per_pool)
        return job

    def _check_role(self, role: str, headers: dict[str, str], key: PoolKey) -> None:
        if (denial := iam.pass_role_denial(headers, role, key.region)) is not None:
            raise ServiceError("AccessDeniedException", denial)
        settings = self._desk.current
        usable = iam.role_exists(role) and (
            not settings.role_checked_at_create
            or iam.is_assumable(
                role, key, since=self._desk.clock.time() - settings.role_delay_seconds
            )
        )
        if not usable:
            raise ServiceError(guesses.ROLE_MISSING_CODE, guesses.ROLE_MISSING.format(role=role))

    def _start(self, job: Job, settings: PoolSettings) -> None:
        if not settings.auto_verified:
            message = guesses.NOTHING_AUTO_VERIFIED.format(pool=job.pool.pool_id)
            raise ServiceError(guesses.NOTHING_AUTO_VERIFIED_CODE, message)
        content = self._bucket.content(_upload_key(job.pool, job.job_id), job.pool.region)
        if content is None:
            message = f"No csv file was uploaded for {job.job_id}"
            raise ServiceError("PreconditionNotMetException", message)
        self._register.start(job, slots=self._desk.slots())
        ImportRun(job, content, self._register, self._desk).start()

    def _list(self, request: Request, key: PoolKey) -> dict[str, Any]:
        jobs = self._register.of_pool(key)
        token = request.get("PaginationToken")
        ids = [job.job_id for job in jobs]
        if token is not None and token not in ids:
            raise invalid_parameter("Invalid pagination token.")
        # The token is the last job of the previous page, so new jobs move nothing.
        first = 0 if token is None else ids.index(token) + 1
        page = jobs[first : first + request["MaxResults"]]
        answer: dict[str, Any] = {"UserImportJobs": [job.description() for job in page]}
        if first + len(page) < len(jobs):
            answer["PaginationToken"] = page[-1].job_id
        return answer


def operation_of(headers: Mapping[str, str]) -> str | None:
    """Return the import operation that a request asks for, or None."""
    service, _, operation = headers.get("x-amz-target", "").partition(".")
    known = service == "AWSCognitoIdentityProviderService" and operation in OPERATIONS
    return operation if known else None


def error_answer(error: ServiceError) -> Answer:
    """Return an error as it is on the wire."""
    answer = {"__type": error.code, "message": error.message}
    return _json_answer(error.status, answer, {"x-amzn-errortype": error.code})


def _json_answer(status: int, answer: dict[str, Any], headers: dict[str, str]) -> Answer:
    content_type = {"Content-Type": "application/x-amz-json-1.1"}
    return status, {**content_type, **headers}, json.dumps(answer).encode()


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body or b"{}")
    except ValueError as error:
        raise ServiceError("SerializationException", "The request is not JSON.") from error


def _upload_key(pool: PoolKey, job_id: str) -> str:
    return f"{pool.account}/{pool.pool_id}/{job_id}"
