"""Runs the real CDK CLI against the embedded AWS."""

import itertools
import json
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from aws_cdk import App

from local_aws import LocalAws

ROOT = Path(__file__).parents[2]
_CONTEXT = json.loads((ROOT / "cdk.json").read_text())["context"]
_BOOTSTRAP = ROOT / "node_modules/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml"
# What the CLI gives it.
_GIVEN = {
    "CloudFormationExecutionPolicies": "arn:aws:iam::aws:policy/AdministratorAccess",
    "FileAssetsBucketKmsKeyId": "AWS_MANAGED_KEY",
}
_OUTPUTS = itertools.count(1)


@dataclass(frozen=True)
class CdkCli:
    """The CDK CLI with a folder for its output and its caches.

    :param app: The command that synthesises the app, or what builds it in this process, where that
        takes a tenth of the time: a fresh process first loads CDK.
    :param stacks: Those that are deployed and deleted.
    """

    aws: LocalAws
    folder: Path
    app: str | Callable[[App], None] = "python app.py"
    stacks: tuple[str, ...] = ("--all",)

    def run(self, *arguments: str, expect: int = 0) -> str:
        """Run a command, and return its output."""
        output = str(self.folder / "cdk.out")
        if isinstance(self.app, str):
            given = (*arguments, "--app", self.app, "--output", output)
        else:
            given = (*arguments, "--app", self._synthesized(self.app, arguments))
        return self._run(ROOT, *given, expect=expect)

    def _synthesized(self, build: Callable[[App], None], arguments: Sequence[str]) -> str:
        """Return a folder with the app, to which these arguments give their context."""
        given = [value for name, value in itertools.pairwise(arguments) if name == "-c"]
        context = dict(value.split("=", 1) for value in given)
        # One app after the other in one folder would be one app, whose files are left.
        folder = self.folder / f"cdk{next(_OUTPUTS)}.out"
        app = App(context={**_CONTEXT, **context}, outdir=str(folder))
        with mock.patch.dict(os.environ, self.aws.environment):
            build(app)
        app.synth()
        return str(folder)

    def _run(self, cwd: Path, *arguments: str, expect: int = 0) -> str:
        done = subprocess.run(
            ["cdk", *arguments],
            cwd=cwd,
            env={**os.environ, **self.aws.cdk_environment, "CI": "true"},
            capture_output=True,
            text=True,
            check=False,
        )
        printed = done.stdout + done.stderr
        assert done.returncode == expect, f"cdk {' '.join(arguments)}:\n{printed}"
        return printed

    def bootstrap_with_cli(self) -> None:
        """Make what deployments need, without an app: the CLI would synthesise it for nothing."""
        self._run(self.folder, "bootstrap", f"aws://{self.aws.account}/{self.aws.region}")

    def bootstrap(self) -> None:
        """Deploy the CLI's template, which takes a tenth of the CLI's time."""
        cloudformation = self.aws.client("cloudformation")
        if cloudformation.describe_stacks()["Stacks"]:
            return  # By an earlier test.
        cloudformation.create_stack(
            StackName="CDKToolkit",
            TemplateBody=_BOOTSTRAP.read_text("utf-8"),
            Parameters=[
                {"ParameterKey": name, "ParameterValue": value} for name, value in _GIVEN.items()
            ],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        waiter = cloudformation.get_waiter("stack_create_complete")
        waiter.wait(StackName="CDKToolkit", WaiterConfig={"Delay": 0.05, "MaxAttempts": 400})

    def deploy(self, *arguments: str, expect: int = 0) -> dict[str, dict[str, str]]:
        """Deploy the stacks, and return the outputs of those that changed or not."""
        outputs = self.folder / "outputs.json"
        outputs.unlink(missing_ok=True)
        self.run(
            "deploy",
            *self.stacks,
            "--require-approval=never",
            f"--outputs-file={outputs}",
            *arguments,
            expect=expect,
        )
        if expect:
            return {}
        deployed: dict[str, dict[str, str]] = json.loads(outputs.read_text())
        return deployed

    def destroy(self) -> None:
        """Delete the stacks."""
        self.run("destroy", *self.stacks, "--force")

    def clear(self) -> None:
        """Delete the stacks that are left, without a CLI that would synthesise them once more."""
        cloudformation = self.aws.client("cloudformation")
        for stack in cloudformation.describe_stacks()["Stacks"]:
            if stack["StackName"] != "CDKToolkit":
                cloudformation.delete_stack(StackName=stack["StackName"])

    def stack_events(self, stack: str) -> list[dict[str, Any]]:
        """Return what happened in a stack, oldest first."""
        pages = self.aws.client("cloudformation").get_paginator("describe_stack_events")
        events = [
            event for page in pages.paginate(StackName=stack) for event in page["StackEvents"]
        ]
        return events[::-1]
