"""An import under exactly the synthesised policies: all are enough, and each is needed.

As test_least_privilege.py has it for a job without a source.
"""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from cdk_cognito_user_import import UserImportJob, UserImportSource
from local_aws.import_scenario import ImportScenario, eventually, good_row, make_role
from tests.cloudformation import events
from tests.integration.import_stage import KEY, ImportStage, bucket_of
from tests.synth.stacks import POLICY, only_resource
from tests.synth.stacks import statements as all_statements

pytestmark = pytest.mark.integration

LINES = "[FAILED] Line Number 3 - "
WITHOUT = {
    "cognito-idp:ListUserImportJobs": "ListUserImportJobs failed for user pool",
    "cognito-idp:CreateUserImportJob": "CreateUserImportJob failed for user pool",
    "iam:PassRole": "CreateUserImportJob failed for user pool",
    "cognito-idp:DescribeUserPool": "DescribeUserPool failed for user pool",
    "cognito-idp:GetCSVHeader": "GetCSVHeader failed for user pool",
    "cognito-idp:ListUsers": "ListUsers failed for user pool",
    "cognito-idp:StartUserImportJob": "StartUserImportJob failed for user pool",
    "cognito-idp:DescribeUserImportJob": "DescribeUserImportJob failed for user pool",
    "s3:GetObject": "HeadObject failed for s3://{bucket}/users.csv",
    # The response still says what failed, without the lines.
    "logs:FilterLogEvents": "The import failed: 1 row failed, allowed: 0",
}
"""What the reason of a failed Create begins with without a permission."""
QUESTIONS = ("cloudformation:DescribeStackResource", "cloudformation:DescribeStacks")
NAMES = itertools.count(1)


def statements(
    pool: ImportScenario, stack_id: str = events.STACK_ID, *, wait: bool = True
) -> list[dict[str, Any]]:
    """Return one statement an action of what an import needs, for a pool of the embedded AWS."""
    stack = Stack(App(), "Stack")
    files = s3.Bucket.from_bucket_name(stack, "Files", bucket_of(pool))
    UserImportJob(
        stack,
        "Users",
        user_pool=cognito.UserPool.from_user_pool_id(stack, "Pool", pool.pool_id),
        cloud_watch_logs_role=iam.Role.from_role_arn(stack, "Logs", pool.role_arn, mutable=False),
        source=UserImportSource.bucket(files, KEY),
        wait=wait,
    )
    own = only_resource(stack, POLICY)["Properties"]["PolicyDocument"]["Statement"]
    # The other statements of the role are in test_least_privilege.py.
    shared = [s for s in all_statements(stack) if set(_list(s["Action"])) == set(QUESTIONS)]
    return [
        {
            **statement,
            "Action": action,
            "Resource": _resolved(statement["Resource"], pool, stack_id),
        }
        for statement in own + shared
        for action in _list(statement["Action"])
    ]


def stack_at_work(pool: ImportScenario) -> str:
    """Return the ID of a stack that creates the resource of the events, and isn't done with it."""
    condition = {"Handle": {"Ref": "Handle"}, "Timeout": "600"}
    body = {
        "Handle": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
        events.LOGICAL_ID: {"Type": "AWS::CloudFormation::WaitCondition", "Properties": condition},
    }
    cloudformation = pool.aws.client("cloudformation")
    stack: str = cloudformation.create_stack(
        StackName=f"AtWork{next(NAMES)}", TemplateBody=json.dumps({"Resources": body})
    )["StackId"]

    def is_at_work() -> bool:
        events_ = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
        return any(event["LogicalResourceId"] == events.LOGICAL_ID for event in events_)

    eventually(is_at_work, bool)
    return stack


