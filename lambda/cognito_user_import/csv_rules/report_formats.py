"""A report as people read it, and as JSON."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from cognito_user_import.csv_rules.report import Report
from cognito_user_import.csv_rules.rules import Issue

SCHEMA: Final = 1


def report_text(report: Report) -> str:
    """Return the kept issues, the counts of rules with more, and the summary, each in a line."""
    return "\n".join(_lines(report))


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


def _lines(report: Report) -> Iterator[str]:
    yield from map(str, report.issues)
    kept = Counter(issue.rule for issue in report.issues)
    for rule, count in sorted(report.counts.items()):
        if count > kept[rule]:
            yield f"{rule.code} {rule.slug}: {count:,} in all"
    yield report.summary
