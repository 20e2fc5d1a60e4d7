"""The command that converts a file, ready to be pasted."""

import shlex
from collections.abc import Iterable
from pathlib import Path

from cognito_user_import.csv_rules import Issue
from cognito_user_import.csv_rules.rules import CONVERT
from cognito_user_import_cli.output import PROGRAM


def convert_command(
    file: Path,
    issues: Iterable[Issue],
    *,
    user_pool_id: str | None = None,
    template: Path | None = None,
    resource: str | None = None,
) -> str:
    """Return the command for the file and its pool; empty if no issue asks to convert."""
    if not any(CONVERT in issue.expectation for issue in issues):
        return ""
    # Not the default users.csv, which often is the file itself.
    words = [PROGRAM, "convert", str(file), "-o", str(file.with_name(f"{file.stem}-converted.csv"))]
    named = {"--user-pool-id": user_pool_id, "--template": template, "--resource": resource}
    for option, value in named.items():
        if value:
            words += [option, str(value)]
    return shlex.join(words)
