"""The progress line of a running import in a terminal: with a bar if its rows can be known."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.text import Text

from cognito_user_import_cli.jobs.pace import Pace
from cognito_user_import_cli.live_display import is_wide


@contextmanager
def progress_line(
    console: Console, pace: Pace, since: datetime | None
) -> Iterator[Callable[[str], None]]:
    """Show a line during the block, and yield a function to call with what runs now.

    :param since: When the import started, to show the time instead of a bar.
    """
    name = TextColumn("{task.description}", markup=False)
    done = TextColumn("{task.fields[done]}", markup=False)
    names = [name] if is_wide(console) else []
    columns: list[ProgressColumn] = [*names, BarColumn(bar_width=None), done] if names else [done]
    if since:
        columns = [SpinnerColumn(), *names, done, _Since(since)]
    with Progress(*columns, console=console, transient=True, expand=not since) as progress:
        task = progress.add_task("", total=pace.rows, done="")

        def seen(what: str) -> None:
            # Before the rows are counted, a bar has nothing to say.
            is_counted = since or pace.rows is not None
            progress.update(
                task,
                description=what,
                total=pace.rows,
                completed=pace.done,
                done=_short(pace, console.width) if is_counted else "" if names else what,
            )

        yield seen


def _short(pace: Pace, width: int) -> str:
    """Return the progress in few enough characters to leave room for a bar."""
    done = f"{pace.done:,}{f'/{pace.rows:,}' if pace.rows is not None else ' users'}"
    left = pace.seconds_left
    time = "" if left is None else f"{timedelta(seconds=round(left))} left"
    text = " ".join(filter(None, (done, pace.speed, time)))
    return text if len(text) <= width else f"{done} {time}"


class _Since(ProgressColumn):
    """The time since an import started, which may be long before the command."""

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self._start = start

    def render(self, task: Task) -> Text:
        del task
        elapsed = datetime.now(UTC) - self._start
        return Text(str(timedelta(seconds=max(0, int(elapsed.total_seconds())))))
