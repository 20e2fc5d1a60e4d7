"""All rules of this library, as the command line checks a file."""

from contextlib import suppress

from benchmarks.subjects.csv_checks.ours import POOL
from cognito_user_import.csv_rules import Issue
from cognito_user_import_cli.checking.check_file import check_file


class _FoundError(Exception):
    """The first issue was told."""


def check(path: str) -> int:
    """Check a file by all rules, on the cores that this process may use."""
    return sum(check_file(path, POOL).counts.values())


def first_issue(path: str) -> None:
    """Check a file until the first issue is told, and no further."""

    def tell(issue: Issue) -> None:
        raise _FoundError(issue.rule.code)

    with suppress(_FoundError):
        check_file(path, POOL, tell=tell)
