"""Checks a CSV file on this machine by the rules of a pool, on as many cores as there are."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Final

from cognito_user_import.csv_rules import CsvCheck, Issue, PoolProfile, Report
from cognito_user_import.csv_rules.limits import MAX_BYTES
from cognito_user_import.csv_rules.reader import BYTES_AT_ONCE
from cognito_user_import.csv_rules.report import FIRST_ISSUES, Tally
from cognito_user_import_cli.checking import part_check
from cognito_user_import_cli.checking.divided_check import CheckOptions, check_parts
from cognito_user_import_cli.checking.file_parts import Part, header_line, parts
from cognito_user_import_cli.errors import FileChangedError
from cognito_user_import_cli.local_files.file_state import FileState

_MEBIBYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Division:
    """How a file is divided among processes.

    :param processes: How many at most, this one among them.
    :param smallest_part: In bytes; below it a process takes longer to start than it saves.
    :param head_start: How much longer this process's part is, as it need not start.
    """

    processes: int
    smallest_part: int = 12 * _MEBIBYTE
    head_start: int = 6 * _MEBIBYTE


def check_file(
    path: str | PathLike[str],
    profile: PoolProfile,
    *,
    password_hashing_algorithm: str = "",
    limit: int | None = FIRST_ISSUES,
    stop_after: int | None = None,
    tell: Callable[[Issue], object] | None = None,
    tell_read: Callable[[int], object] | None = None,
    division: Division | None = None,
    state: FileState | None = None,
) -> Report:
    """Check a file; the report is that of ``csv_rules.check``.

    :param password_hashing_algorithm: The job's, or empty.
    :param limit: How many issues the report holds, and the first of each rule besides; None holds
        all. Counted are all.
    :param stop_after: Stop at so many errors. Default: - read the file to its end
    :param tell: Is given each issue that the report will hold, as soon as it is found. Those of a
        large file come by line until its middle, and then part by part.
    :param tell_read: Is given the number of bytes whenever some were checked.
    :param division: Default: - a process for each core, where the file is large enough
    :param state: Of the file that is meant. Default: - the one that has the name now
    :raises OSError: The file can't be read.
    :raises FileChangedError: The file was written while it was checked, or is not the one meant.
    :raises CheckProcessError: A process that checks a part did not come to its end.
    """
    options = CheckOptions(
        profile=profile,
        algorithm=password_hashing_algorithm,
        limit=limit,
        stop_after=stop_after,
        tell=tell or _nobody,
        tell_read=tell_read or _nobody,
    )
    with Path(path).open("rb") as file:
        before = FileState.of(file)
        if state and state != before:
            raise FileChangedError(path)
        report = _check(file, before, options, division or Division(_cores()))
        if FileState.of(file) != before:
            raise FileChangedError(path)
    return report


def _check(file: BinaryIO, state: FileState, options: CheckOptions, division: Division) -> Report:
    size = state.size
    if size is None:
        return _check_whole(_until_end(file, options), None, options)
    count = min(division.processes, size // division.smallest_part)
    if size <= MAX_BYTES and count > 1:
        divided = parts(file, size, count, division.head_start)
        header = header_line(file)
        if header is not None and len(divided) > 1:
            # Not imported where it is not needed, as that takes a hundredth of a second.
            from cognito_user_import_cli.checking.check_process import CheckProcess

            start = partial(CheckProcess, part_check.__name__)
            return check_parts(file, divided, header, state, options, start)
    return _check_whole(options.read(file, Part(0, size)), size, options)


def _check_whole(content: Iterable[bytes], size: int | None, options: CheckOptions) -> Report:
    csv_check = CsvCheck(options.profile, options.algorithm)
    tally = Tally(options.limit, options.tell)
    is_complete = tally.add(csv_check.issues(content, size), options.stop_after)
    return tally.report(csv_check.summary, is_complete=is_complete and csv_check.is_complete)


def _until_end(file: BinaryIO, options: CheckOptions) -> Iterator[bytes]:
    while block := file.read(BYTES_AT_ONCE):
        yield block
        options.tell_read(len(block))


def _nobody(_: object) -> None:
    """Take what nobody asked for."""


def _cores() -> int:
    """Return how many cores this process may use."""
    if count := getattr(os, "process_cpu_count", None):  # from Python 3.13 on
        return count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
