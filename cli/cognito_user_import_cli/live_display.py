"""What moves in a terminal: bars, and the line of a running job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from cognito_user_import.job_description import ImportJob
from cognito_user_import_cli.jobs.document import counts

_NAME: Final = 24


@contextmanager
def count_bar(console: Console, what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show a bar while the block lasts, and yield what is told how many there are by now."""
    columns = TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.update(task, completed=count)


@contextmanager
def check_bar(console: Console, size: int) -> Iterator[Callable[[int], None]]:
    """Show a bar while the block lasts, and yield what is told the bytes of each step."""
    columns = TextColumn("Checking"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    ) as progress:
        task = progress.add_task("", total=size)
        yield lambda count: progress.advance(task, count)


@contextmanager
def upload_bar(console: Console, name: str, size: int) -> Iterator[Callable[[int], None]]:
    """Show a bar while the block lasts, and yield what is told how many bytes are sent."""
    shown = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        expand=True,
    ) as progress:
        task = progress.add_task(shown, total=size)

        def seen(sent: int) -> None:
            if not sent:
                progress.reset(task)
            progress.update(task, completed=sent)

        yield seen


@contextmanager
def job_line(console: Console, job: ImportJob) -> Iterator[Callable[[ImportJob], None]]:
    """Show a line while the block lasts, and yield what is told how the job is now."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        _Since(job),
        console=console,
        transient=True,
    ) as progress:
        task = progress.add_task("", total=None)

        def seen(job: ImportJob) -> None:
            so_far = counts(job) if any((job.imported_users, job.skipped_users)) else ""
            progress.update(task, description=f"{job.job_id} {job.status} {so_far}".rstrip())

        seen(job)
        yield seen


class _Since(ProgressColumn):
    """The time since a job was started, which may be long before it is watched."""

    def __init__(self, job: ImportJob) -> None:
        super().__init__()
        start = job.attributes["StartDate"]
        self._start = datetime.fromisoformat(start) if start else datetime.now(UTC)

    def render(self, task: Task) -> Text:
        del task
        elapsed = datetime.now(UTC) - self._start
        return Text(str(timedelta(seconds=max(0, int(elapsed.total_seconds())))))
