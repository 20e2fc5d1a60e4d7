"""Checks a file against the rules of a pool, in one pass."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.bare_rows import BareRows
from cognito_user_import.csv_rules.dialect import split
from cognito_user_import.csv_rules.file_rows import FileRows
from cognito_user_import.csv_rules.file_summary import FileSummary
from cognito_user_import.csv_rules.header import header_issues
from cognito_user_import.csv_rules.issues import Issue
from cognito_user_import.csv_rules.limits import MAX_BYTES, MAX_ROW_BYTES, MAX_ROW_CHARACTERS
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import.csv_rules.reader import whole_lines
from cognito_user_import.csv_rules.report import FIRST_ISSUES, Report, Tally
from cognito_user_import.csv_rules.seen_part import SeenPart

_BOM: Final = b"\xef\xbb\xbf"


def check(
    blocks: Iterable[bytes],
    profile: PoolProfile,
    *,
    password_hashing_algorithm: str = "",
    size: int | None = None,
    limit: int | None = FIRST_ISSUES,
    stop_after: int | None = None,
    stop_after_rows: int | None = None,
    row_rules: bool = True,
) -> Report:
    """Check a file, read once.

    :param blocks: The file's bytes, in blocks of any sizes.
    :param password_hashing_algorithm: The job's, or empty.
    :param size: The file's size, if it is known beforehand: one that is too large is not read.
    :param limit: How many issues the report holds, and the first of each rule besides; None holds
        all. Counted are all.
    :param stop_after: Stop at so many errors. Default: - read the file to its end
    :param stop_after_rows: Stop when so many rows have errors. Default: - read the file to its end
    :param row_rules: Whether the rows are judged, or only the file as a whole.
    """
    csv_check = CsvCheck(profile, password_hashing_algorithm, row_rules=row_rules)
    tally = Tally(limit)
    is_complete = tally.add(csv_check.issues(blocks, size), stop_after, stop_after_rows)
    return tally.report(csv_check.summary, is_complete=is_complete and csv_check.is_complete)


class CsvCheck:
    """One check of one file, whose issues come as they are found.

    :param algorithm: The job's password hashing algorithm, or empty.
    :param row_rules: Whether the rows are judged, or only the file as a whole.
    """

    def __init__(
        self, profile: PoolProfile, algorithm: str = "", *, row_rules: bool = True
    ) -> None:
        self._profile = profile
        self._algorithm = algorithm
        self._row_rules = row_rules
        self._size = 0
        self._told_size: int | None = None
        self._ends_in_newline = True
        self._has_carriage_return = False
        self._columns: list[str] = []
        self._rows: FileRows | BareRows | None = None
        self.is_complete = False

    @property
    def summary(self) -> FileSummary:
        """What was seen of the file so far."""
        rows = self._rows
        return FileSummary(
            columns=len(self._columns),
            rows=rows.users if rows else 0,
            bytes=self._size if self._told_size is None else self._told_size,
            has_password_hashes=rows is not None and rows.has_password_hashes,
        )

    def issues(self, blocks: Iterable[bytes], size: int | None = None) -> Iterator[Issue]:
        """Yield the issues of the file: by line, and what is there twice at the end.

        :param size: The file's size, if it is known beforehand: one that is too large is not read.
        """
        yield from self.begin(blocks, size)
        yield from self.end()

    @property
    def has_rows(self) -> bool:
        """Whether there can be rows: the header names columns."""
        return self._rows is not None

    @property
    def lines(self) -> int:
        """The number of lines below the header so far."""
        return self._rows.line - 2 if self._rows else 0

    def begin(self, blocks: Iterable[bytes], size: int | None = None) -> Iterator[Issue]:
        """Yield the issues of a file's first part, which ends where a line ends.

        :param size: The whole file's; see ``issues``.
        """
        if self._profile.auto_verified is not None and not self._profile.auto_verified:
            yield Issue(rules.NOTHING_AUTO_VERIFIED)
        self._told_size = size
        if size is not None and size > MAX_BYTES:
            yield Issue(rules.FILE_TOO_LARGE)
            return
        pieces = self._pieces(blocks)
        header, newline, rest = next(pieces, b"").partition(b"\n")
        yield from self._header(header + newline)
        if any(self._columns):
            self._rows = self._new_rows()
            yield from self._issues(self._rows, chain([rest] if rest else [], pieces))

    def go_on(self, blocks: Iterable[bytes]) -> Iterator[Issue]:
        """Yield the issues of the next part; none if the header names no columns."""
        if self._rows:
            yield from self._issues(self._rows, self._pieces(blocks))

    def later_part(self, header: bytes, blocks: Iterable[bytes]) -> Iterator[Issue]:
        """Yield the issues of a later part by itself, as if it were all that follows the header."""
        for _ in self._header(header):
            pass  # They are the first part's.
        if any(self._columns):
            self._rows = FileRows(self._profile, self._columns, self._algorithm)
            yield from self.go_on(blocks)

    def seen(self) -> SeenPart:
        """Return what ``skip`` needs to know of a later part that was checked to its end."""
        return SeenPart(
            bytes=self._size,
            ends_in_newline=self._ends_in_newline,
            has_carriage_return=self._has_carriage_return,
            rows=self._rows.seen() if isinstance(self._rows, FileRows) else None,
        )

    def skip(self, seen: SeenPart) -> None:
        """Go on behind the next part, which was checked by itself."""
        if isinstance(self._rows, FileRows) and seen.rows:
            self._size += seen.bytes
            self._ends_in_newline = seen.ends_in_newline
            self._has_carriage_return |= seen.has_carriage_return
            self._rows.skip(seen.rows)

    def end(self) -> Iterator[Issue]:
        """Yield what only the whole file shows."""
        if self._rows is None:
            return
        if self._size > MAX_BYTES:
            yield Issue(rules.FILE_TOO_LARGE)
            return
        if not self._ends_in_newline:
            yield Issue(rules.NO_FINAL_NEWLINE, self._rows.line - 1)
        yield from self._rows.end()
        self.is_complete = True

    def _issues(self, rows: FileRows | BareRows, pieces: Iterable[bytes]) -> Iterator[Issue]:
        for piece in pieces:
            # To look for the one byte first takes a tenth of the time.
            if b"\r" in piece and b"\r\n" in piece:
                yield from self._carriage_return(rows.line + _lines_before(piece, b"\r\n"))
                piece = piece.replace(b"\r\n", b"\n")
            lines = piece if piece.endswith(b"\n") else piece + b"\n"
            yield from rows.issues(lines)

    def _pieces(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        # With a carriage return a line of the most bytes has one more.
        return whole_lines(self._measured(blocks), MAX_ROW_BYTES + 1)

    def _new_rows(self) -> FileRows | BareRows:
        if self._row_rules:
            return FileRows(self._profile, self._columns, self._algorithm)
        return BareRows(self._columns, self._algorithm)

    def _measured(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self._size += len(block)
            self._ends_in_newline = block.endswith(b"\n") if block else self._ends_in_newline
            yield block
            if self._size > MAX_BYTES:
                break

    def _header(self, line: bytes) -> Iterator[Issue]:
        if line.endswith(b"\r\n"):
            yield from self._carriage_return(1)
        if line.startswith(_BOM):
            yield Issue(rules.BYTE_ORDER_MARK, 1)
            line = line.removeprefix(_BOM)
        line = line.removesuffix(b"\n").removesuffix(b"\r")
        text = line.decode(errors="replace")
        if len(line) > MAX_ROW_BYTES or len(text) > MAX_ROW_CHARACTERS:
            yield Issue(rules.ROW_TOO_LONG, 1)
            return
        try:
            line.decode()
        except UnicodeDecodeError:
            yield Issue(rules.NOT_UTF_8, 1)
        self._columns = split(text)
        yield from header_issues(self._columns, self._profile, self._algorithm)

    def _carriage_return(self, line: int) -> Iterator[Issue]:
        if not self._has_carriage_return:
            self._has_carriage_return = True
            yield Issue(rules.CARRIAGE_RETURN, line)


def _lines_before(lines: bytes, sign: bytes) -> int:
    return lines.count(b"\n", 0, lines.index(sign))
