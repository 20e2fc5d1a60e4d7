"""Reads a file as Cognito does: bytes in, rows out, each under the number of its line."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cognito_user_import.csv_rules.dialect import split
from cognito_user_import.csv_rules.reader import whole_lines


class Row(NamedTuple):
    """A line of the file, the header included.

    :param values: None if the line is not UTF-8.
    """

    line: int
    values: list[str] | None


def read(blocks: Iterable[bytes]) -> Iterator[Row]:
    """Yield the rows of a file that comes in blocks of any sizes, the header first."""
    line = 0
    for lines in whole_lines(blocks):
        for raw in lines.removesuffix(b"\n").split(b"\n"):
            line += 1
            try:
                yield Row(line, split(raw.decode()))
            except UnicodeDecodeError:
                yield Row(line, None)
