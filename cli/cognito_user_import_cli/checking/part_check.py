"""Checks a part of a file: what a process does that was started for it."""

import pickle
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from cognito_user_import.csv_rules import CsvCheck, PoolProfile
from cognito_user_import.csv_rules.report import Tally
from cognito_user_import.csv_rules.seen_part import SeenPart
from cognito_user_import_cli.checking.check_errors import (
    FileChangedError,
    FileCheckError,
    PartCheckError,
)
from cognito_user_import_cli.checking.file_parts import FileState, Part, blocks


@dataclass(frozen=True, slots=True)
class PartJob:
    """A part to check.

    :param header: The file's first line.
    :param limit: How many issues the report of the whole file holds; None for all.
    :param stop_after: The number of errors at which the check stops, if it does.
    """

    path: str
    state: FileState
    part: Part
    header: bytes
    profile: PoolProfile
    algorithm: str
    limit: int | None
    stop_after: int | None


@dataclass(frozen=True, slots=True)
class PartFound:
    """What was found in a part; it holds cells, and goes nowhere but to the check of the file."""

    seen: SeenPart
    tally: Tally


def check_part(job: PartJob) -> PartFound:
    """Check a part of a file by itself.

    :raises FileChangedError: It is another file than it was, or shorter.
    :raises OSError: It can't be read.
    """
    csv_check = CsvCheck(job.profile, job.algorithm)
    tally = Tally(job.limit)
    with Path(job.path).open("rb") as file:
        if FileState.of(file) != job.state:
            raise FileChangedError(job.path)
        issues = csv_check.later_part(job.header, blocks(file, job.part))
        tally.add(issues, job.stop_after)
    return PartFound(csv_check.seen(), tally)


def main() -> None:
    """Read a job from the standard input, and write what was found, or why nothing was."""
    # Ctrl-C is for the process that started this one, and ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    job: PartJob = pickle.load(sys.stdin.buffer)  # noqa: S301 - of the process that started this one
    pickle.dump(_answer(job), sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


def _answer(job: PartJob) -> PartFound | Exception:
    try:
        return check_part(job)
    except (FileCheckError, OSError) as error:
        return error
    except Exception as error:  # without its text, which could hold a cell
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f" in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}" if trace else ""
        return PartCheckError(job.path, f"{type(error).__name__}{place}")
