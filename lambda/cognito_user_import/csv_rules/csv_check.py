"""Checks a file against the rules of a pool, in one part or in several."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.csv_format import (
    MAX_BYTES,
    MAX_ROW_BYTES,
    MAX_USERS,
)
from cognito_user_import.csv_rules.header_line import read_header
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import.csv_rules.reader import whole_lines
from cognito_user_import.csv_rules.report import FIRST_ISSUES, PartReport, Report
from cognito_user_import.csv_rules.row_checks import BareRowCheck, FullRowCheck, RowCheck
from cognito_user_import.csv_rules.rules import Issue
from cognito_user_import.csv_rules.sign_in import twice

Tell = Callable[[Issue], object]


def check(
    blocks: Iterable[bytes],
    profile: PoolProfile,
    *,
    password_hashing_algorithm: str = "",
    size: int | None = None,
    of_any_size: bool = False,
    limit: int | None = FIRST_ISSUES,
    stop_after: int | None = None,
    stop_after_rows: int | None = None,
    row_rules: bool = True,
    tell: Tell | None = None,
) -> Report:
    """Check a file, read once.

    :param blocks: The file's bytes, in blocks of any sizes.
    :param password_hashing_algorithm: The job's, or empty.
    :param size: The file's size, if it is known. A file that is too large isn't read.
    :param of_any_size: Whether the file may be larger than one job imports.
    :param limit: The number of issues in the report, in addition to the first of each rule; None
        for all. All are counted.
    :param stop_after: Stop after this many errors. Default: - read the file to its end
    :param stop_after_rows: Stop after this many rows with errors. Default: - read the file
        to its end
    :param row_rules: Whether to check each row, or only the file as a whole.
    :param tell: Called with each issue of the report, as soon as it is found.
    """
    if size is not None and size > MAX_BYTES and not of_any_size:
        return merge([], size=size, tell=tell)
    part = check_part(
        blocks,
        profile,
        password_hashing_algorithm=password_hashing_algorithm,
        of_any_size=of_any_size,
        limit=limit,
        stop_after=stop_after,
        stop_after_rows=stop_after_rows,
        row_rules=row_rules,
        tell=tell,
    )
    return merge([part], size=size, tell=tell)


def check_part(
    blocks: Iterable[bytes],
    profile: PoolProfile,
    *,
    header: bytes | None = None,
    password_hashing_algorithm: str = "",
    of_any_size: bool = False,
    limit: int | None = FIRST_ISSUES,
    stop_after: int | None = None,
    stop_after_rows: int | None = None,
    row_rules: bool = True,
    tell: Tell | None = None,
) -> PartReport:
    """Check a part of a file. ``check`` documents the other parameters.

    :param blocks: The part's bytes, up to the end of a line.
    :param header: The file's first line, for a part that doesn't begin with it.
    """
    part = PartReport(limit, stop_after, stop_after_rows, of_any_size)
    # A line of the maximum length has one more byte, if it ends in a carriage return.
    pieces = whole_lines(_measured(blocks, part), MAX_ROW_BYTES + 1)
    if header is None:
        line, newline, rest = next(pieces, b"").partition(b"\n")
        columns, issues = read_header(line + newline, profile, password_hashing_algorithm)
        part.lines = part.header_lines = 1
        part.columns = len(columns)
        part.ends_in_newline = bool(newline)
        part.take(issues)
        pieces = chain([rest] if rest else [], pieces)
    else:
        columns, _ = read_header(header, profile, password_hashing_algorithm)
    if not any(columns):
        part.is_complete = False
    elif row_rules:
        _check_rows(pieces, FullRowCheck(profile, columns, password_hashing_algorithm), part, tell)
    else:
        _check_rows(pieces, BareRowCheck(profile, columns, password_hashing_algorithm), part, tell)
    return part


def merge(
    parts: Iterable[PartReport],
    *,
    size: int | None = None,
    tell: Tell | None = None,
) -> Report:
    """Merge the reports of a file's parts.

    :param parts: In the order of the file, checked with the same options. If a check stopped in a
        part, that part is the last one.
    :param size: The file's size, if it is known. A file that is too large has no parts.
    :param tell: Called with each issue of the report that the check of its part didn't pass on.
    """
    total = PartReport()
    for number, part in enumerate(parts):
        if not number:
            total = PartReport(part.limit, part.stop_after, part.stop_after_rows, part.of_any_size)
        total.add(part)
        _tell(total, tell)
        if not total.is_complete:
            break
    if max(total.bytes, size or 0) > MAX_BYTES and not total.of_any_size:
        total.take([Issue(rules.FILE_TOO_LARGE)])
        total.is_complete = False
    elif total.is_complete:
        total.take(chain(end_issues(total), _whole_file_issues(total)))
    _tell(total, tell)
    return total.report(size)


def _check_rows(
    pieces: Iterable[bytes], rows: RowCheck, part: PartReport, tell: Tell | None
) -> None:
    _tell(part, tell)
    for piece in pieces:
        found: list[Issue] = []
        # Looking for the one byte first takes a tenth of the time.
        if b"\r" in piece and (place := piece.find(b"\r\n")) >= 0:
            line = part.lines + 1 + piece.count(b"\n", 0, place)
            found.append(Issue(rules.CARRIAGE_RETURN, line))
            piece = piece.replace(b"\r\n", b"\n")
        part.ends_in_newline = piece.endswith(b"\n")
        part.ends_in_percent = piece[-2:].rstrip(b"\n").endswith(b"%")
        found += rows.issues(piece if part.ends_in_newline else piece + b"\n", part)
        part.take(sorted(found, key=lambda issue: issue.line))
        _tell(part, tell)
        if not part.is_complete:
            return


def end_issues(total: PartReport) -> Iterator[Issue]:
    """Check the end of a file."""
    if not total.ends_in_newline:
        yield Issue(rules.NO_FINAL_NEWLINE, total.lines)
    if total.ends_in_percent:
        yield Issue(rules.PERCENT_AT_END, total.lines)


def _whole_file_issues(total: PartReport) -> Iterator[Issue]:
    if not total.rows:
        yield Issue(rules.NO_ROWS)
    last_line = total.lines
    if total.rows > MAX_USERS and not total.of_any_size:
        yield Issue(rules.TOO_MANY_ROWS)
        # Which values of later rows were kept depends on the parts.
        last_line = total.header_lines + MAX_USERS
    yield from twice(total.sign_in, last_line)


def _tell(part: PartReport, tell: Tell | None) -> None:
    if tell:
        for issue in part.issues[part.told :]:
            tell(issue)
        part.told = len(part.issues)


def _measured(blocks: Iterable[bytes], part: PartReport) -> Iterator[bytes]:
    for block in blocks:
        part.bytes += len(block)
        yield block
        if part.bytes > MAX_BYTES and not part.of_any_size:
            break
