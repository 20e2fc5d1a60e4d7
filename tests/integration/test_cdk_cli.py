"""The example's job for others to upload to, by the real CDK CLI: from first to last.

Its other stacks are deployed by the demo, imports by test_cdk_import.py, and workflows by
test_cdk_workflow.py.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import app as example
from local_aws import Failure, LocalAws
from local_aws.import_scenario import ENCRYPTION, put
from tests.integration.apps import dying_handler
from tests.integration.cdk_cli import ROOT, CdkCli

JOB = "Custom::CognitoUserImportJob"

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def cdk(module_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> CdkCli:
    stacks = ("UserPoolStack", "UploadStack")
    cdk = CdkCli(module_aws, tmp_path_factory.mktemp("cdk"), stacks=stacks)
    cdk.bootstrap_with_cli()
    return cdk


@pytest.fixture(scope="module")
def first(cdk: CdkCli) -> Iterator[dict[str, dict[str, str]]]:
    """Deploy the example, and return its outputs; the stacks are deleted after the tests."""
    yield cdk.deploy()
    cdk.clear()


def created(aws: LocalAws) -> list[str]:
    """Return the ids of the jobs that were made, oldest first."""
    return [
        str(call.job_id)
        for call in aws.calls()
        if call.operation == "CreateUserImportJob" and call.error is None
    ]


def parameter(aws: LocalAws, outputs: dict[str, dict[str, str]], name: str) -> str:
    """Return a parameter that the second stack publishes."""
    found = aws.client("ssm").get_parameter(Name=outputs["UploadStack"][f"{name}ParameterName"])
    value: str = found["Parameter"]["Value"]
    return value


def status_of(aws: LocalAws, pool: str, job_id: str) -> str:
    """Return the status of a job."""
    client = aws.client("cognito-idp")
    described = client.describe_user_import_job(UserPoolId=pool, JobId=job_id)
    status: str = described["UserImportJob"]["Status"]
    return status


def handler_log(aws: LocalAws) -> list[str]:
    """Return what the handler logged, without what Lambda adds."""
    logs = aws.client("logs")
    (group,) = [
        group["logGroupName"]
        for group in logs.describe_log_groups()["logGroups"]
        if "CognitoUserImportHandler" in group["logGroupName"]
    ]
    messages = [event["message"] for event in logs.filter_log_events(logGroupName=group)["events"]]
    return [m for m in messages if not m.startswith(("START ", "END ", "REPORT "))]


def test_a_deployment_gives_the_job_to_both_stacks(
    cdk: CdkCli, first: dict[str, dict[str, str]]
) -> None:
    """JobId and PreSignedUrl are outputs of the first stack, and in parameters of the second."""
    users = first["UserPoolStack"]
    (job_id,) = created(cdk.aws)
    described = cdk.aws.client("cognito-idp").describe_user_import_job(
        UserPoolId=users["UserPoolId"], JobId=job_id
    )["UserImportJob"]
    assert job_id.startswith("import-")
    assert users["JobId"] == job_id == parameter(cdk.aws, first, "JobId")
    assert users["PreSignedUrl"] == described["PreSignedUrl"]
    assert parameter(cdk.aws, first, "PreSignedUrl") == described["PreSignedUrl"]


def test_every_call_was_made_by_the_handlers_own_role(
    cdk: CdkCli, first: dict[str, dict[str, str]]
) -> None:
    """The policies of the template are enforced, and suffice."""
    calls = [c for c in cdk.aws.calls() if c.operation != "DescribeUserImportJob"]
    assert first
    assert [(c.operation, c.error) for c in calls] == [
        ("ListUserImportJobs", None),
        ("CreateUserImportJob", None),
        ("ListUserImportJobs", None),
    ]
    assert all("/UserPoolStack-CognitoUserImportHandlerRole" in c.principal_arn for c in calls)


def test_the_handlers_log_says_what_was_done_without_secrets(
    cdk: CdkCli, first: dict[str, dict[str, str]]
) -> None:
    """The job is named; neither the pre-signed URL nor the ResponseURL is."""
    log = handler_log(cdk.aws)
    assert log[0].startswith(f"job {first['UserPoolStack']['JobId']} ")
    assert log[1] == "sent SUCCESS for Create"
    assert not [line for line in log if "://" in line or "X-Amz" in line]


def test_deploying_again_changes_nothing(cdk: CdkCli, first: dict[str, dict[str, str]]) -> None:
    """A job is made when something changed, never once a deployment: jobs can't be deleted."""
    assert cdk.deploy() == first
    assert len(created(cdk.aws)) == 1


