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
    """The size of a file, and whether it has password hashes.

    :param columns: The number of columns in its header.
    :param rows: The lines with a user, as far as the file was read.
    :param bytes: The size if it is known, else the bytes read.
    :param blank_lines: The lines below the header without a user.
    """

    columns: int = 0
    rows: int = 0
    bytes: int = 0
    has_password_hashes: bool = False
    blank_lines: int = 0


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
        """The result in one line."""
        file = self.file
        found = f"{_many(self.errors, 'error')}, {_many(self.warnings, 'warning')}"
        read = "" if self.is_complete else "; not read to the end"
        return f"{found} in {_many(file.rows, 'row')}, {_many(file.bytes, 'byte')}{read}"


@dataclass(slots=True)
class PartReport:
    """What a check found in a part of a file, as plain data. Lines are counted within the part.

    It contains values from the file: what users sign in with.

    :param limit: The number of issues to hold, in addition to the first of each rule; None for all.
    :param stop_after: The number of errors, and of rows with errors, at which the check stops.
    :param of_any_size: Whether the file may be larger than one job imports.
    :param header_lines: 1 if the header is the part's first line, else 0.
    :param failed: A bit for each line below the header; 1 if the line has an error.
    :param is_complete: Whether the part was read to its end.
    :param told: The number of issues that were passed on while the part was checked.
    """

    limit: int | None = FIRST_ISSUES
    stop_after: int | None = None
    stop_after_rows: int | None = None
    of_any_size: bool = False
    header_lines: int = 0
    columns: int = 0
    lines: int = 0
    rows: int = 0
    bytes: int = 0
    has_password_hashes: bool = False
    ends_in_newline: bool = True
    ends_in_percent: bool = False
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
            is_new = self._count(issue)
            if issue.rule.severity == ERROR:
                self.errors += is_new
                if issue.line > self.header_lines:
                    self._fail(issue.line)
        self.is_complete = self.is_complete and not self.is_stopped

    def add(self, later: "PartReport") -> None:
        """Add the report of the next part."""
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
        self.ends_in_percent = later.ends_in_percent
        self.is_complete &= later.is_complete
        own, further = (int.from_bytes(bits, "little") for bits in (self.failed, later.failed))
        failed = own | further << before
        self.failed = bytearray(failed.to_bytes((failed.bit_length() + 7) // 8, "little"))
        self.failed_rows += later.failed_rows
        self.sign_in += [batch._replace(offset=batch.offset + before) for batch in later.sign_in]

    def report(self, size: int | None) -> Report:
        """Return the report of the file, once all parts are added.

        :param size: The file's size, if it is known.
        """
        seen = self.bytes if size is None else size
        blank = self.lines - self.header_lines - self.rows
        file = FileSummary(self.columns, self.rows, seen, self.has_password_hashes, blank)
        issues = sorted(self.issues, key=lambda issue: (issue.line, issue.position))
        return Report(file, dict(self.counts), tuple(issues), self.is_complete, self.failed_rows)

    def _count(self, issue: Issue) -> bool:
        """Count an issue, unless its rule is for the first line only that breaks it."""
        is_first = issue.rule not in self.counts
        if not is_first and issue.rule in ONCE_A_FILE:
            return False
        self.counts[issue.rule] += 1
        if self.limit is None or len(self.issues) < self.limit or is_first:
            self.issues.append(issue)
        return True

    def _fail(self, line: int) -> None:
        place, bit = line >> 3, 1 << (line & 7)
        if (missing := place + 1 - len(self.failed)) > 0:
            self.failed.extend(bytes(missing))
        if not self.failed[place] & bit:
            self.failed[place] |= bit
            self.failed_rows += 1


def _many(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"
