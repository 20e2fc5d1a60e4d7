"""Run cdk-nag on the example, on three imports, and on a workflow: `make check` calls this.

Every finding on the example fails it, and so does one on the imports that docs/scanners.md doesn't
explain. What the constructs acknowledge is acknowledged for whoever uses them; the findings on the
example's user pools are acknowledged here.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from aws_cdk import Acknowledgment, App, Duration, Environment, Stack, Validations
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from cdk_nag import (
    AwsSolutionsChecks,
    HIPAASecurityChecks,
    NIST80053R5Checks,
    PCIDSS321Checks,
    ServerlessChecks,
)

from app import USERS, ImportStack, UploadStack, UserPoolStack
from cdk_cognito_user_import import (
    UserImportHandlerOptions,
    UserImportJob,
    UserImportSource,
    UserImportWorkflow,
    WorkflowStart,
)
from tests.documents import ROOT
from tests.synth.stacks import new_pool

POOL_REASON = "The example's pools are kept as small as a reader needs; no user signs in to them."
PACKS: Final = (
    AwsSolutionsChecks,
    HIPAASecurityChecks,
    NIST80053R5Checks,
    PCIDSS321Checks,
    ServerlessChecks,
)


def findings(
    folder: Path, env: Environment, *, acknowledge_pools: bool = True
) -> list[tuple[str, str]]:
    """Return the constructs of the example with the rules that they break."""
    app = App(outdir=str(folder))
    users = UserPoolStack(app, "UserPoolStack", trigger="1", env=env)
    UploadStack(app, "UploadStack", job=users.job, trigger="1", env=env)
    imported = ImportStack(app, "ImportStack", users=str(USERS), validate=True, env=env)
    for stack in (users, imported) if acknowledge_pools else ():
        Validations.of(stack.node.find_child("Pool")).acknowledge(
            *(
                Acknowledgment(id=f"AwsSolutions::AwsSolutions-{rule}", reason=POOL_REASON)
                for rule in ("COG1", "COG2", "COG8")
            )
        )
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return _found(app, folder)


def findings_on_imports(
    folder: Path, make_props: Callable[[Stack], dict[str, Any]], code: str = ""
) -> list[tuple[str, str]]:
    """Return the constructs of three imports and a workflow with the rules that they break.

    A workflow has roles of its own, so there is none if a role is given.

    :param make_props: Returns the properties of the imports and the workflow.
    :param code: What is run when the stack has them.
    """
    app = App(outdir=str(folder))
    stack = Stack(app, "Stack")
    props = make_props(stack)
    source = UserImportSource.users([{"cognito:username": "jane", "email_verified": True}])
    for name, its_source in (("First", source), ("Second", source), ("Job", None)):
        pool = new_pool(stack, f"Pool{name}")
        UserImportJob(stack, name, user_pool=pool, source=its_source, **props)
    if "cloud_watch_logs_role" not in props:
        UserImportWorkflow(
            stack,
            "Workflow",
            user_pool=new_pool(stack, "PoolWorkflow"),
            source=UserImportSource.bucket(
                s3.Bucket.from_bucket_name(stack, "Files", "files"), "u.csv"
            ),
            start=WorkflowStart.ON_DEPLOY,
            wait=Duration.hours(1),
            **props,
        )
    exec(code, {"stack": stack})  # noqa: S102 - the project's own document
    Validations.of(app).add_plugins(*(pack(app) for pack in PACKS))
    names = ("CognitoUserImportHandler", "First", "Second", "Job", "Workflow")
    ours = tuple(f"Stack/{name}/" for name in names)
    return [(path, rule) for path, rule in _found(app, folder) if path.startswith(ours)]


def all_options(stack: Stack) -> dict[str, Any]:
    """Return the options that scanners ask for."""
    isolated = ec2.SubnetConfiguration(name="Isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
    options = UserImportHandlerOptions(
        vpc=ec2.Vpc(stack, "Vpc", subnet_configuration=[isolated]),
        log_group=logs.LogGroup(stack, "Logs", encryption_key=kms.Key(stack, "Key")),
        reserved_concurrent_executions=10,
        tracing=lambda_.Tracing.ACTIVE,
    )
    return {"handler_options": options}


def documented(heading: str) -> set[str]:
    """Return cdk-nag's rules in a table of docs/scanners.md."""
    text = (ROOT / "docs/scanners.md").read_text()
    rows = text.partition(f"## {heading}\n")[2].partition("\n## ")[0].splitlines()
    first_columns = [row.split("|")[1] for row in rows if row.startswith("| `")]
    return {column.split("`")[1] for column in first_columns}


def without_pack(rule: str) -> str:
    """Return the name of a rule without that of its pack."""
    return rule.partition("[")[0].rpartition("-")[2]


def _found(app: App, folder: Path) -> list[tuple[str, str]]:
    report_path = folder / "validation-report.json"
    try:
        app.synth()
    except RuntimeError:
        # That something was found ends the synth; the report tells what.
        if not report_path.exists():
            raise
    report: dict[str, Any] = json.loads(report_path.read_text())
    return [
        (construct["constructPath"], violation["ruleName"])
        for pack in report["pluginReports"]
        for violation in pack["violations"]
        for construct in violation["violatingConstructs"]
    ]


def main() -> int:
    """Print what was found on the import's resources, and return the exit code."""
    os.environ.pop("CDK_VALIDATION", None)
    environments = {
        "an environment known at deployment": Environment(),
        "a literal environment": Environment(account="111122223333", region="eu-central-1"),
    }
    unexplained = []
    for name, env in environments.items():
        with tempfile.TemporaryDirectory() as folder:
            found = findings(Path(folder), env)
        unexplained += [f"{path}: {rule} ({name})" for path, rule in found]
    with tempfile.TemporaryDirectory() as folder:
        found = findings_on_imports(Path(folder), all_options)
    unexplained += [
        f"{path}: {rule} (not in docs/scanners.md)"
        for path, rule in found
        if without_pack(rule) not in documented("What stays")
    ]
    sys.stderr.writelines(f"{line}\n" for line in unexplained)
    return int(bool(unexplained))


if __name__ == "__main__":
    sys.exit(main())
