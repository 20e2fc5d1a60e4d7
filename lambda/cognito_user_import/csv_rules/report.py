"""What a check found: in a part of a file, and in the file as a whole."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from cognito_user_import.csv_rules.rules import ERROR, ONCE_A_FILE, Issue, Rule
from cognito_user_import.csv_rules.sign_in import Batch

FIRST_ISSUES: Final = 100


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What a file is, apart from what is wrong with it.

    :param columns: The number of columns in its header.
    :param rows: The lines that hold a user, as far as they were read.
    :param bytes: The size, if it was told, or what was read.
    """

    columns: int = 0
    rows: int = 0
    bytes: int = 0
    has_password_hashes: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found.

    :param counts: How often each rule is broken.
    :param issues: The first issues, and the first of each rule, by line.
    :param is_complete: Whether the file was read to its end.
    :param failed_rows: The number of lines below the header that have an error.
    """

    file: FileSummary
    counts: dict[Rule, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    is_complete: bool = True
    failed_rows: int = 0

    @property
    def errors(self) -> int:
        """The number of errors."""
        return sum(count for rule, count in self.counts.items() if rule.severity == ERROR)

    @property
    def warnings(self) -> int:
        """The number of warnings."""
        return sum(self.counts.values()) - self.errors

    @property
    def summary(self) -> str:
        """One line that says how it went."""
        file = self.file
        found = f"{_many(self.errors, 'error')}, {_many(self.warnings, 'warning')}"
        read = "" if self.is_complete else "; not read to the end"
        return f"{found} in {_many(file.rows, 'row')}, {_many(file.bytes, 'byte')}{read}"


@dataclass(slots=True)
class PartReport:
    """What was found in a part of a file: plain data, in which lines are the part's own, from 1.

    It holds cells of the file: what users sign in with.

    :param limit: How many issues it holds, and the first of each rule besides; None for all.
    :param stop_after: The number of errors, and of rows with errors, at which the check stops.
    :param header_lines: 1 if the header is the part's first line, else 0.
    :param failed: A bit for each line with an error, the header aside.
    :param is_complete: Whether the part was read to its end.
    :param told: How many of the issues were told while the part was checked.
    """

    limit: int | None = FIRST_ISSUES
    stop_after: int | None = None
    stop_after_rows: int | None = None
    header_lines: int = 0
    columns: int = 0
    lines: int = 0
    rows: int = 0
    bytes: int = 0
    has_password_hashes: bool = False
    ends_in_newline: bool = True
    is_complete: bool = True
    errors: int = 0
    counts: Counter[Rule] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)
    failed: bytearray = field(default_factory=bytearray)
    failed_rows: int = 0
    sign_in: list[Batch] = field(default_factory=list)
    told: int = 0

    @property
    def is_stopped(self) -> bool:
        """Whether enough errors were found."""
        return (self.stop_after is not None and self.errors >= self.stop_after) or (
            self.stop_after_rows is not None and self.failed_rows >= self.stop_after_rows
        )

    def take(self, issues: Iterable[Issue]) -> None:
        """Take issues until enough errors are found."""
        for issue in issues:
            if self.is_stopped:
                break
            self._count(issue)
            if issue.rule.severity == ERROR:
                self.errors += 1
                if issue.line > self.header_lines:
                    self._fail(issue.line)
        self.is_complete = self.is_complete and not self.is_stopped

    def add(self, later: "PartReport") -> None:
        """Add what was found in the part that follows."""
        before = self.lines
        self.told += later.told
        not_held = later.counts - Counter(issue.rule for issue in later.issues)
        for issue in later.issues:
            self._count(issue._replace(line=issue.line + before) if issue.line else issue)
        self.counts.update(not_held)
        self.errors += later.errors
        self.header_lines += later.header_lines
        self.columns = self.columns or later.columns
        self.lines += later.lines
        self.rows += later.rows
        self.bytes += later.bytes
        self.has_password_hashes |= later.has_password_hashes
        self.ends_in_newline = later.ends_in_newline
        self.is_complete &= later.is_complete
        own, further = (int.from_bytes(bits, "little") for bits in (self.failed, later.failed))
        failed = own | further << before
        self.failed = bytearray(failed.to_bytes((failed.bit_length() + 7) // 8, "little"))
        self.failed_rows += later.failed_rows
        self.sign_in += [batch._replace(offset=batch.offset + before) for batch in later.sign_in]

    def report(self, size: int | None) -> Report:
        """Return what was found in a file of which these are all parts.

        :param size: The file's, if it is known beforehand.
        """
        seen = self.bytes if size is None else size
        file = FileSummary(self.columns, self.rows, seen, self.has_password_hashes)
        issues = sorted(self.issues, key=lambda issue: (issue.line, issue.position))
        return Report(file, dict(self.counts), tuple(issues), self.is_complete, self.failed_rows)

    def _count(self, issue: Issue) -> None:
        is_first = issue.rule not in self.counts
        if is_first or issue.rule not in ONCE_A_FILE:
            self.counts[issue.rule] += 1
            if self.limit is None or len(self.issues) < self.limit or is_first:
                self.issues.append(issue)

    def _fail(self, line: int) -> None:
        place, bit = line >> 3, 1 << (line & 7)
        if (missing := place + 1 - len(self.failed)) > 0:
            self.failed.extend(bytes(missing))
        if not self.failed[place] & bit:
            self.failed[place] |= bit
            self.failed_rows += 1


def _many(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"
