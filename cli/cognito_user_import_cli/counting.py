"""A bar for what is counted, on a terminal; elsewhere nothing is seen of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cognito_user_import_cli.output import Output


@contextmanager
def counting(out: Output, what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show a bar while the block runs, and yield what it is told the count with.

    :param what: What is counted, such as ``users``.
    :param total: The count at the end, if it is known.
    """
    if out.is_quiet or not out.talk.is_terminal:
        yield lambda _: None
        return
    # Here, since it takes 0.1 s that only a terminal is worth.
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=out.talk, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.update(task, completed=count)
