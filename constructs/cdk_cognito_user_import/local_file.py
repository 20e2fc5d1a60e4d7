"""A CSV file on this machine, which is published with the app."""

import hashlib
from collections.abc import Iterator
from os import PathLike, fspath
from pathlib import Path
from typing import Final

from cognito_user_import.csv_rules import Issue, PoolProfile
from cognito_user_import.csv_rules.limits import MAX_BYTES
from cognito_user_import.judgement.of_file import described

_BLOCK: Final = 1 << 20


class LocalFile:
    """A file whose name is shown as it was given.

    :raises ValueError: There is no file of this name, or one that is too large to be imported.
    """

    def __init__(self, given: str | PathLike[str]) -> None:
        if not isinstance(given, str | PathLike):
            raise ValueError(f"path must be that of a CSV file. Received: {given!r}")
        self.path = Path(given)
        self.name = fspath(given)
        try:
            if not self.path.exists():
                raise _no_file(self.name, "does not exist")
            if not self.path.is_file():
                raise _no_file(self.name, "is not a file")
            size = self.path.stat().st_size
        except OSError as error:
            raise _unreadable(self.name, error) from error
        if size > MAX_BYTES:
            raise ValueError(
                f"The CSV file {self.name!r} has more than {MAX_BYTES:,} bytes. Received: {size:,}"
            )

    def digest(self) -> str:
        """Return the SHA-256 of the content, in hexadecimal digits.

        :raises ValueError: The file can't be read.
        """
        digest = hashlib.sha256()
        try:
            for block in self._blocks():
                digest.update(block)
        except OSError as error:
            raise _unreadable(self.name, error) from error
        return digest.hexdigest()

    def blocks(self, _profile: PoolProfile) -> Iterator[bytes]:
        """Yield the file's bytes."""
        return self._blocks()

    def describe(self, issue: Issue) -> str:
        """Describe an issue by file and line, as editors open them."""
        return described(issue, f"{self.name}:{issue.line}" if issue.line else self.name)

    def _blocks(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def _no_file(name: str, problem: str) -> ValueError:
    return ValueError(f"path must be that of a CSV file. Received: {name!r}, {problem}")


def _unreadable(name: str, error: OSError) -> ValueError:
    return ValueError(f"The CSV file {name!r} can't be read: {error.strerror}")
