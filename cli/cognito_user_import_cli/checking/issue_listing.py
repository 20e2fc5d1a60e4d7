"""What a check writes: its issues as they are found, and at the end how it went."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from cognito_user_import.csv_rules import Issue, PoolProfile, Report, Rule
from cognito_user_import_cli.checking.issue_lines import (
    Part,
    count_parts,
    github_line,
    issue_parts,
    plain,
    styled,
    summary_parts,
)
from cognito_user_import_cli.output import Output

Format = Literal["text", "json", "github"]


class Listing:
    """Writes the issues of one file to stdout, by line, or as one document at the end."""

    def __init__(self, output: Output, file: Path, format_: Format) -> None:
        self._output = output
        self._file = file
        self._format = format_
        self._listed: Counter[Rule] = Counter()

    def tell(self, issue: Issue) -> None:
        """Write an issue."""
        self._listed[issue.rule] += 1
        if self._format == "text":
            self._line(issue_parts(self._file, issue))
        elif self._format == "github":
            self._line([(github_line(self._file, issue), "")])

    def end(self, report: Report, profile: PoolProfile) -> None:
        """Write how it went.

        :param profile: Of the pool, of which not all may have been known.
        """
        if self._format == "json":
            self._output.result(report_document(self._file, report, profile), "")
            return
        for rule, count in sorted(report.counts.items()):
            if count > self._listed[rule]:
                self._line(count_parts(self._file, rule, count))
        self._line(summary_parts(self._file, report))

    def _line(self, parts: Sequence[Part]) -> None:
        self._output.line(plain(parts), lambda: styled(parts))


def report_document(file: Path, report: Report, profile: PoolProfile) -> dict[str, object]:
    """Return a report as docs/csv-rules.md describes it, with the file's name.

    ``unknown`` names what was not known of the pool, and therefore not checked.
    """
    document = report.as_json()
    return {
        **document,
        "file": {"name": str(file), **document["file"]},
        "unknown": list(profile.unknown),
    }
