"""The command that converts a file, ready to be pasted."""

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from cognito_user_import.csv_rules import Issue, rules
from cognito_user_import_cli.output import PROGRAM

_REWRITTEN: Final = frozenset(
    {rules.BYTE_ORDER_MARK, rules.UNKNOWN_COLUMN, rules.VALUE_COUNT, rules.QUOTE}
)
"""Rules whose texts name no command, though converting the file helps."""


def convert_command(
    file: Path,
    issues: Iterable[Issue],
    *,
    user_pool_id: str | None = None,
    template: Path | None = None,
    resource: str | None = None,
) -> str:
    """Return the command for the file and its pool; empty if it fixes none of the issues."""
    if not any(rules.CONVERT in issue.expectation or issue.rule in _REWRITTEN for issue in issues):
        return ""
    # Not the default users.csv, which often is the file itself.
    words = [PROGRAM, "convert", str(file), "-o", str(file.with_name(f"{file.stem}-converted.csv"))]
    named = {"--user-pool-id": user_pool_id, "--template": template, "--resource": resource}
    for option, value in named.items():
        if value:
            words += [option, str(value)]
    return shlex.join(words)
