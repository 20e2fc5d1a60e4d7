"""Runs the real CDK CLI against the embedded AWS."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_aws import LocalAws

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class CdkCli:
    """The CDK CLI with a folder for its output and its caches.

    :param app: What synthesises the app.
    :param stacks: Those that are deployed and deleted.
    """

    aws: LocalAws
    folder: Path
    app: str = "python app.py"
    stacks: tuple[str, ...] = ("--all",)

    def run(self, *arguments: str, expect: int = 0) -> str:
        """Run a command, and return its output."""
        output = str(self.folder / "cdk.out")
        return self._run(ROOT, *arguments, "--app", self.app, "--output", output, expect=expect)

    def _run(self, cwd: Path, *arguments: str, expect: int = 0) -> str:
        done = subprocess.run(
            ["cdk", *arguments],
            cwd=cwd,
            env={**os.environ, **self.aws.environment, "CI": "true"},
            capture_output=True,
            text=True,
            check=False,
        )
        printed = done.stdout + done.stderr
        assert done.returncode == expect, f"cdk {' '.join(arguments)}:\n{printed}"
        return printed

    def bootstrap(self) -> None:
        """Make what deployments need, without an app: the CLI would synthesise it for nothing."""
        self._run(self.folder, "bootstrap", f"aws://{self.aws.account}/{self.aws.region}")

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
