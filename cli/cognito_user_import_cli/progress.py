"""Progress: a bar in a terminal; elsewhere a line now and then, or nothing.

rich draws the bars. It is imported only for a terminal, because it takes a tenth of a second.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Final

from cognito_user_import.aws.deadline import SYSTEM_CLOCK, Clock
from cognito_user_import_cli.output import Output

if TYPE_CHECKING:
    from rich.console import Console

Seen = Callable[[int], None]
"""Called with the current count of rows, users, or bytes."""

_PAUSE: Final = 5.0
"""Seconds between two lines."""
_LARGE: Final = 8_000_000
"""Bytes. The check of a smaller file is too fast for a bar."""


def counting(out: Output, what: str, total: int | None) -> AbstractContextManager[Seen]:
    """Show a count during the block, on a terminal.

    :param what: What is counted, such as ``users``.
    :param total: The final count, if known.
    """
    if not out.is_live:
        return nullcontext(_unseen)
    from cognito_user_import_cli.live_display import count_bar

    return count_bar(out.talk, what, total)


@contextmanager
def checking(out: Output, size: int | None, console: "Callable[[], Console]") -> Iterator[Seen]:
    """Show the check of a large file during the block, on a terminal.

    Call the yielded function with the bytes of each step.

    :param size: The file's size. None, if unknown, means no bar.
    :param console: The console for other lines during the block. They appear above the bar.
    """
    if size is None or size < _LARGE or not out.is_live:
        yield _unseen
        return
    from cognito_user_import_cli.live_display import check_bar

    with check_bar(console(), size) as seen:
        yield seen


def uploading(
    out: Output, name: str, size: int, *, clock: Clock = SYSTEM_CLOCK
) -> AbstractContextManager[Seen]:
    """Show an upload of this many bytes during the block.

    Call the yielded function with the bytes sent so far, starting at 0 again for each retry.
    """
    if out.is_live:
        from cognito_user_import_cli.live_display import upload_bar

        return upload_bar(out.talk, name, size)
    return nullcontext(_upload_lines(out, name, size, clock))


def _upload_lines(out: Output, name: str, size: int, clock: Clock) -> Seen:
    told = clock.now()

    def seen(sent: int) -> None:
        nonlocal told
        if sent and clock.now() - told >= _PAUSE:
            told = clock.now()
            out.say(f"{name}: {sent / 1e6:,.1f} of {size / 1e6:,.1f} MB, {100 * sent // size}%")

    return seen


def _unseen(_: int) -> None:
    """Ignore the count."""
