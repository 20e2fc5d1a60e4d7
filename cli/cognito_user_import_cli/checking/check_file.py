"""Checks a local CSV file by the rules of a pool: a large file on all cores."""

import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import BinaryIO, Final

from cognito_user_import.csv_rules import Issue, PartReport, PoolProfile, Report, check, merge
from cognito_user_import.csv_rules.csv_format import MAX_BYTES
from cognito_user_import.csv_rules.report import FIRST_ISSUES
from cognito_user_import_cli.checking.file_parts import (
    FilePart,
    begin_worker,
    check_file_part,
    divided,
)
from cognito_user_import_cli.command_errors import CheckProcessError, FileChangedError
from cognito_user_import_cli.local_files.file_state import FileState

Tell = Callable[[Issue], object]
TellRead = Callable[[int], object]

_PART_BYTES: Final = 2 << 20
_MANY_PARTS: Final = 12
"""Checking fewer takes less time than starting other processes."""
_BLOCK: Final = 1 << 17


def check_file(
    path: str | PathLike[str],
    profile: PoolProfile,
    *,
    password_hashing_algorithm: str = "",
    limit: int | None = FIRST_ISSUES,
    stop_after: int | None = None,
    row_rules: bool = True,
    tell: Tell | None = None,
    tell_read: TellRead | None = None,
    state: FileState | None = None,
) -> Report:
    """Check a file and return the same report as ``csv_rules.check``.

    :param password_hashing_algorithm: The job's, or empty.
    :param limit: The number of issues in the report, in addition to the first of each rule; None
        for all. All are counted.
    :param stop_after: Stop after this many errors. Default: - read the file to its end
    :param row_rules: Whether to check each row, or only the file as a whole.
    :param tell: Called with each issue of the report, after each few megabytes.
    :param tell_read: Called with the number of bytes after each step.
    :param state: The state that the file must have. Default: - the current one
    :raises OSError: The file can't be read.
    :raises FileChangedError: The file changed while it was checked, or before.
    :raises CheckProcessError: A process that checks a part ended early.
    """
    tell, tell_read = tell or _nobody, tell_read or _nobody
    with Path(path).open("rb") as file:
        before = FileState.of(file)
        if state and state != before:
            raise FileChangedError(path)
        if before.size is None or stop_after:
            # A pipe is read once, and where a check stops depends on every row before.
            report = check(
                _blocks(file, tell_read),
                profile,
                password_hashing_algorithm=password_hashing_algorithm,
                size=before.size,
                limit=limit,
                stop_after=stop_after,
                row_rules=row_rules,
                tell=tell,
            )
        else:
            size = before.size
            places = divided(file, size, _PART_BYTES) if size <= MAX_BYTES else []
            algorithm = password_hashing_algorithm
            parts = [
                FilePart(fspath(path), before, *place, profile, algorithm, limit, row_rules)
                for place in places
            ]
            with closing(_checked(path, parts)) as done:
                report = merge(_counted(done, parts, tell_read), size=size, tell=tell)
        if FileState.of(file) != before:
            raise FileChangedError(path)
    return report


def _checked(
    path: str | PathLike[str], parts: Sequence[FilePart]
) -> Generator[PartReport, None, None]:
    """Yield the report of each part. If there are many, other processes check them."""
    # In this process, because its issues appear at once, and others take a while to start.
    yield from map(check_file_part, parts[:1])
    cores = _cores()
    if len(parts) < _MANY_PARTS or cores == 1:
        yield from map(check_file_part, parts[1:])
        return
    # Imported only when needed: a few hundredths of a second.
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # Not forked: not every system can, and threads make it unsafe.
    try:
        executor = ProcessPoolExecutor(cores, get_context("spawn"), begin_worker)
    except (ImportError, OSError):
        # Containers without a writable /dev/shm have no semaphores.
        yield from map(check_file_part, parts[1:])
        return
    try:
        with _interrupts_held():
            later = executor.map(check_file_part, parts[1:])
        yield from later
    except BrokenProcessPool:
        raise CheckProcessError(fspath(path), "it was killed, perhaps for lack of memory") from None
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Delay Ctrl-C during the block. Processes that start meanwhile never get it."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _counted(
    done: Iterable[PartReport], parts: Sequence[FilePart], tell_read: TellRead
) -> Iterator[PartReport]:
    for part, report in zip(parts, done, strict=True):
        tell_read(part.end - part.start)
        yield report


def _blocks(file: BinaryIO, tell_read: TellRead) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block
        tell_read(len(block))


def _nobody(_: object) -> None:
    """Ignore what nobody asked for."""


def _cores() -> int:
    """Return the number of cores that this process may use."""
    if count := getattr(os, "process_cpu_count", None):  # from Python 3.13 on
        return count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
