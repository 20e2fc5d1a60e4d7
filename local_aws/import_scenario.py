"""Steps of an import against the embedded AWS, for tests."""

from __future__ import annotations

import http.client
import itertools
import json
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from local_aws.process import LocalAws

ENCRYPTION = {"x-amz-server-side-encryption": "aws:kms"}
LOG_ACTIONS = (
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
)
_DONE = ("Succeeded", "Failed", "Stopped", "Expired")
_SECONDS = 30.0
_NUMBERS = itertools.count(1)

Job = dict[str, Any]
T = TypeVar("T")


def code_of(error: ClientError) -> str:
    """Return the code of an error from AWS."""
    return str(error.response["Error"]["Code"])


def message_of(error: ClientError) -> str:
    """Return the message of an error from AWS."""
    return str(error.response["Error"]["Message"])


class ImportScenario:
    """One pool of an embedded AWS, and a role for its jobs' logs."""

    def __init__(self, aws: LocalAws, **pool: Any) -> None:
        self.aws = aws
        self.cognito = aws.client("cognito-idp")
        self.pool_name = f"pool-{next(_NUMBERS)}"
        settings = {"AutoVerifiedAttributes": ["email"], **pool}
        made = self.cognito.create_user_pool(PoolName=self.pool_name, **settings)
        self.pool_id: str = made["UserPool"]["Id"]
        self.header: list[str] = self.cognito.get_csv_header(UserPoolId=self.pool_id)["CSVHeader"]
        self.role_arn = make_role(aws, "cognito-idp.amazonaws.com", LOG_ACTIONS)

    def create(self, name: str = "seed", **options: Any) -> Job:
        """Create a job."""
        request = {"CloudWatchLogsRoleArn": self.role_arn, **options}
        created = self.cognito.create_user_import_job(
            JobName=name, UserPoolId=self.pool_id, **request
        )
        job: Job = created["UserImportJob"]
        return job

    def csv(self, rows: Iterable[Mapping[str, str]], header: Iterable[str] | None = None) -> bytes:
        """Return a file of rows, with blanks for missing values."""
        columns = list(self.header if header is None else header)
        lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
        return "".join(",".join(line) + "\n" for line in lines).encode()

    def upload(self, job: Job, content: bytes) -> None:
        """Upload a file as the service requires."""
        answer = put(self.aws, job["PreSignedUrl"], content, ENCRYPTION)
        assert answer == (200, ""), answer

    def start(self, job: Job) -> Job:
        """Start a job."""
        started: Job = self.cognito.start_user_import_job(
            UserPoolId=self.pool_id, JobId=job["JobId"]
        )["UserImportJob"]
        return started

    def describe(self, job: Job) -> Job:
        """Return a job as it is now."""
        described: Job = self.cognito.describe_user_import_job(
            UserPoolId=self.pool_id, JobId=job["JobId"]
        )["UserImportJob"]
        return described

    def wait(self, job: Job, *statuses: str) -> Job:
        """Return a job once it is in one of these states. Default: the final ones."""
        return eventually(
            lambda: self.describe(job), lambda seen: seen["Status"] in (statuses or _DONE)
        )

    def run(self, content: bytes, **options: Any) -> Job:
        """Take a job with a file through to its end."""
        job = self.create(**options)
        self.upload(job, content)
        self.start(job)
        return self.wait(job)

    def count_users(self) -> int:
        """Return how many users the pool has.

        By EstimatedNumberOfUsers, which is exact here unless set: ListUsers takes longer.
        """
        pool = self.cognito.describe_user_pool(UserPoolId=self.pool_id)["UserPool"]
        return int(pool["EstimatedNumberOfUsers"])

    def log_lines(self, job: Job) -> list[str]:
        """Return the lines of a job's log that tell of rows."""
        events = self.aws.client("logs").get_log_events(
            logGroupName=f"/aws/cognito/userpools/{self.pool_id}/{self.pool_name}",
            logStreamName=f"{job['JobId']}/{job['JobName']}",
            startFromHead=True,
        )["events"]
        return [event["message"] for event in events if event["message"].startswith("[")]


def good_row(number: int, **values: str) -> dict[str, str]:
    """Return a row that can be imported into a pool that auto-verifies email addresses."""
    return {
        "cognito:username": f"user{number}",
        "email": f"user{number}@example.com",
        "email_verified": "true",
        **values,
    }


def make_role(
    aws: LocalAws, service: str, actions: Iterable[str], resource: str = "*", **statement: Any
) -> str:
    """Create a role that a service can assume, with permissions, and return its ARN."""
    iam = aws.client("iam")
    name = f"role-{next(_NUMBERS)}"
    principal = (
        {"AWS": f"arn:aws:iam::{aws.account}:root"} if service == "root" else {"Service": service}
    )
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **statement}
    role: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(trust))["Role"][
        "Arn"
    ]
    rights = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    if rights["Action"]:
        iam.put_role_policy(RoleName=name, PolicyName="rights", PolicyDocument=_policy(rights))
    return role


def put(aws: LocalAws, url: str, content: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """PUT to a pre-signed URL, and return the status and the body of the answer."""
    parts = urlsplit(url)
    context = ssl.create_default_context(cafile=aws.environment["AWS_CA_BUNDLE"])
    connection = http.client.HTTPSConnection(parts.netloc, context=context, timeout=_SECONDS)
    try:
        connection.request("PUT", f"{parts.path}?{parts.query}", content, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def eventually(look: Callable[[], T], is_there: Callable[[T], bool]) -> T:
    """Look until the result is as expected, and return it."""
    end = time.monotonic() + _SECONDS
    while not is_there(seen := look()):
        assert time.monotonic() < end, f"waited {_SECONDS} s in vain; the last look: {seen}"
        time.sleep(0.01)
    return seen


def _policy(statement: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