def test_another_trigger_makes_another_job_and_the_old_one_is_deleted(
    cdk: CdkCli, first: dict[str, dict[str, str]]
) -> None:
    """Both stacks have the new id; the old job, which was not started, is left to expire."""
    outputs = replace(cdk, app=example.build).deploy("-c", "trigger=2")
    old, new = created(cdk.aws)
    pool = first["UserPoolStack"]["UserPoolId"]
    assert outputs["UserPoolStack"]["JobId"] == new
    assert parameter(cdk.aws, outputs, "JobId") == new
    assert handler_log(cdk.aws)[-2:] == [
        f"job {old} doesn't need to be stopped (Created)",
        "sent SUCCESS for Delete",
    ]
    assert status_of(cdk.aws, pool, old) == "Created"


def test_a_failed_update_is_rolled_back_to_the_job_there_was(
    cdk: CdkCli, aws: LocalAws, first: dict[str, dict[str, str]]
) -> None:
    """The reason reaches the stack's events; no job is made, and the JobId stays."""
    before = created(aws)
    limit = Failure(code="LimitExceededException", message="Too many jobs.", times=99)
    aws.configure(fail={"CreateUserImportJob": limit})
    replace(cdk, app=example.build).deploy("-c", "trigger=3", expect=1)
    stack = aws.client("cloudformation").describe_stacks(StackName="UserPoolStack")["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    reasons = [
        event.get("ResourceStatusReason", "")
        for event in cdk.stack_events("UserPoolStack")
        if event["ResourceType"] == JOB and event["ResourceStatus"] == "UPDATE_FAILED"
    ]
    pool = first["UserPoolStack"]["UserPoolId"]
    assert created(aws) == before
    assert outputs["JobId"] == before[-1]
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert reasons == [
        f"CreateUserImportJob failed for user pool {pool}: LimitExceededException: Too many jobs. "
        "A user pool keeps up to 1,000 import jobs by default, and jobs can't be deleted. Request "
        "a higher quota (L-681BB884), or import into another pool."
    ]


def test_a_running_job_does_not_keep_the_stack_from_being_deleted(
    cdk: CdkCli, aws: LocalAws, first: dict[str, dict[str, str]]
) -> None:
    """Destroying stops it first: a pool with a running job can't be deleted."""
    pool = first["UserPoolStack"]["UserPoolId"]
    job_id = created(aws)[-1]
    aws.configure(import_seconds=600)
    cognito = aws.client("cognito-idp")
    job = cognito.describe_user_import_job(UserPoolId=pool, JobId=job_id)["UserImportJob"]
    file = (ROOT / "examples/users.csv").read_bytes()
    assert put(aws, job["PreSignedUrl"], file, ENCRYPTION) == (200, "")
    cognito.start_user_import_job(UserPoolId=pool, JobId=job_id)
    replace(cdk, app=example.build).destroy()
    stopped = [call for call in aws.calls() if call.operation == "StopUserImportJob"]
    assert [(call.job_id, call.error) for call in stopped] == [(job_id, None)]
    assert aws.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"] == []


@pytest.mark.usefixtures("cdk")
def test_a_handler_that_dies_is_answered_for(aws: LocalAws, tmp_path: Path) -> None:
    """Create fails with the reason, and the Delete of the rollback succeeds: nothing is stuck."""
    dying = CdkCli(aws, tmp_path, dying_handler.build)
    dying.deploy(expect=1)
    events = [
        (event["ResourceStatus"], event.get("ResourceStatusReason", ""))
        for event in dying.stack_events("DyingHandlerStack")
        if event["ResourceType"] == JOB
    ]
    stack = aws.client("cloudformation").describe_stacks(StackName="DyingHandlerStack")
    assert [status for status, _ in events][:2] == ["CREATE_IN_PROGRESS", "CREATE_FAILED"]
    assert "The import job's handler didn't respond: RetriesExhausted" in events[1][1]
    assert stack["Stacks"][0]["StackStatus"] == "ROLLBACK_COMPLETE"
