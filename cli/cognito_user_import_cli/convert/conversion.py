"""Converts a prepared source: a line for each user, in the file of the hash's algorithm."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import BinaryIO, Final

from cognito_user_import.csv_rules.csv_format import MAX_VALUE_BYTES, PASSWORD_HASH, USERNAME, join
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import.csv_rules.writer import write
from cognito_user_import_cli.convert.conversion_tally import ConversionTally
from cognito_user_import_cli.convert.password_forms import algorithm_of
from cognito_user_import_cli.convert.preparation import Prepared
from cognito_user_import_cli.convert.row_conversion import Row, RowConversion
from cognito_user_import_cli.convert.value_fixes import fixes
from cognito_user_import_cli.local_files.id_map import IdRows

_STEP: Final = 10_000


def convert_users(
    prepared: Prepared,
    profile: PoolProfile,
    files: Mapping[str, BinaryIO],
    ids: Sequence[BinaryIO],
    seen: Callable[[int], None],
) -> ConversionTally:
    """Write the users of the source, and return what became of them.

    :param files: By algorithm. Users without a hash are in the first one.
    :param ids: The file for the old IDs, or none.
    :param seen: Called now and then with the number of records.
    """
    tally = ConversionTally()
    fix_of = fixes(profile, prepared.order, prepared.country, prepared.algorithms)
    conversion = RowConversion(prepared.plan, profile, fix_of, tally)
    targets = {name: _Target(file, prepared.plan.columns) for name, file in files.items()}
    first = next(iter(targets.values()))
    id_rows = [IdRows(file) for file in ids]
    for record in prepared.source.records():
        if row := conversion.row(record):
            algorithm = algorithm_of(row.get(PASSWORD_HASH, ""))
            if algorithm:
                tally.hashes[algorithm] += 1
            targets.get(algorithm, first).add(row)
            if id_rows and (old := conversion.old_id(record)):
                tally.ids += 1
                id_rows[0].add(old, row[USERNAME])
        if not tally.read % _STEP:
            seen(tally.read)
    return tally


class _Target:
    """A file, written line by line."""

    def __init__(self, file: BinaryIO, columns: Sequence[str]) -> None:
        self._file = file
        self._columns = columns
        self._rows: deque[Row] = deque()
        self._lines = write(iter(self._rows.popleft, None), columns)
        file.write(next(self._lines))

    def add(self, row: Row) -> None:
        """Write a row: a plain one at once, because the writer takes five times as long."""
        cells = [row.get(name, "") for name in self._columns]
        if _is_plain(cells):
            self._file.write(f"{join(cells)}\n".encode())
        else:
            self._rows.append(row)
            self._file.write(next(self._lines))


def _is_plain(cells: Sequence[str]) -> bool:
    """Return whether the writer would write all cells as they are. False may be wrong."""
    row = f"|{'|'.join(cells)}|"
    return (
        row.isprintable()
        and len(row) <= MAX_VALUE_BYTES // 4
        and not any(signs in row for signs in ('"', "\\", "| ", " |"))
    )
