"""How far a file has been read, on a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from cognito_user_import_cli.output import Output

_LARGE: Final = 8_000_000
"""Bytes; a smaller file is read before a bar could be seen."""


@contextmanager
def reading(output: Output, size: int | None) -> Iterator[Callable[[int], None]]:
    """Show a bar while a large file is read; gives what takes the bytes of each step.

    :param size: The file's, or None if it is not known: then there is no bar.
    """
    if size is None or size < _LARGE or output.is_quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    # Lines of the result go above the bar if one console writes both.
    console = output.page if sys.stdout.isatty() else output.talk
    columns = (TextColumn("Checking"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    ) as progress:
        task = progress.add_task("", total=size)
        yield lambda count: progress.advance(task, count)
