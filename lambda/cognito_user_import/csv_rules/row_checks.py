"""Checks rows: plain ones together, column by column, and the others one by one."""

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.csv_format import (
    CONTROLS,
    MAX_ROW_BYTES,
    MAX_ROW_CHARACTERS,
    MAX_USERS,
    MAX_VALUE_BYTES,
    PASSWORD_HASH,
    split,
)
from cognito_user_import.csv_rules.grid import MASK, Grid
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import.csv_rules.pool_rules import PoolRules
from cognito_user_import.csv_rules.report import PartReport
from cognito_user_import.csv_rules.rules import Issue
from cognito_user_import.csv_rules.sign_in import SignIn

_CONTROLS: Final = frozenset(CONTROLS.decode())


class RowCheck(Protocol):
    """A check of rows."""

    def issues(self, lines: bytes, part: PartReport) -> Iterator[Issue]:
        """Yield the issues of the next lines of a part, and add their data to the part.

        :param lines: Each with its newline.
        """
        ...


class FullRowCheck:
    """Checks rows by all rules.

    :param columns: The file's header.
    :param algorithm: The job's password hashing algorithm, or empty.
    """

    def __init__(self, profile: PoolProfile, columns: Sequence[str], algorithm: str) -> None:
        known = profile.known_columns | {PASSWORD_HASH}
        self._names = [name if name in known else "" for name in columns]
        self._grid = Grid(len(columns))
        self._rules = PoolRules(profile, columns, algorithm)
        self._sign_in = SignIn(profile, columns)
        self._hashes = columns.index(PASSWORD_HASH) if PASSWORD_HASH in columns else None
        self._needs_algorithm = not algorithm and profile.password_hashes is not False

    def issues(self, lines: bytes, part: PartReport) -> Iterator[Issue]:
        """Yield the issues of the next lines."""
        line = part.lines + 1
        cells = self._grid.cells(lines)
        if cells is not None:
            part.lines += len(cells) // len(self._names)
            yield from self._block(cells, range(line, part.lines + 1), part)
            return
        plain, indices, others = self._grid.sort_out(lines)
        part.lines += len(indices) + len(others)
        cells = self._grid.cells(plain) if plain else None
        yield from self._block(cells or [], [line + index for index in indices], part)
        for index, raw in others.items():
            yield from self._other(raw, line + index, part)

    def _block(self, cells: list[str], lines: Sequence[int], part: PartReport) -> Iterator[Issue]:
        """Check the rows of a grid's cells."""
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
        # Values beyond the quota would only use memory.
        if part.rows <= MAX_USERS or part.of_any_size:
            part.sign_in += self._sign_in.batches(column, lines)
        part.rows += len(lines)
        if self._hashes is not None and not part.has_password_hashes:
            for index, value in enumerate(column(self._hashes)):
                if value.strip():
                    yield from self._hash(lines[index], part)
                    break

    def _other(self, raw: bytes, line: int, part: PartReport) -> Iterator[Issue]:
        """Check one line that isn't plain."""
        values = _row_of(raw, len(self._names))
        if isinstance(values, Issue):
            part.rows += values.rule is not rules.BLANK_LINE
            yield values._replace(line=line)
            return
        for issue in _sign_issues(raw, values, self._names):
            yield issue._replace(line=line)
        yield from self._rules.issues(values, line)
        if part.rows <= MAX_USERS or part.of_any_size:
            # As in a grid, so that equal values are equal.
            cells = [[value.replace(",", MASK)] for value in values]
            part.sign_in += self._sign_in.batches(cells.__getitem__, range(line, line + 1))
        part.rows += 1
        # Even if a later plain line has one: plain lines are checked first.
        if self._hashes is not None and values[self._hashes]:
            yield from self._hash(line, part)

    def _hash(self, line: int, part: PartReport) -> Iterator[Issue]:
        part.has_password_hashes = True
        if self._needs_algorithm and self._hashes is not None:
            yield Issue(rules.HASH_WITHOUT_ALGORITHM, line, PASSWORD_HASH, self._hashes + 1)


class BareRowCheck:
    """Counts rows, and checks only what fails a job as a whole.

    :param columns: The file's header.
    :param algorithm: The job's password hashing algorithm, or empty.
    """

    def __init__(self, profile: PoolProfile, columns: Sequence[str], algorithm: str) -> None:
        self._hashes = columns.index(PASSWORD_HASH) if PASSWORD_HASH in columns else None
        self._needs_algorithm = not algorithm and profile.password_hashes is not False

    def issues(self, lines: bytes, part: PartReport) -> Iterator[Issue]:
        """Yield the issues of the next lines."""
        line = part.lines + 1
        rows = lines[:-1].split(b"\n")
        part.lines += len(rows)
        part.rows += sum(map(bool, map(bytes.strip, rows)))
        try:
            lines.decode()
        except UnicodeDecodeError as error:
            yield Issue(rules.NOT_UTF_8, line + lines.count(b"\n", 0, error.start))
        if max(map(len, rows)) > MAX_ROW_CHARACTERS:
            for index, row in enumerate(rows):
                if len(row.decode(errors="replace")) > MAX_ROW_CHARACTERS:
                    yield Issue(rules.ROW_TOO_LONG, line + index)
        if self._hashes is None or part.has_password_hashes:
            return
        for index, row in enumerate(rows):
            # Three times as fast as splitting by a pattern.
            values = row.replace(b"\\,", b"_").split(b",", self._hashes + 1)
            if len(values) > self._hashes and values[self._hashes].strip():
                part.has_password_hashes = True
                if self._needs_algorithm:
                    place = self._hashes + 1
                    yield Issue(rules.HASH_WITHOUT_ALGORITHM, line + index, PASSWORD_HASH, place)
                return


def _row_of(raw: bytes, width: int) -> list[str] | Issue:
    """Return the trimmed values of a line, or an issue without its line number."""
    if len(raw) > MAX_ROW_BYTES:
        return Issue(rules.ROW_TOO_LONG)
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return Issue(rules.NOT_UTF_8)
    if len(text) > MAX_ROW_CHARACTERS:
        return Issue(rules.ROW_TOO_LONG)
    if not text.strip():
        return Issue(rules.BLANK_LINE)
    values = split(text)
    if len(values) != width:
        return Issue(rules.VALUE_COUNT, detail=str(width))
    return values


def _sign_issues(raw: bytes, values: Sequence[str], names: Sequence[str]) -> Iterator[Issue]:
    """Check the size and the characters of values; the issues have no line number yet."""
    has_controls = not _CONTROLS.isdisjoint(raw.decode())
    for position, (name, value) in enumerate(zip(names, values, strict=True), 1):
        if len(value.encode()) > MAX_VALUE_BYTES:
            yield Issue(rules.VALUE_TOO_LONG, 0, name, position)
        if '"' in value:
            yield Issue(rules.QUOTE, 0, name, position)
        if "\\" in value:
            yield Issue(rules.BACKSLASH, 0, name, position)
        if has_controls and not _CONTROLS.isdisjoint(value):
            yield Issue(rules.CONTROL_CHARACTER, 0, name, position)
