r"""The dialect of the import's CSV: commas, `\,` for a comma in a value, no quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from local_aws import guesses
from local_aws.pools import PASSWORD_HASH, PoolSettings

MAX_BYTES = 100_000_000
MAX_USERS = 500_000
MAX_ROW_CHARACTERS = 16_000
_SEPARATOR = re.compile(r"(?<!\\),")


class CsvError(Exception):
    """The file can't be imported. The message is the job's completion message."""


@dataclass(frozen=True)
class CsvFile:
    """A CSV with a good header: its columns in the file's order, and its rows unparsed."""

    columns: tuple[str, ...]
    lines: Sequence[str]

    def rows(self) -> Iterator[tuple[str, ...] | None]:
        """Yield the values of each row, trimmed, or None for a row of another width."""
        width = len(self.columns)
        for line in self.lines:
            values = split(line) if len(line) <= MAX_ROW_CHARACTERS else ()
            yield values if len(values) == width else None


def split(line: str) -> tuple[str, ...]:
    """Return the values of a line, trimmed."""
    if "\\" not in line:
        return tuple([value.strip() for value in line.split(",")])
    return tuple([value.replace("\\,", ",").strip() for value in _SEPARATOR.split(line)])


def read_csv(content: bytes, pool: PoolSettings, algorithm: str | None) -> CsvFile:
    """Read a file's header and check it against the pool's."""
    if len(content) > MAX_BYTES:
        raise CsvError(guesses.TOO_LARGE)
    try:
        header, *lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise CsvError(guesses.UNREADABLE) from error
    if lines and not lines[-1].strip():
        lines.pop()
    columns = split(header)
    known = set(pool.csv_header)
    if algorithm is not None and PASSWORD_HASH not in columns:
        raise CsvError(guesses.HASH_COLUMN_MISSING)
    if set(columns) | {PASSWORD_HASH} != known | {PASSWORD_HASH} or len(set(columns)) < len(
        columns
    ):
        raise CsvError(guesses.BAD_HEADER)
    if PASSWORD_HASH in columns and PASSWORD_HASH not in known:
        raise CsvError(guesses.BAD_HEADER)
    if len(lines) > MAX_USERS:
        raise CsvError(guesses.TOO_LARGE)
    return CsvFile(columns, lines)
