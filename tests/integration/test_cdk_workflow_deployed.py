"""Deployments that start an execution and wait for it, by the real CDK CLI."""

from collections.abc import Iterator, Mapping

import pytest

from local_aws import LocalAws
from tests.integration.apps import migrating
from tests.integration.cdk_cli import CdkCli
from tests.integration.workflow_stage import WorkflowStage

# Each test takes several deployments.
pytestmark = [pytest.mark.integration, pytest.mark.thorough]

KEY = "users.csv"
STACK = "Night"


@pytest.fixture(scope="module")
def bucket(module_aws: LocalAws) -> str:
    """Make the bucket of the file."""
    name = f"files-{module_aws.account}"
    module_aws.client("s3").create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": module_aws.region}
    )
    return name


@pytest.fixture(scope="module")
def cdk(module_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CdkCli]:
    """Make what deployments need."""
    cdk = CdkCli(module_aws, tmp_path_factory.mktemp("cdk"), migrating.build)
    cdk.bootstrap()
    yield cdk
    cdk.clear()


def put(aws: LocalAws, bucket: str, count: int, *bad: int) -> None:
    """Store a file of so many users; those of these numbers, from 1, have no verified address."""
    columns = (
        "name,given_name,family_name,middle_name,nickname,preferred_username,profile,picture,"
        "website,email,email_verified,gender,birthdate,zoneinfo,locale,phone_number,"
        "phone_number_verified,address,updated_at,cognito:mfa_enabled,cognito:username"
    )
    lines = [columns]
    for number in range(1, count + 1):
        row = dict.fromkeys(columns.split(","), "")
        row["cognito:username"] = f"user{number}"
        row["email"] = f"user{number}@example.com"
        row["email_verified"] = str(number not in bad).lower()
        lines.append(",".join(row.values()))
    content = "".join(f"{line}\n" for line in lines).encode()
    aws.client("s3").put_object(Bucket=bucket, Key=KEY, Body=content)


def test_a_deployment_waits_for_its_execution(aws: LocalAws, cdk: CdkCli, bucket: str) -> None:
    """From the first users to those of a grown file, a failure, a rollback, and the deletion."""
    context = ("-c", f"stack={STACK}", "-c", f"bucket={bucket}", "-c", f"key={KEY}", "-c", "wait=2")
    put(aws, bucket, 5)
    outputs = cdk.deploy(*context)[STACK]
    stage = WorkflowStage(aws, bucket, KEY, outputs)
    assert outputs["ImportedUsers"] == "5"
    assert stage.users() == [f"user{number}" for number in range(1, 6)]
    first = outputs["ExecutionArn"]

    assert "no changes" in cdk.run("deploy", *cdk.stacks, *context)

    put(aws, bucket, 8)
    outputs = cdk.deploy(*context, "-c", "trigger=2")[STACK]
    assert (outputs["ImportedUsers"], outputs["ExecutionArn"] != first) == ("3", True)
    second = outputs["ExecutionArn"]

    put(aws, bucket, 9, 9)
    printed = cdk.run(
        "deploy", *cdk.stacks, "--require-approval=never", *context, "-c", "trigger=3", expect=1
    )
    assert "1 row would fail, allowed: 0" in printed
    assert "line 10: " in printed
    described = aws.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
    assert described["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    resources = aws.client("cloudformation").describe_stack_resources(StackName=STACK)
    (workflow,) = [
        resource["PhysicalResourceId"]
        for resource in resources["StackResources"]
        if resource["ResourceType"] == "Custom::CognitoUserImportWorkflow"
    ]
    assert workflow == second
    executions = aws.client("stepfunctions").list_executions(
        stateMachineArn=stage.outputs["StateMachineArn"]
    )["executions"]
    # The rollback may stop it between its signal and its last state.
    assert executions[0]["status"] in ("FAILED", "ABORTED")
    assert [execution["status"] for execution in executions[1:]] == ["SUCCEEDED", "SUCCEEDED"]
    assert "cfn-signal" not in stage.history()


def test_a_function_that_dies_is_answered_for(aws: LocalAws, cdk: CdkCli, bucket: str) -> None:
    """Create fails with the reason, and the Delete of the rollback succeeds: nothing is stuck."""
    put(aws, bucket, 1)
    context = ("-c", "stack=Dying", "-c", f"bucket={bucket}", "-c", f"key={KEY}", "-c", "wait=2")
    cdk.deploy(*context, "-c", "dying=1", expect=1)
    events = [
        (event["ResourceStatus"], event.get("ResourceStatusReason", ""))
        for event in cdk.stack_events("Dying")
        if event["ResourceType"] == "Custom::CognitoUserImportWorkflow"
    ]
    assert [status for status, _ in events][:2] == ["CREATE_IN_PROGRESS", "CREATE_FAILED"]
    assert "handler didn't respond: RetriesExhausted" in events[1][1]
    stack = aws.client("cloudformation").describe_stacks(StackName="Dying")["Stacks"][0]
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"


def test_a_workflow_with_all_options_imports(aws: LocalAws, cdk: CdkCli, bucket: str) -> None:
    """The embedded AWS enforces the roles' policies. It has no network, so the VPC only exists."""
    put(aws, bucket, 3)
    context = ("-c", "stack=Options", "-c", f"bucket={bucket}", "-c", f"key={KEY}", "-c", "wait=2")
    outputs = cdk.deploy(*context, "-c", "options=1")["Options"]
    assert outputs["ImportedUsers"] == "3"


def test_nothing_runs_in_a_pool_that_a_stack_deletes(
    aws: LocalAws, cdk: CdkCli, bucket: str
) -> None:
    """Whoever started it. Otherwise, the running job would block the deletion of the pool."""
    put(aws, bucket, 5)
    aws.configure(import_seconds=60.0)
    context = ("-c", "stack=Stopped", "-c", f"bucket={bucket}", "-c", f"key={KEY}")

    def pools() -> list[str]:
        listed = aws.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
        return [pool["Id"] for pool in listed]

    def begin(outputs: Mapping[str, str], name: str) -> None:
        stage = WorkflowStage(aws, bucket, KEY, outputs)
        stage.start(name)
        stage.until(lambda: [job["Status"] for job in stage.jobs()] == ["InProgress"])

    first = cdk.deploy(*context)["Stopped"]
    begin(first, "by-hand")
    second = cdk.deploy(*context, "-c", "pool=Second")["Stopped"]
    assert first["UserPoolId"] not in pools()
    begin(second, "in-the-second-pool")
    # The running execution and its job keep the trigger that they began with.
    cdk.deploy(*context, "-c", "pool=Second", "-c", "trigger=2")
    aws.client("cloudformation").delete_stack(StackName="Stopped")
    aws.client("cloudformation").get_waiter("stack_delete_complete").wait(
        StackName="Stopped", WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    assert second["UserPoolId"] not in pools()
