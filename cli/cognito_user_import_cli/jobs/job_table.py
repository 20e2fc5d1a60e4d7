"""A list of jobs as text: a line for each job, or in a terminal as many as fit its width."""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import_cli.jobs.document import counts, moment

_TITLES: Final = ("job", "status", "created", "imported", "skipped", "failed", "name")
_COUNTS: Final = slice(3, 6)


def job_table(jobs: Sequence[ImportJob]) -> str:
    """Return the jobs as lines.

    A name has up to 128 characters. In a terminal, it is on a line of its own, which wraps, and if
    the terminal is too narrow for the other columns, so is each of them. Elsewhere, a job has one
    line, whatever its length.
    """
    rows = [_TITLES, *map(_row, jobs)]
    if not sys.stdout.isatty():
        return "\n".join(_aligned(rows))
    short = [*_aligned([row[:-1] for row in rows])]
    if max(map(len, short)) > shutil.get_terminal_size().columns:
        return "\n".join(line for job in jobs for line in _block(job))
    names = ["", *(f"\n  {job.job_name}" for job in jobs)]
    return "\n".join(f"{line}{name}" for line, name in zip(short, names, strict=True))


def _row(job: ImportJob) -> tuple[str, ...]:
    numbers = (job.imported_users, job.skipped_users, job.failed_users)
    created = moment(job.creation_date, seconds=False)
    return job.job_id, job.status, created, *(f"{n:,}" for n in numbers), job.job_name


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(_cells(row, widths)).rstrip()


def _cells(row: tuple[str, ...], widths: Iterable[int]) -> Iterator[str]:
    for place, (text, width) in enumerate(zip(row, widths, strict=True)):
        is_count = _COUNTS.start <= place < _COUNTS.stop
        yield text.rjust(width) if is_count else text.ljust(width)


def _block(job: ImportJob) -> Iterator[str]:
    yield f"{job.job_id} {job.status}"
    for text in (moment(job.creation_date, seconds=False), counts(job), job.job_name):
        yield f"  {text}"
