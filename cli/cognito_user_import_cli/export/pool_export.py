"""Exports the users of a pool to an import file; continues an interrupted export."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from cognito_user_import.csv_rules.csv_format import USERNAME
from cognito_user_import.csv_rules.writer import problem, write
from cognito_user_import_cli.export.exported_user import UserRow, UserRows
from cognito_user_import_cli.export.tally import Tally
from cognito_user_import_cli.export.unfinished import UnfinishedExport
from cognito_user_import_cli.export.user_pages import ExpiredTokenError, UserPages

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserTypeTypeDef


def export(
    pages: UserPages,
    rows: UserRows,
    columns: Sequence[str],
    unfinished: UnfinishedExport,
    *,
    seen: Callable[[int], None],
    restarts: Callable[[], None],
) -> None:
    """Write the missing part of the export, page by page.

    :param columns: The header of the file.
    :param seen: Called with the number of users listed so far, after each page.
    :param restarts: Called before the list starts over because Cognito refused its token.
    :raises UserImportError: ListUsers failed. The part already written stays.
    :raises UsageError: The file can't be written. The part already written stays.
    """
    lines = CsvLines(columns)
    is_begun_anew = False
    if not unfinished.state.size:
        unfinished.begin(lines.header)
    while not (state := unfinished.state).is_complete:
        seen(state.tally.listed)
        try:
            page = pages.page(state.token)
        except ExpiredTokenError as error:
            if is_begun_anew and error.__cause__:
                raise error.__cause__ from None
            is_begun_anew = True
            restarts()
            unfinished.begin(lines.header)
            continue
        written = lines_of(page.users, rows, lines, state.tally)
        unfinished.append(written, page.token, is_last=not page.token)
    seen(unfinished.state.tally.listed)


def lines_of(
    users: "Iterable[UserTypeTypeDef]", rows: UserRows, lines: "CsvLines", tally: Tally
) -> list[bytes]:
    """Return the users' lines, and count what they don't contain."""
    written = []
    for user in users:
        tally.listed += 1
        row = rows.row(user, tally)
        if row and (line := lines.line(row, tally)):
            tally.written += 1
            written.append(line)
    return written


class CsvLines:
    """Turns rows into lines, with blanks for values that the CSV dialect can't hold."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._rows: deque[dict[str, str]] = deque()
        self._open()

    def line(self, row: UserRow, tally: Tally) -> bytes | None:
        """Return the line of a row; None if its user can't be written at all."""
        values, problems = row
        try:
            line = self._written(values)
        except ValueError:
            problems += [
                (name, found) for name, value in values.items() if (found := problem(value))
            ]
            values.update((name, "") for name, _ in problems if name != USERNAME)
            try:
                line = self._written(values)
            except ValueError:
                tally.unwritable += 1
                column, found = next(
                    (entry for entry in problems if entry[0] == USERNAME),
                    ("", "must have at most 16,000 characters"),
                )
                tally.add_problem(None, column, found)
                return None
        for column, found in problems:
            tally.add_problem(tally.written + 2, column, found)
        return line

    def _written(self, values: dict[str, str]) -> bytes:
        self._rows.append(values)
        try:
            return next(self._lines)
        except ValueError:
            # A generator that raised can't continue.
            self._open()
            raise

    def _open(self) -> None:
        self._lines = write(iter(self._rows.popleft, {}), self._columns)
        self.header = next(self._lines)
