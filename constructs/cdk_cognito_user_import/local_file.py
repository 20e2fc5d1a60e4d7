"""A CSV file on this machine, which is published with the app."""

import hashlib
from collections.abc import Iterator
from os import PathLike, fspath
from pathlib import Path
from typing import Final

from cognito_user_import.csv_rules import Issue, PoolProfile
from cognito_user_import.judgement.of_file import described

_BLOCK: Final = 1 << 20


class LocalFile:
    """A file that errors name as it was given.

    :param digest: The SHA-256 of the content, in hexadecimal digits.
    :raises ValueError: There is no such file, or it can't be read.
    """

    def __init__(self, given: str | PathLike[str]) -> None:
        if not isinstance(given, str | PathLike):
            raise ValueError(f"path must name a CSV file. Received: {given!r}")
        self.path = Path(given)
        self.name = fspath(given)
        try:
            if not self.path.is_file():
                problem = "isn't a file" if self.path.exists() else "doesn't exist"
                raise ValueError(
                    f"path must name a CSV file. Received: {self.name!r}, which {problem}"
                )
            self.size: int | None = self.path.stat().st_size
            digest = hashlib.sha256()
            for block in self.blocks():
                digest.update(block)
        except OSError as error:
            raise ValueError(
                f"path must name a CSV file that can be read. Received: {self.name!r}, "
                f"{error.strerror}"
            ) from error
        self.digest = digest.hexdigest()

    def blocks(self, _profile: PoolProfile | None = None) -> Iterator[bytes]:
        """Yield the file's bytes, whatever the pool."""
        with self.path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block

    def describe(self, issue: Issue) -> str:
        """Describe an issue by file and line, which editors can open."""
        return described(issue, f"{self.name}:{issue.line}" if issue.line else self.name)
