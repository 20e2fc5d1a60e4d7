"""The file to convert: recognized, and read as often as needed."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cognito_user_import_cli.command_errors import FileChangedError, UsageError
from cognito_user_import_cli.convert.csv_dialect import CsvDialect, dialect_of
from cognito_user_import_cli.convert.csv_records import csv_records
from cognito_user_import_cli.convert.kind import CSV, Kind
from cognito_user_import_cli.convert.record import Record
from cognito_user_import_cli.convert.text_encoding import encoding_of, require_encoding
from cognito_user_import_cli.local_files.file_state import FileState
from cognito_user_import_cli.local_files.opened_file import opened

_HEAD: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class UserSource:
    """A file whose kind, encoding, and dialect are known.

    :param is_guessed: Whether the encoding is only likely.
    :param dialect: None if it isn't CSV.
    """

    path: Path
    kind: Kind
    encoding: str
    is_guessed: bool
    dialect: CsvDialect | None
    _state: FileState

    @property
    def place(self) -> str:
        """What ``Record.place`` counts."""
        return "line" if self.dialect else "user"

    @property
    def title(self) -> str:
        """What the file was taken for."""
        separator = f", separator {self.dialect.name}" if self.dialect else ""
        return f"{self.kind.title}{separator}, encoding {self.encoding}"

    def records(self) -> Iterator[Record]:
        """Yield the users, from the first one.

        :raises UsageError: The file can't be read as what it was taken for.
        :raises FileChangedError: It changed since it was recognized.
        """
        with opened(self.path) as file, _text(file.file, self.encoding) as text:
            if file.state != self._state:
                raise FileChangedError(self.path)
            try:
                yield from self._records(text)
            except UnicodeDecodeError:
                raise UsageError(
                    f"{self.path} isn't in the encoding {self.encoding}. Name another one with "
                    "--encoding."
                ) from None
            if FileState.of(file.file) != self._state:
                raise FileChangedError(self.path)

    def _records(self, text: io.TextIOWrapper) -> Iterator[Record]:
        assert self.dialect  # noqa: S101 - for mypy
        yield from csv_records(self.path, text, self.dialect)


def recognized(path: Path, encoding: str | None, separator: str | None) -> UserSource:
    """Return a file with its encoding and dialect.

    :param encoding: The encoding, if a person named it.
    :param separator: The separator of values, if a person named it.
    :raises UsageError: It can't be recognized, or isn't a regular file.
    """
    with opened(path) as file:
        if not file.size:
            raise UsageError(f"{path} is empty.")
        name, is_certain = (
            (require_encoding(encoding), True) if encoding else encoding_of(path, file.file)
        )
        file.file.seek(0)
        try:
            with _text(file.file, name) as text:
                head = text.read(_HEAD)
        except UnicodeDecodeError:
            raise UsageError(f"{path} isn't in the encoding {name}.") from None
        dialect = dialect_of(path, head, separator)
        return UserSource(path, CSV, name, not is_certain, dialect, file.state)


def _text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    buffered = io.BufferedReader(file, 1 << 18)  # type: ignore[type-var]
    return io.TextIOWrapper(buffered, encoding=encoding, newline="")
