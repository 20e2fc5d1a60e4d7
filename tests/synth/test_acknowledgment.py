"""The wildcard of an import's log group is acknowledged, wherever its pool is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import (
    App,
    CfnParameter,
    CrossStackReferences,
    Fn,
    ReferenceStrength,
    Stack,
    Validations,
)
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from cdk_nag import AwsSolutionsChecks

from cdk_cognito_user_import import UserImportJob, UserImportSource
from tests.synth.stacks import new_pool

RULE = "AwsSolutions-IAM5"


def pool_of_another_stack(stack: Stack) -> cognito.IUserPool:
    """Return a pool that is referred to by an export."""
    return new_pool(Stack(App.of(stack), "Other"))


def pool_by_a_weak_reference(stack: Stack) -> cognito.IUserPool:
    """Return a pool that is referred to by an output of its stack."""
    CrossStackReferences.of(stack).consume(ReferenceStrength.WEAK)
    return pool_of_another_stack(stack)


def pool_of_an_export(stack: Stack) -> cognito.IUserPool:
    """Return a pool of another app."""
    return cognito.UserPool.from_user_pool_id(stack, "Pool", Fn.import_value("PoolId"))


def pool_of_a_parameter(stack: Stack) -> cognito.IUserPool:
    """Return a pool that is named when the stack is deployed."""
    name = CfnParameter(stack, "PoolId").value_as_string
    return cognito.UserPool.from_user_pool_id(stack, "Pool", name)


def pool_by_name(stack: Stack) -> cognito.IUserPool:
    """Return a pool of a known id."""
    return cognito.UserPool.from_user_pool_id(stack, "Pool", "eu-central-1_aBc123")


@pytest.mark.parametrize(
    "make_pool",
    [
        new_pool,
        pool_by_name,
        pool_of_a_parameter,
        pool_of_an_export,
        pool_of_another_stack,
        pool_by_a_weak_reference,
    ],
)
def test_the_log_group_is_no_finding(
    tmp_path: Path, make_pool: Callable[[Stack], cognito.IUserPool]
) -> None:
    """However the template names the pool in its ARN."""
    app = App(outdir=str(tmp_path))
    stack = Stack(app, "Stack")
    source = UserImportSource.users([{"cognito:username": "jane"}])
    UserImportJob(stack, "Users", user_pool=make_pool(stack), source=source)
    assert findings(app, tmp_path) == []


def test_a_wildcard_that_nobody_acknowledged_is_found(tmp_path: Path) -> None:
    """The check above can fail."""
    app = App(outdir=str(tmp_path))
    wild = iam.PolicyStatement(actions=["logs:FilterLogEvents"], resources=["arn:aws:logs:*"])
    document = iam.PolicyDocument(statements=[wild])
    stack = Stack(app, "Stack")
    iam.CfnPolicy(stack, "P", policy_name="P", roles=["r"], policy_document=document)
    assert findings(app, tmp_path) == [f"{RULE}[Resource::arn:aws:logs:*]"]


def findings(app: App, folder: Path) -> list[str]:
    """Return the wildcards that nobody acknowledged."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    report_path = folder / "validation-report.json"
    try:
        app.synth()
    except RuntimeError:
        if not report_path.exists():
            raise
    report: dict[str, Any] = json.loads(report_path.read_text())
    (nag,) = (r for r in report["pluginReports"] if r["pluginName"] == "AwsSolutions")
    return [v["ruleName"] for v in nag["violations"] if v["ruleName"].startswith(RULE)]
