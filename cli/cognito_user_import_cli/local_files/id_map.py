"""The file that pairs the IDs of another system with user names: a CSV file as Python writes it."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.local_files.readable import readable

_HEADER: Final = ("id", "username")


class IdRows:
    """Writes rows to an open file.

    :param more: The names of columns after those of the ID and the user name.
    """

    def __init__(self, file: BinaryIO, *more: str) -> None:
        self._file = file
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, lineterminator="\n")
        self.add(*_HEADER, *more)

    def add(self, *values: str) -> None:
        """Write a row."""
        self._writer.writerow(values)
        self._file.write(self._text.getvalue().encode())
        self._text.seek(0)
        self._text.truncate()


def id_rows(path: Path) -> Iterator[Sequence[str]]:
    """Yield each ID with its user name.

    :raises UsageError: The file can't be read, or isn't one that convert wrote.
    """
    with readable(path), path.open(encoding="utf-8", newline="") as file:
        try:
            rows = csv.reader(file)
            if tuple(next(rows, ())) != _HEADER:
                raise UsageError(
                    f"{path} must begin with the line {','.join(_HEADER)}, as the file of convert "
                    "--id-map does."
                )
            for row in rows:
                if len(row) != len(_HEADER):
                    raise UsageError(f"{path}:{rows.line_num} must have an ID and a user name.")
                yield row
        except (UnicodeDecodeError, csv.Error):
            raise UsageError(
                f"{path} must be CSV in UTF-8, as convert --id-map writes it."
            ) from None
