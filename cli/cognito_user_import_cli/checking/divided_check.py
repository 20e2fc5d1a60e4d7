"""Checks a file in parts, of which the first one here and each other one elsewhere.

What is found is what a check of the whole file finds, in the same order. Each part is checked as a
file of its own, and then added: its lines are counted on, and what users sign in with is compared
with that of the parts before. A part is checked here again in two cases: the check is to stop
within it, or the rows become too many. What is told then depends on its single rows.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from cognito_user_import.csv_rules import CsvCheck, Issue, PoolProfile, Report
from cognito_user_import.csv_rules.limits import MAX_USERS
from cognito_user_import.csv_rules.report import Tally
from cognito_user_import_cli.checking.file_parts import Part, blocks
from cognito_user_import_cli.checking.part_check import PartFound, PartJob
from cognito_user_import_cli.local_files.file_state import FileState


class RunningPart(Protocol):
    """The check of a part that was begun."""

    def answer(self) -> PartFound:
        """Wait for its end."""


StartPart = Callable[[PartJob], AbstractContextManager[RunningPart]]


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What is asked of a check; see ``check_file``."""

    profile: PoolProfile
    algorithm: str
    limit: int | None
    stop_after: int | None
    tell: Callable[[Issue], object]
    tell_read: Callable[[int], object]

    def read(self, file: BinaryIO, part: Part) -> Iterator[bytes]:
        """Yield a part's bytes, and tell how many."""
        for block in blocks(file, part):
            yield block
            self.tell_read(len(block))


def check_parts(
    file: BinaryIO,
    parts: Sequence[Part],
    header: bytes,
    state: FileState,
    options: CheckOptions,
    start: StartPart,
) -> Report:
    """Check a file in its parts, in their order.

    :param header: The file's first line.
    :param state: What the file is for all who read it.
    :param start: Begins the check of a part elsewhere.
    """
    csv_check = CsvCheck(options.profile, options.algorithm)
    tally = Tally(options.limit, options.tell)
    with ExitStack() as stack:
        running = [
            stack.enter_context(start(_job(file.name, state, part, header, options)))
            for part in parts[1:]
        ]
        first = csv_check.begin(options.read(file, parts[0]), state.size)
        goes_on = tally.add(first, options.stop_after)
        for part, later in zip(parts[1:], running, strict=True):
            if not goes_on or not csv_check.has_rows:
                break
            found = later.answer()
            if _is_added(csv_check, tally, found, options.stop_after):
                options.tell_read(part.end - part.start)
            else:
                again = csv_check.go_on(options.read(file, part))
                goes_on = tally.add(again, options.stop_after)
    if goes_on:
        goes_on = tally.add(csv_check.end(), options.stop_after)
    return tally.report(csv_check.summary, is_complete=goes_on and csv_check.is_complete)


def _job(path: str, state: FileState, part: Part, header: bytes, options: CheckOptions) -> PartJob:
    return PartJob(
        path=path,
        state=state,
        part=part,
        header=header,
        profile=options.profile,
        algorithm=options.algorithm,
        limit=options.limit,
        stop_after=options.stop_after,
    )


def _is_added(csv_check: CsvCheck, tally: Tally, found: PartFound, stop_after: int | None) -> bool:
    """Add a part, unless it depends on its single rows what is told."""
    rows = csv_check.summary.rows + (found.seen.rows.users if found.seen.rows else 0)
    stops = stop_after is not None and tally.errors + found.tally.errors >= stop_after
    if stops or rows > MAX_USERS:
        return False
    tally.skip(found.tally, csv_check.lines)
    csv_check.skip(found.seen)
    return True
