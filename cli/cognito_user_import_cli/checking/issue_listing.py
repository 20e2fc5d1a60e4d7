"""The output of a check: issues as they are found, and at the end a summary."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cognito_user_import.csv_rules import Issue, PoolProfile, Report, Rule
from cognito_user_import.csv_rules.report_formats import report_json
from cognito_user_import.csv_rules.rules import ERROR
from cognito_user_import_cli.checking.issue_lines import (
    Part,
    count_parts,
    github_line,
    issue_parts,
    plain,
    styled,
    summary_parts,
)

if TYPE_CHECKING:
    from rich.text import Text

    Write = Callable[[str, Callable[[], Text]], None]

LineFormat = Literal["text", "github"]


class Listing:
    """Writes the issues of one file, one per line.

    :param write: Writes a line. Called with its text, and with a function that returns the line as
        a terminal shows it.
    :param write_error: The same for errors. Default: - ``write``
    """

    def __init__(
        self,
        file: Path,
        write: "Write",
        write_error: "Write | None" = None,
        format_: LineFormat = "text",
    ) -> None:
        self._file = file
        self._write = write
        self._write_error = write_error or write
        self._format = format_
        self._listed: Counter[Rule] = Counter()

    def tell(self, issue: Issue) -> None:
        """Write an issue."""
        self._listed[issue.rule] += 1
        is_github = self._format == "github"
        parts = [(github_line(self._file, issue), "")] if is_github else None
        self._line(parts or issue_parts(self._file, issue), is_bad=issue.rule.severity == ERROR)

    def end(self, report: Report) -> None:
        """Write the rest: rules with more issues than were listed, and the summary."""
        for rule, count in sorted(report.counts.items()):
            if count > self._listed[rule]:
                parts = count_parts(self._file, rule, count)
                self._line(parts, is_bad=rule.severity == ERROR)
        self._line(summary_parts(self._file, report), is_bad=report.errors > 0)

    def _line(self, parts: Sequence[Part], *, is_bad: bool) -> None:
        write = self._write_error if is_bad else self._write
        write(plain(parts), lambda: styled(parts))


def report_document(file: Path, report: Report, profile: PoolProfile) -> dict[str, object]:
    """Return a report as docs/csv-rules.md describes it, with the file's name.

    ``unknown`` names the properties of the pool that are unknown and weren't checked.
    """
    document = report_json(report)
    return {
        **document,
        "file": {"name": str(file), **document["file"]},
        "unknown": list(profile.unknown),
    }
