r"""The rules of a CSV file as a whole: its size, its encoding, its rows and its header.

The dialect is Cognito's: UTF-8 without a byte order mark, no quotes, `\,` for a comma in a value.
Errors have positions, and names of the pool's columns. What stands in the file is never in them,
not even its first line: where the header was forgotten there is a user in it.

Sources: Cognito developer guide, "Importing users into user pools from a CSV file", and its quotas.
"""

import codecs
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cognito_user_import.errors import InvalidFileError

MAX_BYTES: Final = 100_000_000
MAX_ROWS: Final = 500_000
MAX_ROW_CHARACTERS: Final = 16_000
PASSWORD_HASH: Final = "password_hash"  # noqa: S105 - the name of a column

_PIECE: Final = 1 << 18
_BYTE_ORDER_MARK: Final = "\ufeff"
_SEPARATOR: Final = re.compile(r"(?<!\\),")


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What is in a file whose rows can be read.

    :param columns: The header, in the file's order.
    :param rows: Lines that are not blank, without the header.
    :param size: In bytes.
    :param has_password_hashes: Whether the column ``password_hash`` has a value in any row.
    """

    columns: tuple[str, ...]
    rows: int
    size: int
    has_password_hashes: bool


def scan(blocks: Iterable[bytes]) -> FileSummary:
    """Return what is in a file, read once, in blocks of any size.

    :raises InvalidFileError: It breaks a rule: of several that one which is broken first in it.
    """
    lines = _Lines()
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = 0
    for piece in _pieces(blocks):
        try:
            text = decoder.decode(piece[: MAX_BYTES - size])
        except UnicodeDecodeError as error:
            lines.add(error.object[: error.start].decode())
            raise lines.unreadable("is not UTF-8") from None
        lines.add(text)
        size += len(piece)
        if size > MAX_BYTES:
            raise InvalidFileError(f"The CSV file has more than {MAX_BYTES:,} bytes.")
    if decoder.getstate()[0]:
        raise lines.unreadable("is not UTF-8")
    lines.end()
    return FileSummary(lines.columns, lines.rows, size, lines.has_password_hashes)


def check_size(size: int) -> None:
    """Raise InvalidFileError if a file of this size, in bytes, can't be imported."""
    if size > MAX_BYTES:
        raise InvalidFileError(
            f"The CSV file has more than {MAX_BYTES:,} bytes. Received: {size:,}."
        )


def check_columns(columns: Sequence[str], header: Collection[str]) -> None:
    """Check the columns of a file, which may be in any order.

    :param header: The columns of the user pool. Only ``password_hash`` may be left out of a file.
    :raises InvalidFileError: A column is missing, or there twice, or none of the pool's.
    """
    unknown = [str(index) for index, name in enumerate(columns, start=1) if name not in header]
    missing = [name for name in header if name not in columns and name != PASSWORD_HASH]
    double = [name for name in header if columns.count(name) > 1]
    if PASSWORD_HASH in columns and PASSWORD_HASH not in header:
        raise InvalidFileError(
            f"The CSV file has the column {PASSWORD_HASH}, but the user pool takes no hashes."
        )
    problems = [
        f"{problem}: {', '.join(names)}"
        for problem, names in (
            ("missing", missing),
            ("there twice", double),
            ("not the user pool's, by position", unknown),
        )
        if names
    ]
    if problems:
        raise InvalidFileError(
            "Line 1 of the CSV file is not the header of the user pool. Columns "
            f"{'; '.join(problems)}. Received: {len(columns)} columns. Allowed, in any order: "
            f"{', '.join(header)}."
        )


def check_hashes(summary: FileSummary, algorithm: str) -> None:
    """Check that a file and the algorithm of its password hashes go together.

    :param algorithm: Empty when none is named.
    :raises InvalidFileError: There are hashes but no algorithm, or an algorithm but no column.
    """
    if algorithm and PASSWORD_HASH not in summary.columns:
        raise InvalidFileError(
            f"The CSV file has no column {PASSWORD_HASH}: it must have one when a password hashing "
            f"algorithm is named. Received: {algorithm}."
        )
    if summary.has_password_hashes and not algorithm:
        raise InvalidFileError(
            f"The CSV file has values in the column {PASSWORD_HASH}: name the password hashing "
            "algorithm that they were made with. Received: none."
        )


