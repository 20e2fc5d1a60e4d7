"""An account to ask: a real one with COGNITO_USER_IMPORT_LIVE=1, else the embedded AWS."""

import json
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from unittest import mock

import boto3
import pytest

from local_aws import LocalAws
from tests.live.account import Account, Client
from tests.live.questions import good
from tests.live.record import RECORDED, Record

IS_LIVE = bool(os.environ.get("COGNITO_USER_IMPORT_LIVE"))


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    """Keep what a real account answers; what the embedded AWS answers is thrown away."""
    record = Record(RECORDED if IS_LIVE else tmp_path_factory.mktemp("recorded"))
    yield record
    record.save()


@pytest.fixture(scope="session")
def running_lab() -> Iterator[LocalAws | None]:
    """Start an embedded AWS, if no real account is asked."""
    if IS_LIVE:
        yield None
        return
    with LocalAws() as aws, mock.patch.dict("os.environ", aws.environment):
        yield aws


@pytest.fixture
def lab(running_lab: LocalAws) -> Iterator[LocalAws]:
    """Lend the embedded AWS to a test that changes its settings."""
    yield running_lab
    running_lab.reset_faults()


@pytest.fixture(scope="session")
def client(running_lab: LocalAws | None) -> Client:
    """Return what makes clients of the account."""
    if running_lab is not None:
        return running_lab.client
    return lambda service: boto3.session.Session().client(service)  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def account(client: Client) -> Iterator[Account]:
    """Make a pool and two roles, and remove them afterwards, whatever happens.

    The first role is usable when a job has read a row.
    """
    name = f"cognito-user-import-live-{secrets.token_hex(4)}"
    cognito = client("cognito-idp")
    with ExitStack() as cleanup:
        assumable, unassumable = (
            _role(client, f"{name}-{service.partition('.')[0]}", service, cleanup)
            for service in ("cognito-idp.amazonaws.com", "ec2.amazonaws.com")
        )
        made = cognito.create_user_pool(PoolName=name, AutoVerifiedAttributes=["email"])
        pool_id = made["UserPool"]["Id"]
        account = Account(client, cognito, pool_id, assumable, unassumable, name)
        cleanup.callback(account.remove)
        end = time.monotonic() + 120
        while account.imported(account.file(*good()))["ImportedUsers"] == 0:
            assert time.monotonic() < end, "no job can write its log"
        yield account


def _role(client: Client, name: str, service: str, cleanup: ExitStack) -> str:
    iam = client("iam")
    trust = {"Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    actions = ("CreateLogGroup", "CreateLogStream", "DescribeLogStreams", "PutLogEvents")
    rights = {"Action": [f"logs:{action}" for action in actions], "Resource": "*"}
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(trust))["Role"]

    def remove() -> None:
        with suppress(iam.exceptions.NoSuchEntityException):
            iam.delete_role_policy(RoleName=name, PolicyName="logs")
        iam.delete_role(RoleName=name)

    cleanup.callback(remove)
    iam.put_role_policy(RoleName=name, PolicyName="logs", PolicyDocument=_policy(rights))
    return str(role["Arn"])


def _policy(statement: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})
