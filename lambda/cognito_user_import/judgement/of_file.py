"""Whether a file can be imported, given the issues found: one verdict, at synth and later."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from cognito_user_import.csv_rules import Issue, PoolProfile, Report, Rule, check, rules
from cognito_user_import.csv_rules.rules import ERROR

# AWS doesn't document that a job fails for these reasons. But a file without users, or with hashes
# that nobody can sign in with, is almost certainly a mistake, and the job couldn't be deleted.
_REFUSED_WARNINGS: Final = frozenset({rules.NO_ROWS, rules.HASH_WITHOUT_ALGORITHM})
DOCUMENTED_ENDS: Final = frozenset(
    {
        # Quotas page.
        *(rules.FILE_TOO_LARGE, rules.TOO_MANY_ROWS, rules.ROW_TOO_LONG),
        # Developer guide, "Importing users into user pools from a CSV file".
        *(rules.NOT_UTF_8, rules.NO_HEADER, rules.NOTHING_AUTO_VERIFIED),
        # Developer guide, importing password hashes.
        *(rules.HASH_COLUMN_MISSING, rules.NO_HASHES),
        # Knowledge center, "amazon-cognito-import-errors": "Unexpected headers".
        *(rules.UNKNOWN_COLUMN, rules.OTHER_FORMAT, rules.OTHER_SEPARATOR, rules.QUOTED_HEADER),
        *(rules.OLD_LINE_ENDS, rules.OTHER_HEADER),
    }
)
"""The rules that AWS documents as the end of a job, or as a quota."""
_FIRST_OF_ROWS: Final = rules.VALUE_COUNT.code
_FIRST_OF_SEVERAL_ROWS: Final = rules.SAME_USERNAME.code
_FIRST_OF_HASHES: Final = rules.HASH_WITHOUT_ALGORITHM.code
_FURTHER_ROWS: Final = 1000
"""Rows with errors to look for beyond the number that may fail."""

Describe = Callable[[Issue], str]


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What the issues of a file mean for its import.

    :param refused: The issues that prevent the import, the most important first.
    :param warned: All other issues.
    :param excess: How many rows would fail, and how many may; empty if not too many would fail.
    """

    report: Report
    refused: tuple[Issue, ...]
    warned: tuple[Issue, ...]
    excess: str = ""

    @classmethod
    def of(
        cls, report: Report, max_failed_rows: int | None, *, only_documented: bool = False
    ) -> "FileVerdict":
        """Judge a report.

        :param max_failed_rows: How many rows may fail; None for any number.
        :param only_documented: Whether to refuse only what AWS documents as the end of a job.
        """
        fails_many = max_failed_rows is not None and report.failed_rows > max_failed_rows
        whole = [
            issue
            for issue in report.issues
            if _refuses_all(issue) and (issue.rule in DOCUMENTED_ENDS or not only_documented)
        ]
        rows = [issue for issue in report.issues if fails_many and _fails_row(issue)]
        refused = dict.fromkeys([*whole, *rows])
        warned = tuple([issue for issue in report.issues if issue not in refused])
        return cls(
            report, tuple(refused), warned, _excess(report, max_failed_rows or 0) if rows else ""
        )

    def first_lines(self, describe: Describe, most: int) -> list[str]:
        """Return the first reasons why the file is refused, and the number of all reasons."""
        lines = [describe(issue) for issue in self.refused[:most]]
        refusing = {issue.rule for issue in self.refused}
        found = {rule: n for rule, n in self.report.counts.items() if rule in refusing}
        if sum(found.values()) > len(lines):
            lines.append(f"In total: {_listed(found)}")
        return lines

    @property
    def summary(self) -> str:
        """The issues found, in one line."""
        return "; ".join(filter(None, (self.excess, self.report.summary)))

    def warnings(self, describe: Describe) -> dict[Rule, str]:
        """Return the warnings: the first issue of each rule, and the number of its issues."""
        first = {issue.rule: issue for issue in reversed(self.warned)}
        texts = {}
        for rule, issue in sorted(first.items()):
            count = self.report.counts[rule]
            texts[rule] = describe(issue) + (f"; {count:,} times in total" if count > 1 else "")
        return texts


