"""Checks a file of this machine, and tells what it finds as it finds it."""

import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from cognito_user_import.csv_rules import CsvCheck, Issue, PoolProfile, Report, Rule
from cognito_user_import.csv_rules.report import FIRST_ISSUES, Tally
from cognito_user_import_cli.errors import UsageError

_BLOCK: Final = 1 << 17


def check_file(
    path: Path,
    profile: PoolProfile,
    *,
    password_hashing_algorithm: str = "",
    limit: int | None = FIRST_ISSUES,
    stop_after: int | None = None,
    tell: Callable[[Issue], object],
    tell_read: Callable[[int], object],
) -> Report:
    """Check a file, read once.

    :param password_hashing_algorithm: The job's password hashing algorithm, or empty.
    :param limit: How many issues are told and reported, and the first of each rule besides; None
        is all.
    :param stop_after: Stop at so many errors. Default: - read the file to its end
    :param tell: Takes each issue that will be in the report, as it is found.
    :param tell_read: Takes the number of bytes whenever some were read.
    :raises UsageError: The file cannot be read.
    """
    check = CsvCheck(profile, password_hashing_algorithm)
    tally = Tally(limit)
    issues = check.issues(_blocks(path, tell_read), size_of(path))
    is_complete = tally.add(_told(issues, tell, limit), stop_after)
    return tally.report(check.summary, is_complete=is_complete and check.is_complete)


def size_of(path: Path) -> int | None:
    """Return the size of a file, or None if only its end tells, as that of a pipe.

    :raises UsageError: There is no such file.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}.") from None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _blocks(path: Path, tell_read: Callable[[int], object]) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
                tell_read(len(block))
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}.") from None


def _told(
    issues: Iterable[Issue], tell: Callable[[Issue], object], limit: int | None
) -> Iterator[Issue]:
    """Yield all issues, and tell those that a Tally of this limit keeps."""
    told = 0
    seen: set[Rule] = set()
    for issue in issues:
        if limit is None or told < limit or issue.rule not in seen:
            seen.add(issue.rule)
            told += 1
            tell(issue)
        yield issue
