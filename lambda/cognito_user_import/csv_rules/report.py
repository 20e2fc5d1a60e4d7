"""What a check found."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from cognito_user_import.csv_rules.file_summary import FileSummary
from cognito_user_import.csv_rules.issues import ERROR, Issue, Rule
from cognito_user_import.csv_rules.rules import ONCE_A_FILE

FIRST_ISSUES: Final = 100


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


class Tally:
    """Counts issues, and keeps some.

    :param limit: How many to keep, and the first of each rule besides; None keeps all.
    :param tell: Is given each issue that is kept, as soon as it is found.
    """

    def __init__(self, limit: int | None, tell: Callable[[Issue], object] | None = None) -> None:
        self._limit = limit
        self._tell = tell
        self.counts: Counter[Rule] = Counter()
        self.errors = 0
        self._failed = _Lines()
        self._kept: list[Issue] = []

    def add(
        self,
        issues: Iterable[Issue],
        stop_after: int | None = None,
        stop_after_rows: int | None = None,
    ) -> bool:
        """Take issues to the end, or until so many errors were seen, or rows that have some.

        Say whether it was the end.
        """
        for issue in issues:
            self._take(issue)
            if self.errors == stop_after or self._failed.count == stop_after_rows:
                return False
        return True

    def skip(self, later: "Tally", lines: int) -> None:
        """Add what was found in the next part of the file, which was checked by itself.

        :param later: Has the same limit: what it did not keep, the check of the whole does not.
        :param lines: How many lines further down they are than it was thought there.
        """
        errors = self.errors + later.errors
        rest = later.counts.copy()
        for issue in later._kept:
            rest[issue.rule] -= 1
            if issue.rule not in ONCE_A_FILE or issue.rule not in self.counts:
                self._take(issue._replace(line=issue.line + lines))
        self.counts.update(+rest)
        self.errors = errors
        self._failed.add_further(later._failed, lines)

    def _take(self, issue: Issue) -> None:
        is_first = issue.rule not in self.counts
        self.counts[issue.rule] += 1
        if issue.rule.severity == ERROR:
            self.errors += 1
            self._failed.add(issue.line)
        if self._limit is None or len(self._kept) < self._limit or is_first:
            self._kept.append(issue)
            if self._tell:
                self._tell(issue)

    def report(self, file: FileSummary, *, is_complete: bool) -> Report:
        """Return what was found, by line."""
        issues = sorted(self._kept, key=lambda issue: (issue.line, issue.position))
        return Report(file, dict(self.counts), tuple(issues), is_complete, self._failed.count)


class _Lines:
    """Counts different lines below the header, with a bit for each."""

    def __init__(self) -> None:
        self.count = 0
        self._bits = bytearray()

    def add(self, line: int) -> None:
        place, bit = line >> 3, 1 << (line & 7)
        if (missing := place + 1 - len(self._bits)) > 0:
            self._bits.extend(bytes(missing))
        if line > 1 and not self._bits[place] & bit:
            self._bits[place] |= bit
            self.count += 1

    def add_further(self, others: "_Lines", lines: int) -> None:
        """Add others that are so many lines further down."""
        own, further = (int.from_bytes(bits, "little") for bits in (self._bits, others._bits))
        every = own | further << lines
        self.count = every.bit_count()
        self._bits = bytearray(every.to_bytes((every.bit_length() + 7) // 8, "little"))


def _many(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"
