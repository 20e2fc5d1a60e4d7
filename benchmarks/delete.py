"""How long a Delete takes that has nothing to stop: from the start of a process to its end.

The handler runs as Lambda runs it cold, against the embedded AWS over TLS. As on AWS, the answer
goes to a pre-signed URL of S3, from where it is read back and checked.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import uuid4

from botocore.config import Config

from benchmarks.children import ROOT, MeasurementError, lambda_environment, run
from benchmarks.rounds import interleaved, ratios
from benchmarks.staging import StagedHandler, require_staged, stage_handler
from local_aws import LocalAws

NAIVE: Final = "naive handler, job never started"
_NAIVE_MODULE: Final = "benchmarks.subjects.handlers.naive_handler_awake"
_PROBE: Final = Path(__file__).with_name("probes") / "delete.py"
_BUCKET: Final = "cloudformation-responses"
_ROUNDS: Final = 5
_STACK_ID: Final = f"arn:aws:cloudformation:{LocalAws.region}:{LocalAws.account}:stack/Bench/1"
_NO_JOB: Final = "no-job-0123456789ab"
_NO_POOL: Final = f"{LocalAws.region}_NoSuchPool"


@dataclass(frozen=True)
class _Subject:
    """A handler, the Delete that it gets, and the one call of Cognito that it makes for it."""

    asset: str
    module: str
    user_pool_id: str
    physical_resource_id: str
    operation: str = "DescribeUserImportJob"
    error: str | None = None


@dataclass(frozen=True)
class _Answer:
    seconds: float
    slept: float


@dataclass(frozen=True)
class DeleteFigures:
    """A subject's answers.

    :param seconds: Of wall time, one a round.
    :param slept: Seconds that the handler sleeps besides before it answers; not slept here.
    :param ratio: To the naive handler without its sleep, round by round, the median.
    """

    subject: str
    seconds: list[float]
    slept: float
    ratio: float

    @property
    def median_seconds(self) -> float:
        """The median of the rounds."""
        return median(self.seconds)

    @property
    def is_ours(self) -> bool:
        """Whether this library's handler answered."""
        return self.subject != NAIVE


def measure_delete() -> list[DeleteFigures]:
    """Have each handler answer in fresh processes, one at a time."""
    with TemporaryDirectory(prefix="bench-delete-") as folder:
        staged = stage_handler(Path(folder))
        with _embedded_aws() as aws:
            subjects = _subjects(aws, staged)
            answers = interleaved("Delete", subjects, _answering(aws), _ROUNDS)
    seconds = {name: [answer.seconds for answer in answers[name]] for name in subjects}
    return [
        DeleteFigures(
            subject=name,
            seconds=seconds[name],
            slept=max(answer.slept for answer in answers[name]),
            ratio=ratios(seconds[name], seconds[NAIVE]),
        )
        for name in subjects
    ]


@contextmanager
def _embedded_aws() -> Iterator[LocalAws]:
    print("bench: starting the embedded AWS", flush=True)
    aws = LocalAws()
    try:
        aws.start()
    except RuntimeError as error:
        raise MeasurementError("the embedded AWS did not start", str(error)) from error
    try:
        yield aws
    finally:
        aws.stop()


def _subjects(aws: LocalAws, staged: StagedHandler) -> dict[str, _Subject]:
    cognito = aws.client("cognito-idp")
    pool_id = cognito.create_user_pool(PoolName="bench", AutoVerifiedAttributes=["email"])[
        "UserPool"
    ]["Id"]
    job_id = cognito.create_user_import_job(
        JobName="seed", UserPoolId=pool_id, CloudWatchLogsRoleArn=_logs_role(aws)
    )["UserImportJob"]["JobId"]
    aws.client("s3").create_bucket(
        Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": aws.region}
    )
    ours = partial(_Subject, str(staged.asset), staged.handler)
    return {
        NAIVE: _Subject("", _NAIVE_MODULE, pool_id, job_id),
        "ours, job never started": ours(pool_id, job_id),
        "ours, job never made": ours(pool_id, _NO_JOB, operation="ListUserImportJobs"),
        "ours, pool gone": ours(_NO_POOL, job_id, error="ResourceNotFoundException"),
    }


def _logs_role(aws: LocalAws) -> str:
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "cognito-idp.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    made = aws.client("iam").create_role(RoleName="bench", AssumeRolePolicyDocument=policy)
    return str(made["Role"]["Arn"])


def _answering(aws: LocalAws) -> Callable[[_Subject], _Answer]:
    s3 = aws.client("s3", config=Config(signature_version="s3v4"))
    environment = lambda_environment(aws.environment)

    def answer(subject: _Subject) -> _Answer:
        request_id = str(uuid4())
        place = {"Bucket": _BUCKET, "Key": request_id}
        event = _delete_event(subject, request_id, s3.generate_presigned_url("put_object", place))
        options = "-IB" if subject.asset else "-I"
        command = [sys.executable, options, str(_PROBE), str(ROOT), subject.asset, subject.module]
        earlier = len(aws.calls())
        ended = run(command, environment, json.dumps(event))
        told = json.loads(ended.output)
        require_staged(told["foreign_modules"])
        calls = [(call.operation, call.error) for call in aws.calls()[earlier:]]
        _require("calls", [(subject.operation, subject.error)], calls)
        try:
            answered = json.load(s3.get_object(**place)["Body"])
        except s3.exceptions.NoSuchKey:
            raise MeasurementError(f"{subject.module} did not answer a Delete") from None
        _require_success(answered, event)
        return _Answer(ended.seconds, told["slept"])

    return answer


def _delete_event(subject: _Subject, request_id: str, response_url: str) -> dict[str, Any]:
    return {
        "RequestType": "Delete",
        "RequestId": request_id,
        "ResponseURL": response_url,
        "ResourceType": "Custom::CognitoUserImportJob",
        "StackId": _STACK_ID,
        "LogicalResourceId": "Users",
        "PhysicalResourceId": subject.physical_resource_id,
        "ResourceProperties": {
            "ServiceToken": "function",
            "UserPoolId": subject.user_pool_id,
            "JobName": "seed",
            "CloudWatchLogsRoleArn": f"arn:aws:iam::{LocalAws.account}:role/bench",
        },
    }


def _require_success(answer: dict[str, Any], event: dict[str, Any]) -> None:
    names = ("RequestId", "StackId", "LogicalResourceId", "PhysicalResourceId")
    expected = {"Status": "SUCCESS", **{name: event[name] for name in names}}
    _require("answer", expected, {name: answer.get(name) for name in expected})


def _require(name: str, expected: object, received: object) -> None:
    if received != expected:
        raise MeasurementError(f"the {name} of a Delete must be {expected}. Received: {received}")