@contextmanager
def restricted(pool: ImportScenario, without: str = "") -> Iterator[ImportStage]:
    """Yield a stage whose handler may do what the policy says, less one action."""
    stack_id = stack_at_work(pool)
    allowed = [each for each in statements(pool, stack_id) if each["Action"] != without]
    arn = make_role(pool.aws, "root", [])
    pool.aws.client("iam").put_role_policy(
        RoleName=arn.rpartition("/")[2],
        PolicyName="All",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": allowed}),
    )
    session = pool.aws.client("sts").assume_role(RoleArn=arn, RoleSessionName="handler")
    credentials = {
        "AWS_ACCESS_KEY_ID": session["Credentials"]["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": session["Credentials"]["SecretAccessKey"],
        "AWS_SESSION_TOKEN": session["Credentials"]["SessionToken"],
    }
    with mock.patch.dict("os.environ", {**pool.aws.environment, **credentials}):
        stage = ImportStage(pool, propagation=0)
        stage.stack_id = stack_id
        stage.put(pool.csv([good_row(1), good_row(2, email_verified="false")]))
        yield stage


def test_all_permissions_together_are_enough(
    pool: ImportScenario, caplog: pytest.LogCaptureFixture
) -> None:
    """A failed import reports its lines, a good file is imported, and no question is denied."""
    with restricted(pool) as stage:
        assert LINES in stage.create(Validate="false")["Reason"]
        stage.put(pool.csv([good_row(3)]))
        answer = stage.create()
    assert answer["Status"] == "SUCCESS", answer["Reason"]
    assert answer["Data"]["ImportedUsers"] == "1"
    assert [line for line in caplog.messages if "can't ask" in line] == []


def test_every_permission_is_tried(pool: ImportScenario) -> None:
    """Below, or for Stop, which only Delete uses, beside a job without a source."""
    actions = {statement["Action"] for statement in statements(pool)}
    assert actions == {*WITHOUT, *QUESTIONS, "cognito-idp:StopUserImportJob"}


def test_an_import_that_is_not_waited_for_may_not_read_logs(pool: ImportScenario) -> None:
    """It never judges."""
    actions = {statement["Action"] for statement in statements(pool, wait=False)}
    needed = {*WITHOUT, *QUESTIONS, "cognito-idp:StopUserImportJob"}
    assert actions == needed - {"logs:FilterLogEvents"}


@pytest.mark.parametrize("action", WITHOUT)
def test_each_permission_is_needed(pool: ImportScenario, action: str) -> None:
    """Without it, the import fails and says what is denied, or can't name the lines."""
    with restricted(pool, without=action) as stage:
        answer = stage.create(Validate="false")
        assert answer["Status"] == "FAILED"
        assert answer["Reason"].startswith(WITHOUT[action].format(bucket=stage.bucket))
        assert LINES not in answer["Reason"]
        stage.delete(answer["PhysicalResourceId"])


@pytest.mark.parametrize("action", QUESTIONS)
def test_each_question_needs_its_permission(
    pool: ImportScenario, caplog: pytest.LogCaptureFixture, action: str
) -> None:
    """Without it, the import goes on without knowing whether it is still wanted, and says so."""
    with restricted(pool, without=action) as stage:
        stage.put(pool.csv([good_row(1)]))
        assert stage.create()["Status"] == "SUCCESS"
    operation = action.partition(":")[2]
    lines = [line for line in caplog.messages if "can't ask" in line]
    assert lines
    for line in lines:
        assert f"{operation} failed for stack {stage.stack_id}: AccessDenied" in line


def test_no_other_object_may_be_read(pool: ImportScenario) -> None:
    """Not even one beside it."""
    with restricted(pool) as stage:
        stage.put(pool.csv([good_row(1)]), "users.csv.old")
        reason = stage.create(SourceKey="users.csv.old")["Reason"]
    assert reason.startswith(f"HeadObject failed for s3://{stage.bucket}/users.csv.old: 403")


def _resolved(value: Any, pool: ImportScenario, stack_id: str) -> str:
    """Return an ARN of the template as CloudFormation makes it."""
    known = {
        "AWS::Partition": "aws",
        "AWS::Region": pool.aws.region,
        "AWS::AccountId": pool.aws.account,
        "AWS::StackId": stack_id,
    }
    if isinstance(value, str):
        return value
    if "Ref" in value:
        return known[value["Ref"]]
    separator, parts = value["Fn::Join"]
    return str(separator).join(_resolved(part, pool, stack_id) for part in parts)


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
