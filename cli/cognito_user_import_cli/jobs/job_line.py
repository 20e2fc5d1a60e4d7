"""The progress line of a running job in a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.text import Text

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import_cli.jobs.document import counts


@contextmanager
def job_line(console: Console, job: ImportJob) -> Iterator[Callable[[ImportJob], None]]:
    """Show a line during the block, and yield a function to call with the current job."""
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
    """The time since a job started, which may be long before the command."""

    def __init__(self, job: ImportJob) -> None:
        super().__init__()
        start = job.attributes["StartDate"]
        self._start = datetime.fromisoformat(start) if start else datetime.now(UTC)

    def render(self, task: Task) -> Text:
        del task
        elapsed = datetime.now(UTC) - self._start
        return Text(str(timedelta(seconds=max(0, int(elapsed.total_seconds())))))
