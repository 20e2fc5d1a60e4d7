"""The rows of one file: blocks of plain ones column by column, the others one by one."""

from collections.abc import Iterator, Sequence
from typing import Final

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.columns import PASSWORD_HASH
from cognito_user_import.csv_rules.grid import MASK, Grid
from cognito_user_import.csv_rules.issues import Issue
from cognito_user_import.csv_rules.limits import MAX_USERS
from cognito_user_import.csv_rules.line_rules import row_of, sign_issues
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import.csv_rules.pool_rules import PoolRules
from cognito_user_import.csv_rules.seen_part import SeenRows
from cognito_user_import.csv_rules.sign_in import SignIn

_FIRST_LINE: Final = 2


class FileRows:
    """Checks the rows of a file in their order.

    :param columns: The file's header.
    :param algorithm: The job's password hashing algorithm, or empty.

    ``line`` is the number of the next line, ``users`` the number of rows so far.
    """

    def __init__(self, profile: PoolProfile, columns: Sequence[str], algorithm: str) -> None:
        known = profile.known_columns | {PASSWORD_HASH}
        self._names = [name if name in known else "" for name in columns]
        self._grid = Grid(len(columns))
        self._rules = PoolRules(profile, columns, algorithm)
        self._sign_in = SignIn(profile, columns)
        self._hashes = columns.index(PASSWORD_HASH) if PASSWORD_HASH in columns else None
        self._algorithm = algorithm
        self.line = _FIRST_LINE
        self.users = 0
        self.has_password_hashes = False

    @property
    def lines(self) -> int:
        """The number of lines so far."""
        return self.line - _FIRST_LINE

    def issues(self, lines: bytes) -> Iterator[Issue]:
        """Yield the issues of the next lines, by line.

        :param lines: Each with its newline.
        """
        line = self.line
        before = self.users
        found: list[Issue] = []
        cells = self._grid.cells(lines)
        if cells is not None:
            self.line += len(cells) // len(self._names)
            found += self._block(cells, range(line, self.line))
        else:
            plain, indices, others = self._grid.sort_out(lines)
            self.line += len(indices) + len(others)
            cells = self._grid.cells(plain) if plain else None
            found += self._block(cells or [], [line + index for index in indices])
            for index, raw in others.items():
                found += self._other(raw, line + index)
        yield from sorted(found, key=_line)
        if before <= MAX_USERS < self.users:
            yield Issue(rules.TOO_MANY_ROWS)

    def end(self) -> Iterator[Issue]:
        """Yield what only the whole file shows."""
        if not self.users:
            yield Issue(rules.NO_ROWS)
        yield from self._sign_in.issues()

    def seen(self) -> SeenRows:
        """Return what ``skip`` needs to know of these rows."""
        return SeenRows(self.lines, self.users, self.has_password_hashes, self._sign_in.seen())

    def skip(self, seen: SeenRows) -> None:
        """Go on behind rows that were checked elsewhere."""
        self._sign_in.skip(seen.sign_in, self.lines)
        self.line += seen.lines
        self.users += seen.users
        self.has_password_hashes |= seen.has_password_hashes

    def _block(self, cells: list[str], lines: Sequence[int]) -> Iterator[Issue]:
        """Check rows of which a grid gave the cells."""
        if not cells:
            return
        width = len(self._names)
        columns: dict[int, list[str]] = {}

        def column(place: int) -> list[str]:
            if place not in columns:
                columns[place] = cells[place::width]
            return columns[place]

        for index in self._rules.suspects(column):
            row = cells[index * width : (index + 1) * width]
            values = [value.replace(MASK, ",").strip() for value in row]
            yield from self._rules.issues(values, lines[index])
        self.users += len(lines)
        self._sign_in.add(column, lines)
        if self._hashes is not None and not self.has_password_hashes:
            for index, value in enumerate(column(self._hashes)):
                if value.strip():
                    yield from self._first_hash(lines[index])
                    break

    def _other(self, raw: bytes, line: int) -> Iterator[Issue]:
        """Check one line that is not plain."""
        values = row_of(raw, len(self._names))
        if isinstance(values, Issue):
            self.users += values.rule is not rules.BLANK_LINE
            yield values._replace(line=line)
            return
        for issue in sign_issues(raw, values, self._names):
            yield issue._replace(line=line)
        yield from self._rules.issues(values, line)
        self.users += 1
        # As a grid writes them, so that equal values are equal.
        cells = [value.replace(",", MASK) for value in values]
        self._sign_in.add(lambda place: [cells[place]], range(line, line + 1))
        if self._hashes is not None and values[self._hashes] and not self.has_password_hashes:
            yield from self._first_hash(line)

    def _first_hash(self, line: int) -> Iterator[Issue]:
        self.has_password_hashes = True
        if not self._algorithm and self._hashes is not None:
            yield Issue(rules.HASH_WITHOUT_ALGORITHM, line, PASSWORD_HASH, self._hashes + 1)


def _line(issue: Issue) -> int:
    return issue.line
