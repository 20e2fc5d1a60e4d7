"""A report as lines for a person, with the first rows that failed."""

import csv
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, islice
from typing import Any, Final

from cognito_user_import.cognito.job_log import FailedLine
from cognito_user_import.judgement.of_job import by_reason
from cognito_user_import_cli.jobs.document import moment
from cognito_user_import_cli.workflows.report_folder import ReportFolder

_LINES: Final = 20
_BYTES: Final = 1 << 16
_LABELS: Final = {
    "Execution": "execution",
    "Status": "status",
    "UserPoolId": "user pool",
    "Source": "file",
    "StartedAt": "started",
    "EndedAt": "ended",
    "Rows": "rows",
    "ImportedUsers": "imported",
    "SkippedUsers": "skipped",
    "FailedUsers": "failed",
    "Problem": "problem",
}
_DATES: Final = ("StartedAt", "EndedAt")
_WIDTH: Final = max(map(len, _LABELS.values())) + 2


def report_lines(report: Any, folder: ReportFolder) -> Iterator[str]:
    """Yield the lines of a report."""
    for name, label in _LABELS.items():
        if report[name] != "":
            yield f"{label:<{_WIDTH}}{_shown(name, report[name])}"
    yield f"{'report':<{_WIDTH}}{folder.url}/report.json"
    for warning in report["Warnings"]:
        yield f"{'warning':<{_WIDTH}}{warning}"
    if report["FailedUsers"]:
        yield from _failed(report, folder)


def _shown(name: str, value: str | int) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return moment(datetime.fromisoformat(value)) if name in _DATES else value


def _failed(report: Any, folder: ReportFolder) -> Iterator[str]:
    rows = list(islice(csv.reader(folder.first_failed(_BYTES)[1:]), _LINES))
    # With many files, the last column is the file. Its lines are together.
    for key, of_file in groupby(rows, key=lambda row: row[3] if len(row) > 3 else ""):
        lines = [FailedLine(int(line), reason) for line, reason, *_ in of_file]
        # The problem may name them already.
        for entry in by_reason(lines):
            if entry not in report["Problem"]:
                yield f"{key}: {entry}" if key else entry
    if (more := report["FailedUsers"] - len(rows)) > 0:
        yield f"... and {more:,} more"
