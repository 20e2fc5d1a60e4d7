"""Progress bars in a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

_NAME: Final = 24
_WIDE: Final = 60
"""Columns of a terminal with room for a name, a bar, a rate, and a time."""


def is_wide(console: Console) -> bool:
    """Return whether a line has room for everything."""
    return console.width >= _WIDE


class _Speed(ProgressColumn):
    """The rate of an upload; blank before it is known, where rich has a red question mark."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{decimal(int(speed))}/s" if speed else "", "progress.data.speed")


def _bar(console: Console) -> BarColumn:
    return BarColumn() if is_wide(console) else BarColumn(bar_width=6)


@contextmanager
def count_bar(console: Console, what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show a bar during the block, and yield a function to call with the current count."""
    columns = TextColumn(what), _bar(console), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.update(task, completed=count)


@contextmanager
def check_bar(console: Console, size: int) -> Iterator[Callable[[int], None]]:
    """Show a bar during the block, and yield a function to call with the bytes of each step."""
    columns = TextColumn("Checking"), _bar(console), DownloadColumn(), TimeRemainingColumn()
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    ) as progress:
        task = progress.add_task("", total=size)
        yield lambda count: progress.advance(task, count)


@contextmanager
def upload_bar(console: Console, name: str, size: int) -> Iterator[Callable[[int], None]]:
    """Show a bar during the block, and yield a function to call with the bytes sent so far."""
    shown = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
    named = TextColumn("{task.description}", markup=False), BarColumn(bar_width=None)
    wide = DownloadColumn(), _Speed(), TimeRemainingColumn()
    columns = (*named, *wide) if is_wide(console) else (*named, TaskProgressColumn())
    with Progress(*columns, console=console, expand=True) as progress:
        task = progress.add_task(shown, total=size)

        def seen(sent: int) -> None:
            if not sent:
                progress.reset(task)
            progress.update(task, completed=sent)

        yield seen
