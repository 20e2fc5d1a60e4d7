"""An issue as one line: for people and editors, or for the log of a GitHub workflow."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cognito_user_import.csv_rules import Issue, Report, Rule
from cognito_user_import.csv_rules.rules import ERROR

if TYPE_CHECKING:
    from rich.text import Text

Part = tuple[str, str]
"""A text and its rich style."""

_STYLES: Final = {ERROR: "bold red"}
_WARNING_STYLE: Final = "bold yellow"


def issue_parts(file: Path, issue: Issue) -> list[Part]:
    """Return the line of an issue, in parts. It begins with a place that editors can jump to."""
    code, _, severity, _ = issue.rule
    place = f"{file}:{issue.line}:" if issue.line else f"{file}:"
    column = f" {issue.column_name}:" if issue.column_name else ""
    return [
        (place, "bold"),
        (f" {severity}", _STYLES.get(severity, _WARNING_STYLE)),
        (f" {code}{column} {issue.expectation}", ""),
    ]


def count_parts(file: Path, rule: Rule, count: int) -> list[Part]:
    """Return the line for a rule with more issues than are listed."""
    return [(f"{file}:", "bold"), (f" {rule.code} {rule.slug}: {count:,} in total", "")]


def summary_parts(file: Path, report: Report) -> list[Part]:
    """Return the last line, the summary."""
    style = _STYLES[ERROR] if report.errors else _WARNING_STYLE if report.warnings else "bold green"
    return [(f"{file}:", "bold"), (f" {report.summary}", style)]


def plain(parts: Sequence[Part]) -> str:
    """Return the line as text."""
    return "".join(text for text, _ in parts)


def styled(parts: Sequence[Part]) -> "Text":
    """Return the line as a terminal shows it."""
    from rich.text import Text

    return Text.assemble(*parts)


def github_line(file: Path, issue: Issue) -> str:
    """Return the workflow command that makes GitHub show an issue beside its line.

    GitHub expects paths relative to the repository, whose folder is in GITHUB_WORKSPACE.
    """
    rule = issue.rule
    properties = ",".join(f"{name}={_property(value)}" for name, value in _properties(file, issue))
    column = f"{issue.column_name}: " if issue.column_name else ""
    return f"::{rule.severity} {properties}::{_data(column + issue.expectation)}"


def _properties(file: Path, issue: Issue) -> Iterator[tuple[str, str]]:
    workspace, place = os.environ.get("GITHUB_WORKSPACE", ""), file.absolute()
    is_below = workspace and place.is_relative_to(workspace)
    yield "file", str(place.relative_to(workspace) if is_below else file)
    if issue.line:
        yield "line", str(issue.line)
    yield "title", f"{issue.rule.code} {issue.rule.slug}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
