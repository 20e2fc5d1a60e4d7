"""The file to convert: recognized, and read as often as needed."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from cognito_user_import_cli.command_errors import FileChangedError, UsageError
from cognito_user_import_cli.convert.csv_dialect import CsvDialect
from cognito_user_import_cli.convert.csv_records import csv_records
from cognito_user_import_cli.convert.json_objects import objects
from cognito_user_import_cli.convert.kind import CSV, Kind
from cognito_user_import_cli.convert.record import Record
from cognito_user_import_cli.local_files.file_state import FileState
from cognito_user_import_cli.local_files.opened_file import opened


@dataclass(frozen=True, slots=True)
class UserSource:
    """A file whose kind, encoding, and dialect are known.

    :param is_guessed: Whether the encoding is only likely.
    :param state: The state of the file when it was recognized.
    :param dialect: None if it isn't CSV.
    :param names: The columns of a CSV file.
    :param place_in_json: Where the users are in a JSON file.
    """

    path: Path
    encoding: str
    is_guessed: bool
    state: FileState
    kind: Kind
    dialect: CsvDialect | None = None
    names: tuple[str, ...] = ()
    has_header: bool = True
    place_in_json: str = ""

    @property
    def place(self) -> str:
        """What ``Record.place`` counts."""
        return "line" if self.dialect else "user"

    @property
    def title(self) -> str:
        """What the file was taken for."""
        if not self.dialect:
            form = "" if self.kind.title == "JSON" else ", JSON"
        else:
            form = "" if self.kind is CSV else ", CSV"
            form += f", separator {self.dialect.name}"
        return f"{self.kind.title}{form}, encoding {self.encoding}"

    def records(self) -> Iterator[Record]:
        """Yield the users, from the first one.

        :raises UsageError: The file can't be read as what it was taken for.
        :raises FileChangedError: It changed since it was recognized.
        """
        with opened(self.path) as file:
            if file.state != self.state:
                raise FileChangedError(self.path)
            try:
                yield from self._records(text_of(file.file, self.encoding))
            except UnicodeDecodeError:
                raise UsageError(
                    f"{self.path} isn't in the encoding {self.encoding}. Name another one with "
                    "--encoding."
                ) from None
            file.require_unchanged()

    def _records(self, text: TextIO) -> Iterator[Record]:
        if not self.dialect:
            for place, user in enumerate(objects(self.path, text, self.place_in_json), 1):
                if record := self.kind.record(place, user):
                    yield record
            return
        rows = csv_records(self.path, text, self.dialect, self.names, has_header=self.has_header)
        if self.kind is CSV:
            yield from rows
            return
        for row in rows:
            yield row if row.left_out else self.kind.record(row.place, row.fields) or row


def text_of(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Return the text of an open file from where it is read next. The file stays open."""
    buffered = io.BufferedReader(_StayingOpen(file), 1 << 18)
    return io.TextIOWrapper(buffered, encoding=encoding, newline="")


class _StayingOpen(io.RawIOBase):
    """A file that isn't closed with the text."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        return self._file.readinto(buffer)  # type: ignore[attr-defined, no-any-return]
