"""Checks a part of a file: what a process does that was started for it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cognito_user_import.csv_rules import CsvCheck, PoolProfile
from cognito_user_import.csv_rules.report import Tally
from cognito_user_import.csv_rules.seen_part import SeenPart
from cognito_user_import_cli.checking.answering import serve
from cognito_user_import_cli.checking.file_parts import Part, blocks
from cognito_user_import_cli.errors import FileChangedError
from cognito_user_import_cli.local_files.file_state import FileState


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
    """Check the part that this process was started for."""

    def do(job: PartJob, answer: Callable[[object], None]) -> None:
        answer(check_part(job))

    serve(do)
