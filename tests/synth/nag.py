"""Run cdk-nag's AwsSolutions on the example: `make check` calls this.

Every finding fails it. The import's own resources are acknowledged by the constructs, for whoever
uses them; the example's user pools are here.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from aws_cdk import Acknowledgment, App, Environment, Validations
from cdk_nag import AwsSolutionsChecks

from app import USERS, ImportStack, UploadStack, UserPoolStack

POOL_REASON = "The example's pools are kept as small as a reader needs; no user signs in to them."


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
    report_path = folder / "validation-report.json"
    try:
        app.synth()
    except RuntimeError:
        # That something was found ends the synth; the report tells what.
        if not report_path.exists():
            raise
    report: dict[str, Any] = json.loads(report_path.read_text())
    (nag,) = (r for r in report["pluginReports"] if r["pluginName"] == "AwsSolutions")
    return [
        (construct["constructPath"], violation["ruleName"])
        for violation in nag["violations"]
        for construct in violation["violatingConstructs"]
    ]


def main() -> int:
    """Print what was found on the import's resources, and return the exit code."""
    os.environ.pop("CDK_VALIDATION", None)
    environments = {
        "an environment known at deployment": Environment(),
        "a literal environment": Environment(account="111122223333", region="eu-central-1"),
    }
    failed = False
    for name, env in environments.items():
        with tempfile.TemporaryDirectory() as folder:
            found = findings(Path(folder), env)
        for path, rule in found:
            sys.stderr.write(f"{path}: {rule} ({name})\n")
        failed |= bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
