"""Reads a CSV file with a header into records."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from cognito_user_import.csv_rules.header_line import A_VALUE
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.convert.csv_dialect import CsvDialect
from cognito_user_import_cli.convert.record import Record

TOO_FEW: Final = "with fewer values than the header"
TOO_MANY: Final = "with more values than the header"


def csv_records(
    path: Path,
    lines: Iterable[str],
    dialect: CsvDialect,
    names: Sequence[str],
    *,
    has_header: bool,
) -> Iterator[Record]:
    """Yield the users of a file.

    :param names: The names of the values. Values without a name are left out if all are blank.
    :raises UsageError: A value has no end.
    """
    rows = dialect.rows(lines)
    try:
        if has_header:
            next(rows, None)
        width = len(names)
        for line, row in rows:
            while len(row) > width and not row[-1].strip():
                row.pop()
            if len(row) == width:
                if any(row):
                    yield Record(line, dict(zip(names, row, strict=True)))
            elif row != [""]:
                yield Record(line, {}, TOO_FEW if len(row) < width else TOO_MANY, is_to_fix=True)
    except csv.Error:
        raise UsageError(
            f"{path} has a value of more than 131,072 characters. Perhaps a quote isn't closed."
        ) from None


def header_names(path: Path, header: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns, each once.

    :raises UsageError: It isn't a header.
    """
    stripped = [name.strip().strip("\ufeff") for name in header]
    while stripped and not stripped[-1]:
        stripped.pop()
    if not stripped:
        raise UsageError(f"{path} has no users.")
    if any(A_VALUE.fullmatch(name) for name in stripped):
        raise UsageError(
            f"The first line of {path} looks like a user, not like a header. Add a first line with "
            "the names of the columns, such as username,email."
        )
    seen: Counter[str] = Counter()
    names = []
    for position, stripped_name in enumerate(stripped, 1):
        name = stripped_name or f"column {position}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)
