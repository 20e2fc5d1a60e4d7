"""The real handler in this process, against the embedded AWS: one life of a resource after another.

CloudFormation's side is tests/cloudformation's; ministack's own is in test_cdk_cli.py.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

from cognito_user_import.aws.clients import Clients, cognito_client
from cognito_user_import.handler import user_import_resource
from local_aws import Failure, LocalAws
from local_aws.import_scenario import LOG_ACTIONS, ImportScenario, good_row, make_role
from tests.cloudformation import events
from tests.cloudformation.response_server import ResponseServer
from tests.fakes.lambda_context import FakeContext

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

pytestmark = pytest.mark.integration

Answer = dict[str, Any]
Handle = Callable[..., Answer]


def own_client(aws: LocalAws) -> "CognitoIdentityProviderClient":
    """Return the handler's own client, as it is in the embedded AWS's functions."""
    with mock.patch.dict("os.environ", aws.environment):
        return cognito_client()


@pytest.fixture
def handle(
    aws: LocalAws, pool: ImportScenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Handle]:
    """Return a function that has one request handled and returns its answer."""
    with ResponseServer(tmp_path) as server:
        # Answers go to the server above, whose authority is not the embedded AWS's.
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint_url)
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificates.authority))
        resource = user_import_resource(lambda: Clients(own_client(aws)), propagation=2)

        def handle(request_type: str, **changes: Any) -> Answer:
            given = {
                "UserPoolId": pool.pool_id,
                "CloudWatchLogsRoleArn": pool.role_arn,
                **changes,
            }
            resource(events.request(request_type, server.url(), **given), FakeContext(120))
            return server.answers[-1]

        yield handle


def old(pool: ImportScenario, **changes: str) -> dict[str, Any]:
    """Return the properties before an update."""
    return events.properties(
        UserPoolId=pool.pool_id, CloudWatchLogsRoleArn=pool.role_arn, **changes
    )


def job_ids(pool: ImportScenario) -> list[str]:
    """Return the ids of the pool's jobs, newest first."""
    listed = pool.cognito.list_user_import_jobs(UserPoolId=pool.pool_id, MaxResults=60)
    return [job["JobId"] for job in listed["UserImportJobs"]]


def test_a_whole_life(handle: Handle, pool: ImportScenario) -> None:
    """Create, repeat, update without changes, replacement, rollback, delete: two jobs in total."""
    first = handle("Create", Trigger="1")
    repeated = handle("Create", Trigger="1")
    job = first["PhysicalResourceId"]
    kept = handle("Update", physical_resource_id=job, old=old(pool, Trigger="1"), Trigger="1")
    replaced = handle("Update", physical_resource_id=job, old=old(pool, Trigger="1"), Trigger="2")
    second = replaced["PhysicalResourceId"]
    back = handle("Update", physical_resource_id=second, old=old(pool, Trigger="2"), Trigger="1")
    deleted = handle("Delete", physical_resource_id=second, Trigger="2")
    assert first == repeated == {**kept, "Data": first["Data"]}
    assert [back["PhysicalResourceId"], deleted["PhysicalResourceId"]] == [job, second]
    assert job_ids(pool) == [second, job]
    answers = (first, repeated, kept, replaced, back, deleted)
    assert {answer["Status"] for answer in answers} == {"SUCCESS"}


def test_the_url_takes_the_file(handle: Handle, pool: ImportScenario) -> None:
    """The attributes are all that a person needs to go on."""
    data = handle("Create")["Data"]
    pool.upload(data, pool.csv([good_row(1)]))
    pool.start(data)
    assert pool.wait(data)["ImportedUsers"] == 1


def test_an_algorithm_reaches_the_job(handle: Handle) -> None:
    """The private service model knows the parameter."""
    data = handle("Create", PasswordHashingAlgorithm="BCRYPT")["Data"]
    assert data["PasswordHashingAlgorithm"] == "BCRYPT"


def test_delete_waits_until_a_running_job_has_stopped(
    handle: Handle, aws: LocalAws, pool: ImportScenario
) -> None:
    """When it answers, the pool can be deleted."""
    aws.configure(import_seconds=600, stopping_seconds=0.5)
    data = handle("Create")["Data"]
    pool.upload(data, pool.csv([good_row(1)]))
    pool.start(data)
    assert handle("Delete", physical_resource_id=data["JobId"])["Status"] == "SUCCESS"
    assert pool.describe(data)["Status"] == "Stopped"
    pool.cognito.delete_user_pool(UserPoolId=pool.pool_id)


def test_a_missing_pool_fails_create_and_not_delete(handle: Handle) -> None:
    """The reason names the operation, the code, the pool and what to do."""
    gone = "eu-central-1_Gone12345"
    created = handle("Create", UserPoolId=gone)
    deleted = handle("Delete", physical_resource_id=created["PhysicalResourceId"], UserPoolId=gone)
    assert created["Status"] == "FAILED"
    assert created["Reason"].startswith(
        f"ListUserImportJobs failed for user pool {gone}: ResourceNotFoundException: "
    )
    assert created["Reason"].endswith("Check that the user pool exists in this account and Region.")
    assert deleted["Status"] == "SUCCESS"


def test_a_missing_role_fails_create(handle: Handle, aws: LocalAws, pool: ImportScenario) -> None:
    """After the time in which a new role may not be known everywhere."""
    role = f"arn:aws:iam::{aws.account}:role/Missing"
    answer = handle("Create", CloudWatchLogsRoleArn=role)
    assert answer["Status"] == "FAILED"
    assert answer["Reason"].startswith(
        f"CreateUserImportJob failed for user pool {pool.pool_id}: InvalidParameterException: "
    )
    assert "Check that the CloudWatch Logs role exists" in answer["Reason"]
    assert job_ids(pool) == []


def test_a_role_that_cognito_may_not_assume_fails_create(
    handle: Handle, aws: LocalAws, pool: ImportScenario
) -> None:
    """The reason says whom the role must trust."""
    aws.configure(role_checked_at_create=True)
    role = make_role(aws, "ec2.amazonaws.com", LOG_ACTIONS)
    answer = handle("Create", CloudWatchLogsRoleArn=role)
    assert answer["Status"] == "FAILED"
    assert "CreateUserImportJob failed" in answer["Reason"]
    assert "cognito-idp.amazonaws.com can assume it" in answer["Reason"]
    assert job_ids(pool) == []


def test_the_quota_fails_create(handle: Handle, aws: LocalAws, pool: ImportScenario) -> None:
    """At once, with the quota's name."""
    aws.configure(max_jobs_per_pool=0)
    answer = handle("Create")
    assert "LimitExceededException" in answer["Reason"]
    assert "L-681BB884" in answer["Reason"]
    assert job_ids(pool) == []


@pytest.mark.parametrize("fault", ["lose_answer", "break_answer"])
def test_a_lost_answer_makes_no_second_job(
    handle: Handle, aws: LocalAws, pool: ImportScenario, fault: str
) -> None:
    """The job exists, whatever the client received."""
    aws.configure(**{fault: {"CreateUserImportJob": 1}})
    answer = handle("Create")
    assert [answer["PhysicalResourceId"]] == job_ids(pool)


def test_denials_are_waited_out(handle: Handle, aws: LocalAws, pool: ImportScenario) -> None:
    """A policy made moments ago is not known everywhere yet."""
    denied = Failure(code="AccessDeniedException", message="Not yet.", times=2)
    aws.configure(fail={"ListUserImportJobs": denied})
    assert handle("Create")["Status"] == "SUCCESS"
    assert len(job_ids(pool)) == 1
