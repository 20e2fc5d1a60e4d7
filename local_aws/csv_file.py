r"""The dialect of the import's CSV: commas, `\,` for a comma in a value."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from local_aws import guesses
from local_aws.pools import PASSWORD_HASH, USERNAME, PoolSettings

MAX_BYTES = 100_000_000
MAX_USERS = 500_000
MAX_ROW_CHARACTERS = 16_000
_SEPARATOR = re.compile(r"(?<!\\),")


class CsvError(Exception):
    """The file can't be imported. The message is the job's completion message."""


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """What AWS leaves open about the form of a file."""

    missing_columns_fail: bool = guesses.MISSING_COLUMNS_FAIL
    unquotes: bool = guesses.UNQUOTES


@dataclass(frozen=True)
class CsvFile:
    """A CSV with a good header: its columns in the file's order, and its rows unparsed.

    :param missing: The columns that are in the pool's header only. Their values are blank.
    """

    given: tuple[str, ...]
    missing: tuple[str, ...]
    lines: Sequence[str]
    dialect: Dialect

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of each row's values."""
        return self.given + self.missing

    def rows(self) -> Iterator[tuple[str, ...] | None]:
        """Yield the values of each row, trimmed, or None for a row of another width."""
        width, blank = len(self.given), ("",) * len(self.missing)
        for line in self.lines:
            values = split(line, self.dialect) if len(line) <= MAX_ROW_CHARACTERS else ()
            yield values + blank if len(values) == width else None


def split(line: str, dialect: Dialect = Dialect()) -> tuple[str, ...]:
    """Return the values of a line, trimmed."""
    if dialect.unquotes and '"' in line:
        (values,) = csv.reader([line], escapechar="\\", skipinitialspace=True)
        return tuple([value.strip() for value in values])
    if "\\" not in line:
        return tuple([value.strip() for value in line.split(",")])
    return tuple([value.replace("\\,", ",").strip() for value in _SEPARATOR.split(line)])


def read_csv(
    content: bytes, pool: PoolSettings, algorithm: str | None, dialect: Dialect
) -> CsvFile:
    """Read a file's header and check it against the pool's."""
    if len(content) > MAX_BYTES:
        raise CsvError(guesses.TOO_LARGE)
    try:
        header, *lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise CsvError(guesses.UNREADABLE) from error
    if lines and not lines[-1].strip():
        lines.pop()
    columns = split(header, dialect)
    known = set(pool.csv_header)
    if algorithm is not None and PASSWORD_HASH not in columns:
        raise CsvError(guesses.HASH_COLUMN_MISSING)
    missing = [column for column in pool.csv_header if column not in columns]
    may_be_missing = {PASSWORD_HASH} if dialect.missing_columns_fail else known - {USERNAME}
    if (
        len(set(columns)) < len(columns)
        or not known.issuperset(columns)
        or not may_be_missing.issuperset(missing)
    ):
        raise CsvError(guesses.BAD_HEADER)
    if len(lines) > MAX_USERS:
        raise CsvError(guesses.TOO_LARGE)
    return CsvFile(columns, tuple(missing), lines, dialect)
