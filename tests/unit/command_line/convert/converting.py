"""Runs convert as a person does, in this process, and reads what it wrote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cognito_user_import.csv_rules.reader import read
from cognito_user_import_cli.program import run


@dataclass(frozen=True)
class Conversion:
    """How a conversion ended.

    :param users: The rows of the file, without blank values.
    """

    code: int
    out: str
    err: str
    users: Sequence[dict[str, str]]
    columns: Sequence[str]

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Converter:
    """A folder in which files are converted to users.csv."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def convert(self, content: bytes | str, *options: str, name: str = "given.csv") -> Conversion:
        """Convert a file with this content."""
        data = content.encode() if isinstance(content, str) else content
        (self.folder / name).write_bytes(data)
        output = self.folder / "users.csv"
        output.unlink(missing_ok=True)
        return self.convert_to(output, *options, name=name)

    def convert_to(self, output: Path, *options: str, name: str = "given.csv") -> Conversion:
        """Convert the file in the folder."""
        arguments = ["convert", str(self.folder / name), "--output", str(output), *options]
        code = run(arguments)
        out, err = self.capture.readouterr()
        users, columns = users_of(output) if code in (0, 3) and output.exists() else ([], [])
        return Conversion(code, out, err, users, columns)

    def users(self, content: bytes | str, *options: str) -> Sequence[dict[str, str]]:
        """Convert a file that needs no decision, and return its users."""
        done = self.convert(content, *options)
        assert done.code == 0, done.err
        return done.users


def users_of(path: Path) -> tuple[list[dict[str, str]], list[str]]:
    """Return the rows and the columns of a file in Cognito's dialect."""
    header, *rows = [row.values or [] for row in read([path.read_bytes()])]
    pairs = [zip(header, row, strict=True) for row in rows if row != [""]]
    return [{name: value for name, value in pair if value} for pair in pairs], header
