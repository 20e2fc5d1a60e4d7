"""One file, checked as a whole and in parts, all in one process."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar

from cognito_user_import.csv_rules import Issue, PoolProfile, Report, check
from cognito_user_import_cli.checking.divided_check import CheckOptions, check_parts
from cognito_user_import_cli.checking.file_parts import Part, blocks, header_line, parts
from cognito_user_import_cli.checking.part_check import PartFound, PartJob, check_part
from cognito_user_import_cli.local_files.file_state import FileState

Sent = TypeVar("Sent")


class Both(NamedTuple):
    """The two reports, and what was told of the parts: their issues, and their bytes."""

    whole: Report
    in_parts: Report
    told: list[Issue]
    read: int


def both_checks(
    content: bytes,
    pool: PoolProfile,
    *,
    algorithm: str = "",
    limit: int | None = None,
    stop_after: int | None = None,
    count: int = 3,
) -> Both:
    """Check a file as a whole and in so many parts."""
    told: list[Issue] = []
    read: list[int] = []
    options = CheckOptions(pool, algorithm, limit, stop_after, told.append, read.append)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "users.csv"
        path.write_bytes(content)
        with path.open("rb") as file:
            whole = check(
                blocks(file, Part(0, len(content))),
                pool,
                password_hashing_algorithm=algorithm,
                size=len(content),
                limit=limit,
                stop_after=stop_after,
            )
            divided = parts(file, len(content), count, head_start=0)
            header = header_line(file) or b""
            state = FileState.of(file)
            in_parts = check_parts(file, divided, header, state, options, _here)
    return Both(whole, in_parts, told, sum(read))


class _PartHere:
    """Checks a part in this process, with all that goes to another one and comes back pickled."""

    def __init__(self, job: PartJob) -> None:
        self._job = job

    def answer(self) -> PartFound:
        return _sent(check_part(_sent(self._job)))


def _sent(what: Sent) -> Sent:
    sent: Sent = pickle.loads(pickle.dumps(what))  # noqa: S301 - made here
    return sent


@contextmanager
def _here(job: PartJob) -> Iterator[_PartHere]:
    yield _PartHere(job)