class _Lines:
    """The lines of a file, checked as they come."""

    def __init__(self) -> None:
        self.columns: tuple[str, ...] = ()
        self.rows = 0
        self._lines = 0
        self._rest = ""
        self._hash_index: int | None = None
        self.has_password_hashes = False

    def add(self, text: str) -> None:
        """Check the text that comes next; its last line may go on with the next one."""
        text, nul, _ = text.partition("\0")
        if text.startswith(_BYTE_ORDER_MARK) and not (self._lines or self._rest):
            raise InvalidFileError(
                "The CSV file begins with a byte order mark: save it as UTF-8 without one."
            )
        *complete, self._rest = (self._rest + text).split("\n")
        self._take(complete)
        if _is_too_long(self._rest):
            raise _too_long(self._lines + 1)
        if nul:
            raise self.unreadable("is binary, with a NUL")

    def end(self) -> None:
        """Check what is left once all of the text is there."""
        self._take([self._rest])
        if not self.rows:
            what = "has no row below its header" if any(self.columns) else "is empty"
            raise InvalidFileError(
                f"The CSV file {what}: it must have a header and 1 to {MAX_ROWS:,} rows."
            )

    def unreadable(self, problem: str) -> InvalidFileError:
        """Return the error of what follows the text that was added."""
        place = f"line {self._lines + 1}, character {len(self._rest) + 1}"
        return InvalidFileError(f"The CSV file {problem}: {place}. It must be a CSV file in UTF-8.")

    def _take(self, lines: list[str]) -> None:
        """Check complete lines."""
        if not self._lines and lines:
            header = lines.pop(0)
            self._take_header(header)
        rows = sum(map(bool, map(str.strip, lines)))
        if self.rows + rows > MAX_ROWS or max(map(len, lines), default=0) > MAX_ROW_CHARACTERS:
            self._check_one_by_one(lines)
        self._lines += len(lines)
        self.rows += rows
        if self._hash_index is not None and not self.has_password_hashes:
            index = self._hash_index
            self.has_password_hashes = any(_has_value(line, index) for line in lines)

    def _take_header(self, line: str) -> None:
        if _is_too_long(line):
            raise _too_long(1)
        self._lines = 1
        self.columns = tuple(name.strip().replace(r"\,", ",") for name in _SEPARATOR.split(line))
        if PASSWORD_HASH in self.columns:
            self._hash_index = self.columns.index(PASSWORD_HASH)

    def _check_one_by_one(self, lines: list[str]) -> None:
        """Raise the error of the first line that has one."""
        rows = self.rows
        for number, line in enumerate(lines, start=self._lines + 1):
            if _is_too_long(line):
                raise _too_long(number)
            rows += bool(line.strip())
            if rows > MAX_ROWS:
                raise InvalidFileError(
                    f"The CSV file has more than {MAX_ROWS:,} rows, of which line {number} is the "
                    "first one too many."
                )


def _pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the blocks in pieces that take little memory as text and lines."""
    for block in blocks:
        for start in range(0, len(block), _PIECE):
            yield block[start : start + _PIECE]


def _has_value(line: str, index: int) -> bool:
    # Three times as fast as to split by a pattern.
    values = line.replace(r"\,", "_").split(",", index + 1)
    return len(values) > index and bool(values[index].strip())


def _is_too_long(line: str) -> bool:
    # A carriage return is part of the line break.
    return len(line.removesuffix("\r")) > MAX_ROW_CHARACTERS


def _too_long(number: int) -> InvalidFileError:
    return InvalidFileError(
        f"Line {number} of the CSV file has more than {MAX_ROW_CHARACTERS:,} characters."
    )
