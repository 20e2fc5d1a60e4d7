r"""The dialect of a CSV file: its separator, and whether it writes a comma as ``\,``."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cognito_user_import_cli.command_errors import UsageError

SEPARATORS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
_SAMPLE_ROWS: Final = 50
_HINT: Final = re.compile(r"(?i:sep)=([,;\t|])[\r\n]")
_MASK: Final = "\ue000"
"""Stands for an escaped comma while a line is split. Private use: text doesn't contain it."""


@dataclass(frozen=True, slots=True)
class CsvDialect:
    r"""How a file separates values.

    :param has_escapes: Whether ``\,`` is a comma in a value, as in Cognito's files.
    :param has_hint: Whether the first line only names the separator for Excel, as ``sep=;``.
    """

    separator: str
    has_escapes: bool
    has_hint: bool = False

    @property
    def name(self) -> str:
        """The separator's name."""
        return next(name for name, sign in SEPARATORS.items() if sign == self.separator)

    def rows(self, lines: Iterable[str]) -> "Iterator[tuple[int, list[str]]]":
        """Yield each row with its first line, from 1, without blank lines.

        :param lines: With their line ends.
        :raises csv.Error: A value has more than 131,072 characters.
        """
        if self.has_escapes:
            lines = (line.replace("\\,", _MASK) for line in lines)
        reader = csv.reader(lines, delimiter=self.separator)
        line = 1
        for row in reader:
            if row and not (self.has_hint and line == 1):
                if self.has_escapes:
                    row = [value.replace(_MASK, ",") for value in row]
                yield line, row
            line = reader.line_num + 1


def dialect_of(path: Path, head: str, separator: str | None) -> CsvDialect:
    """Return the dialect of a file.

    :param head: The file's first characters.
    :param separator: The separator, if a person named it.
    :raises UsageError: Two separators are equally likely.
    """
    if hint := _HINT.match(head):
        return CsvDialect(hint[1], _has_escapes(head, hint[1]), has_hint=True)
    if separator:
        return CsvDialect(separator, _has_escapes(head, separator))
    lines = head.splitlines(keepends=True)
    if len(lines) > 1:
        lines.pop()  # which the end of the sample can cut
    found = [
        (score, sign) for sign in SEPARATORS.values() if (score := _score(lines, sign)) > (0, 0)
    ]
    found.sort(reverse=True)
    if len(found) > 1 and found[0][0][0] == found[1][0][0]:
        raise UsageError(
            f"Two separators fit the first lines of {path} equally well. Name one, such as "
            f"--separator semicolon."
        )
    sign = found[0][1] if found else ","
    return CsvDialect(sign, _has_escapes(head, sign))


def _has_escapes(head: str, separator: str) -> bool:
    return separator == "," and "\\," in head


def _score(lines: Iterable[str], separator: str) -> tuple[float, int]:
    """Return the share of rows that have as many values as the first, and this number."""
    dialect = CsvDialect(separator, separator == ",")
    widths = []
    try:
        for _, row in dialect.rows(lines):
            widths.append(len(row))
            if len(widths) == _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0, 0
    if not widths or widths[0] < 2:
        return 0, 0
    return round(widths.count(widths[0]) / len(widths), 1), widths[0]
