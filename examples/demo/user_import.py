"""What a user does with JobId and PreSignedUrl: upload the file, start the job, wait, look."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from examples.demo.errors import DemoError
from local_aws import LocalAws

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import UserImportJobTypeTypeDef, UserTypeTypeDef

_ENDED = frozenset({"Succeeded", "Failed", "Stopped", "Expired"})
_JOB_SECONDS = 60.0
_POLL_SECONDS = 0.1
_UPLOAD_SECONDS = 60.0
_REASONS_SHOWN = 3


class User(NamedTuple):
    """A user of the pool, as the table shows it."""

    email: str
    name: str
    department: str
    status: str


def upload(url: str, content: bytes, authority: str) -> None:
    """PUT a CSV file to a pre-signed URL.

    :param authority: The file with the certificate that the server's is signed by.
    :raises DemoError: It was not taken. The text does not hold the URL, which is a secret.
    """
    # Signed into the URL: without it the answer is 403.
    headers = {"x-amz-server-side-encryption": "aws:kms"}
    request = Request(url, content, headers, method="PUT")  # noqa: S310 - of the stack's output
    try:
        context = ssl.create_default_context(cafile=authority)
        urlopen(request, timeout=_UPLOAD_SECONDS, context=context).close()  # noqa: S310
    except HTTPError as error:
        code = re.search(rb"<Code>(\w+)</Code>", error.read())
        raise DemoError(
            f"S3 refused the upload: {error.code} {code[1].decode() if code else ''}".strip()
        ) from None
    except OSError as error:
        # Only the type, and no cause: both can hold the URL.
        raise DemoError(f"the upload failed: {type(error).__name__}") from None


class UserImport:
    """An import job and its user pool.

    :param pool_id: The output UserPoolId.
    :param job_id: The output JobId.
    """

    def __init__(self, aws: LocalAws, pool_id: str, job_id: str) -> None:
        self._aws = aws
        self._cognito: CognitoIdentityProviderClient = aws.client("cognito-idp")
        self._pool_id = pool_id
        self._job_id = job_id

    def start(self) -> str:
        """Start the job, and return its status."""
        started = self._cognito.start_user_import_job(UserPoolId=self._pool_id, JobId=self._job_id)
        return started["UserImportJob"].get("Status", "")

    def wait(self, show: Callable[[str], None]) -> str:
        """Wait until the job has ended, and return its counts.

        :raises DemoError: It did not end in time, it failed, or not every row became a user.
        """
        end = time.monotonic() + _JOB_SECONDS
        while (job := self._describe()).get("Status") not in _ENDED:
            show(f"{job.get('Status')}: {_counts(job)}")
            if time.monotonic() > end:
                raise DemoError(f"the job is {job.get('Status')} after {_JOB_SECONDS:.0f} s")
            time.sleep(_POLL_SECONDS)
        counts = f"{job.get('Status')}: {_counts(job)}"
        if job.get("Status") != "Succeeded":
            raise DemoError(f"job {self._job_id} is {counts}. {job.get('CompletionMessage', '')}")
        if job.get("SkippedUsers") or job.get("FailedUsers"):
            raise DemoError(f"job {self._job_id} is {counts}. {'; '.join(self._reasons(job))}")
        return counts

    def users(self, most: int) -> list[User]:
        """Return users of the pool, not more than asked for."""
        pages = self._cognito.get_paginator("list_users").paginate(UserPoolId=self._pool_id)
        found = islice((user for page in pages for user in page["Users"]), most)
        return sorted(map(_user, found))

    def require_only_job(self, job_id: str) -> None:
        """Check that a deployment gave the same job, and made no other.

        :raises DemoError: There is another one.
        """
        answer = self._cognito.list_user_import_jobs(UserPoolId=self._pool_id, MaxResults=60)
        found = [job.get("JobId") for job in answer["UserImportJobs"]]
        if found != [self._job_id] or job_id != self._job_id:
            raise DemoError(
                f"expected {self._job_id} as the pool's only job; the pool has {found}, "
                f"and the stack's output is {job_id}"
            )

    def _describe(self) -> UserImportJobTypeTypeDef:
        return self._cognito.describe_user_import_job(UserPoolId=self._pool_id, JobId=self._job_id)[
            "UserImportJob"
        ]

    def _reasons(self, job: UserImportJobTypeTypeDef) -> list[str]:
        """Return the first rows of the job's log that made no user; it holds no user data."""
        pool = self._cognito.describe_user_pool(UserPoolId=self._pool_id)["UserPool"]
        events = self._aws.client("logs").get_log_events(
            logGroupName=f"/aws/cognito/userpools/{self._pool_id}/{pool.get('Name')}",
            logStreamName=f"{self._job_id}/{job.get('JobName')}",
            startFromHead=True,
        )["events"]
        lines = [event["message"] for event in events]
        return [line for line in lines if not line.startswith("[SUCCEEDED]")][:_REASONS_SHOWN]


def _counts(job: UserImportJobTypeTypeDef) -> str:
    return (
        f"{job.get('ImportedUsers', 0)} imported, {job.get('SkippedUsers', 0)} skipped, "
        f"{job.get('FailedUsers', 0)} failed"
    )


def _user(listed: UserTypeTypeDef) -> User:
    values = {item["Name"]: item.get("Value", "") for item in listed.get("Attributes", [])}
    return User(
        values.get("email", ""),
        values.get("name", ""),
        values.get("custom:department", ""),
        listed.get("UserStatus", ""),
    )
