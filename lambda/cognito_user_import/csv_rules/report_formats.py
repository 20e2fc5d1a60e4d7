"""A report as JSON."""

from dataclasses import asdict
from typing import Any, Final

from cognito_user_import.csv_rules.report import Report
from cognito_user_import.csv_rules.rules import Issue

SCHEMA: Final = 1


def report_json(report: Report) -> dict[str, Any]:
    """Return the report as docs/csv-rules.md describes it."""
    return {
        "schema": SCHEMA,
        "errors": report.errors,
        "warnings": report.warnings,
        "is_complete": report.is_complete,
        "file": asdict(report.file),
        "counts": {rule.code: count for rule, count in sorted(report.counts.items())},
        "issues": [issue_json(issue) for issue in report.issues],
    }


def issue_json(issue: Issue) -> dict[str, Any]:
    """Return an issue as docs/csv-rules.md describes it."""
    code, slug, severity, _ = issue.rule
    return {
        "code": code,
        "slug": slug,
        "severity": severity,
        "line": issue.line,
        "column": issue.column,
        "position": issue.position,
        "message": issue.message,
    }
