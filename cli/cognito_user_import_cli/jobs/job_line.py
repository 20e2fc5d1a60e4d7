"""The progress line of a running job in a terminal: a bar if the number of its rows is known."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.text import Text

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import_cli.jobs.pace import Pace
from cognito_user_import_cli.live_display import is_wide


@contextmanager
def job_line(console: Console, job: ImportJob, pace: Pace) -> Iterator[Callable[[ImportJob], None]]:
    """Show a line during the block, and yield a function to call with the current job."""
    name = TextColumn("{task.description}", markup=False)
    done = TextColumn("{task.fields[done]}", markup=False)
    has_total = pace.rows is not None
    names = [name] if is_wide(console) else []
    columns: list[ProgressColumn] = [SpinnerColumn(), *names, done, _Since(job)]
    if has_total:
        columns = [*names, BarColumn(bar_width=None), done] if names else [done]
    with Progress(*columns, console=console, transient=True, expand=has_total) as progress:
        task = progress.add_task("", total=pace.rows, done="")

        def seen(job: ImportJob) -> None:
            pace.see(job)
            progress.update(
                task,
                description=f"{job.job_id} {job.status}",
                completed=pace.done,
                done=_short(pace),
            )

        seen(job)
        yield seen


def _short(pace: Pace) -> str:
    """Return the progress in few enough characters to leave room for a bar."""
    total = f"/{pace.rows:,}" if pace.rows is not None else " users"
    words = [f"{pace.done:,}{total}", pace.speed]
    if (left := pace.seconds_left) is not None:
        words.append(f"{timedelta(seconds=round(left))} left")
    return " ".join(filter(None, words))


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
