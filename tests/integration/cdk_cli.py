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
        """Run a command, and return what it prints."""
        done = subprocess.run(
            ["cdk", *arguments, "--app", self.app, "--output", str(self.folder / "cdk.out")],
            cwd=ROOT,
            env={**os.environ, **self.aws.environment, "CI": "true"},
            capture_output=True,
            text=True,
            check=False,
        )
        printed = done.stdout + done.stderr
        assert done.returncode == expect, f"cdk {' '.join(arguments)}:\n{printed}"
        return printed

    def bootstrap(self) -> None:
        """Make what deployments need."""
        self.run("bootstrap")

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

    def stack_events(self, stack: str) -> list[dict[str, Any]]:
        """Return what happened in a stack, oldest first."""
        pages = self.aws.client("cloudformation").get_paginator("describe_stack_events")
        events = [
            event for page in pages.paginate(StackName=stack) for event in page["StackEvents"]
        ]
        return events[::-1]
