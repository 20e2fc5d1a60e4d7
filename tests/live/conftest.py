"""An account to ask: a real one with COGNITO_USER_IMPORT_LIVE=1, else the embedded AWS."""

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from tests.local_aws import LocalAws

Client = Callable[[str], Any]


@dataclass(frozen=True)
class Account:
    """A user pool and a role for the logs of its jobs, in some account."""

    cognito: Any
    user_pool_id: str
    logs_role_arn: str
    unassumable_role_arn: str

    def create(self, role_arn: str = "") -> str:
        """Create a job and return its id."""
        job = self.cognito.create_user_import_job(
            JobName=f"live-{secrets.token_hex(4)}",
            UserPoolId=self.user_pool_id,
            CloudWatchLogsRoleArn=role_arn or self.logs_role_arn,
        )
        job_id: str = job["UserImportJob"]["JobId"]
        return job_id


@pytest.fixture(scope="session")
def client() -> Iterator[Client]:
    """Return what makes clients of the account."""
    if os.environ.get("COGNITO_USER_IMPORT_LIVE"):
        yield lambda service: boto3.session.Session().client(service)  # type: ignore[call-overload]
        return
    with LocalAws() as aws:
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
    try:
        assumable, unassumable = (role["Arn"] for role in roles.values())
        yield Account(cognito, pool["Id"], assumable, unassumable)
    finally:
        for role in roles.values():
            with suppress(iam.exceptions.NoSuchEntityException):
                iam.delete_role(RoleName=role["RoleName"])
        cognito.delete_user_pool(UserPoolId=pool["Id"])