def judge_file(
    blocks: Iterable[bytes],
    profile: PoolProfile,
    *,
    algorithm: str = "",
    max_failed_rows: int | None = 0,
    size: int | None = None,
    of_any_size: bool = False,
    row_rules: bool = True,
    unknown: Collection[Rule] = (),
) -> FileVerdict:
    """Check a file and judge it. A hopeless file isn't read to its end.

    :param algorithm: The job's password hashing algorithm, or empty.
    :param max_failed_rows: How many rows may fail; None for any number.
    :param size: The file's size, if known. A file that is too large isn't read.
    :param of_any_size: Whether the file may be larger than one job imports.
    :param row_rules: Whether to judge the rows, too; if not, only what AWS documents as the end of
        a job refuses the file.
    :param unknown: Rules that can't be checked yet.
    """
    report = check(
        blocks,
        profile,
        password_hashing_algorithm=algorithm,
        size=size,
        of_any_size=of_any_size,
        stop_after_rows=None if max_failed_rows is None else max_failed_rows + _FURTHER_ROWS,
        row_rules=row_rules,
    )
    if unknown:
        issues = tuple([issue for issue in report.issues if issue.rule not in unknown])
        counts = {rule: count for rule, count in report.counts.items() if rule not in unknown}
        report = replace(report, issues=issues, counts=counts)
    return FileVerdict.of(report, max_failed_rows, only_documented=not row_rules)


def of_line(issue: Issue) -> str:
    """Describe an issue with its line in the file."""
    return described(issue, f"line {issue.line}" if issue.line else "")


def of_named_line(name: Callable[[int], str]) -> Describe:
    """Return how to describe an issue with the name of its line, such as ``4 of a.csv``."""

    def describe(issue: Issue) -> str:
        if _FIRST_OF_SEVERAL_ROWS <= issue.rule.code < _FIRST_OF_HASHES:
            # The detail of these rules is a line.
            issue = issue._replace(detail=name(int(issue.detail)))
        return described(issue, f"line {name(issue.line)}" if issue.line else "")

    return describe


def of_row(issue: Issue) -> str:
    """Describe an issue of users given in code, who have row numbers from 1 instead of lines."""
    if _FIRST_OF_SEVERAL_ROWS <= issue.rule.code < _FIRST_OF_HASHES:
        # The detail of these rules is a line. No other text contains one.
        moved = issue._replace(detail=str(int(issue.detail) - 1))
        return described(moved, f"row {issue.line - 1}").replace("in line", "in row")
    return described(issue, f"row {issue.line - 1}" if issue.line > 1 else "")


def described(issue: Issue, place: str) -> str:
    """Return the expectation at a place in a file."""
    # What to do comes last, because nothing may follow a command that people paste.
    expectation, dot, command = issue.expectation.partition(". Run: ")
    what = f"{expectation} ({issue.rule.code} {issue.rule.slug}){dot}{command}"
    return ": ".join(filter(None, (place, issue.column_name, what)))


def _excess(report: Report, allowed: int) -> str:
    least = "" if report.is_complete else "at least "
    noun = "row" if report.failed_rows == 1 else "rows"
    return f"{least}{report.failed_rows:,} {noun} would fail, allowed: {allowed:,}"


def _refuses_all(issue: Issue) -> bool:
    if issue.rule in _REFUSED_WARNINGS:
        return True
    is_of_file = issue.rule.code < _FIRST_OF_ROWS or issue.line <= 1
    return is_of_file and issue.rule.severity == ERROR


def _fails_row(issue: Issue) -> bool:
    return issue.rule.severity == ERROR and not _refuses_all(issue)


def _listed(counts: Mapping[Rule, int]) -> str:
    return ", ".join(f"{rule.code} {count:,}" for rule, count in sorted(counts.items()))
