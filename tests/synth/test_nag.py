"""The cdk-nag check: the import's resources pass, and a finding is reported."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Environment, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from cdk_cognito_user_import import UserImportHandlerOptions
from tests.documents import ROOT, blocks
from tests.synth.nag import all_options, documented, findings, findings_on_imports, without_pack

LAMBDA_STAR = {"LambdaStarPermissions"}
INLINE = {"IAMNoInlinePolicy"}
WORKFLOW = {rule for rule in documented("What stays") if rule.startswith(("S3", "EventBus"))}


@pytest.mark.parametrize(
    "env", [Environment(), Environment(account="111122223333", region="eu-central-1")]
)
def test_the_imports_resources_have_no_finding(tmp_path: Path, env: Environment) -> None:
    """What is acknowledged carries its reason in the construct, whatever the environment."""
    assert findings(tmp_path, env) == []


def test_a_finding_that_nobody_acknowledged_is_seen(tmp_path: Path) -> None:
    """The check can fail: without the acknowledgments, the pools' findings are reported."""
    found = findings(tmp_path, Environment(), acknowledge_pools=False)
    assert sorted(found) == [
        (f"{stack}/Pool/Resource", f"AwsSolutions-{rule}")
        for stack in ("ImportStack", "UserPoolStack")
        for rule in ("COG1", "COG2", "COG8")
    ]


def no_options(_: Stack) -> dict[str, Any]:
    """Return nothing but the defaults."""
    return {}


def roles_of_someone_else(stack: Stack) -> dict[str, Any]:
    """Return all options, and roles that the library doesn't change."""
    role = iam.Role.from_role_name(stack, "Given", "Given", mutable=False)
    options = all_options(stack)["handler_options"]
    given = {name: getattr(options, name) for name in options.__dataclass_fields__}
    given["role"] = role
    return {
        "handler_options": UserImportHandlerOptions(**given),
        "cloud_watch_logs_role": role,
    }


@pytest.mark.parametrize(
    ("make_props", "expected"),
    [
        (no_options, documented("Fixed by an option") | documented("What stays") - LAMBDA_STAR),
        (all_options, documented("What stays")),
        (roles_of_someone_else, documented("What stays") - LAMBDA_STAR - INLINE - WORKFLOW),
    ],
)
def test_the_findings_of_all_packs_are_documented(
    tmp_path: Path, make_props: Callable[[Stack], dict[str, Any]], expected: set[str]
) -> None:
    """Each as fixed by an option, or with the reason why it stays."""
    found = findings_on_imports(tmp_path, make_props)
    assert {without_pack(rule) for _, rule in found} == expected


def test_the_documented_acknowledgment_is_accepted(tmp_path: Path) -> None:
    """Of one rule of one pack, for both functions."""
    (code,) = blocks(ROOT / "docs/scanners.md", "python")
    found = findings_on_imports(tmp_path, no_options, code)
    rules = {rule for path, rule in found if "CognitoUserImportHandler" in path}
    assert "HIPAA.Security-LambdaDLQ" not in rules
    assert {"HIPAA.Security-LambdaConcurrency", "Serverless-LambdaDLQ"} <= rules


def group_by_name(stack: Stack) -> logs.ILogGroup:
    """Return a log group of someone else."""
    return logs.LogGroup.from_log_group_name(stack, "Logs", "/ours")


def group_of_another_stack(stack: Stack) -> logs.ILogGroup:
    """Return a log group that is referred to by an export."""
    return logs.LogGroup(Stack(App.of(stack), "Other"), "Logs")


@pytest.mark.parametrize("make_group", [group_by_name, group_of_another_stack])
def test_the_streams_of_a_given_log_group_are_no_finding(
    tmp_path: Path, make_group: Callable[[Stack], logs.ILogGroup]
) -> None:
    """The ARN of a log group ends in a wildcard, which its name makes visible."""

    def make_props(stack: Stack) -> dict[str, Any]:
        return {"handler_options": UserImportHandlerOptions(log_group=make_group(stack))}

    found = findings_on_imports(tmp_path, make_props)
    assert not [rule for _, rule in found if "IAM5" in rule]


def test_a_newer_runtime_is_no_finding(tmp_path: Path) -> None:
    """A later aws-cdk-lib knows one. The default is the runtime that was tested."""
    # aws-cdk-lib adds it to those it knows, for the rest of this process.
    lambda_.Runtime("python3.99", lambda_.RuntimeFamily.PYTHON)
    found = {rule for _, rule in findings_on_imports(tmp_path, no_options)}
    assert not found & {"AwsSolutions-L1", "Serverless-LambdaLatestVersion"}


def test_an_older_runtime_of_ones_own_is_a_finding(tmp_path: Path) -> None:
    """Whoever chooses it explains it."""
    options = UserImportHandlerOptions(runtime=lambda_.Runtime.PYTHON_3_12)
    found = findings_on_imports(tmp_path, lambda _: {"handler_options": options})
    rules = {rule for _, rule in found}
    assert {"AwsSolutions-L1", "Serverless-LambdaLatestVersion"} <= rules
