"""An account to ask: a real one with COGNITO_USER_IMPORT_LIVE=1, else the embedded AWS."""

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from unittest import mock

import boto3
import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cognito.service_model import RUNNING, JobStatus
from cognito_user_import.transfer.upload import upload
from local_aws import LocalAws

Client = Callable[[str], Any]


@dataclass(frozen=True)
class Account:
    """A user pool and a role for the logs of its jobs, in some account."""

    cognito: Any
    user_pool_id: str
    logs_role_arn: str
    unassumable_role_arn: str
    logs: Any
    user_pool_name: str

    def create(self, role_arn: str = "") -> str:
        """Create a job and return its id."""
        job = self.cognito.create_user_import_job(
            JobName=f"live-{secrets.token_hex(4)}",
            UserPoolId=self.user_pool_id,
            CloudWatchLogsRoleArn=role_arn or self.logs_role_arn,
        )
        job_id: str = job["UserImportJob"]["JobId"]
        return job_id

    def upload(self, job_id: str, *names: str) -> None:
        """Upload a file of users of these names; one that ends in ``-bad`` is not verified."""
        columns = self.cognito.get_csv_header(UserPoolId=self.user_pool_id)["CSVHeader"]
        lines = [",".join(columns)]
        for name in names:
            values = {
                "cognito:username": name,
                "email": f"{name}@example.com",
                "email_verified": str(not name.endswith("-bad")).lower(),
            }
            lines.append(",".join(values.get(column, "") for column in columns))
        content = "".join(f"{line}\n" for line in lines).encode()
        url = self.describe(job_id)["PreSignedUrl"]
        upload(url, len(content), lambda: [content], Deadline(60))

    def start(self, job_id: str) -> None:
        """Start a job."""
        self.cognito.start_user_import_job(UserPoolId=self.user_pool_id, JobId=job_id)

    def describe(self, job_id: str) -> dict[str, Any]:
        """Return a job as it is now."""
        described = self.cognito.describe_user_import_job(
            UserPoolId=self.user_pool_id, JobId=job_id
        )
        job: dict[str, Any] = described["UserImportJob"]
        return job

    def ended(self, job_id: str) -> dict[str, Any]:
        """Return a job once it has ended."""
        end = time.monotonic() + 300
        while (job := self.describe(job_id))["Status"] in (*RUNNING, JobStatus.CREATED):
            assert time.monotonic() < end, job["Status"]
            time.sleep(0.5)
        return job

    def log_lines(self, job: dict[str, Any], count: int) -> list[str]:
        """Return the lines of a job's log, once there are this many."""
        end = time.monotonic() + 60
        while True:
            with suppress(self.logs.exceptions.ResourceNotFoundException):
                events = self.logs.filter_log_events(
                    logGroupName=f"/aws/cognito/userpools/{self.user_pool_id}/{self.user_pool_name}",
                    logStreamNames=[f"{job['JobId']}/{job['JobName']}"],
                )["events"]
                if len(events) >= count:
                    return [event["message"] for event in events]
            assert time.monotonic() < end, "the log has fewer lines"
            time.sleep(1)


@pytest.fixture(scope="session")
def client() -> Iterator[Client]:
    """Return what makes clients of the account."""
    if os.environ.get("COGNITO_USER_IMPORT_LIVE"):
        yield lambda service: boto3.session.Session().client(service)  # type: ignore[call-overload]
        return
    with LocalAws() as aws, mock.patch.dict("os.environ", aws.environment):
        yield aws.client


@pytest.fixture(scope="session")
def account(client: Client) -> Iterator[Account]:
    """Make a pool and two roles, and remove them afterwards."""
    name = f"cognito-user-import-live-{secrets.token_hex(4)}"
    cognito, iam = client("cognito-idp"), client("iam")
    pool = cognito.create_user_pool(PoolName=name, AutoVerifiedAttributes=["email"])["UserPool"]
    roles = {
        service: iam.create_role(
            RoleName=f"{name}-{service.partition('.')[0]}",
            AssumeRolePolicyDocument=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": service},
                            "Action": "sts:AssumeRole",
                        }
                    ],
                }
            ),
        )["Role"]
        for service in ("cognito-idp.amazonaws.com", "ec2.amazonaws.com")
    }
    iam.put_role_policy(
        RoleName=f"{name}-cognito-idp",
        PolicyName="logs",
        PolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Action": f"logs:{action}", "Resource": "*"}
                    for action in (
                        "CreateLogGroup",
                        "CreateLogStream",
                        "DescribeLogStreams",
                        "PutLogEvents",
                    )
                ],
            }
        ),
    )
    try:
        assumable, unassumable = (role["Arn"] for role in roles.values())
        yield Account(cognito, pool["Id"], assumable, unassumable, client("logs"), name)
    finally:
        for role in roles.values():
            with suppress(iam.exceptions.NoSuchEntityException):
                iam.delete_role_policy(RoleName=role["RoleName"], PolicyName="logs")
            with suppress(iam.exceptions.NoSuchEntityException):
                iam.delete_role(RoleName=role["RoleName"])
        cognito.delete_user_pool(UserPoolId=pool["Id"])
