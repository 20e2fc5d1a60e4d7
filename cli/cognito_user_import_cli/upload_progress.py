"""How an upload goes on, as a bar in a terminal, and as lines elsewhere."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from cognito_user_import.deadline import SYSTEM_CLOCK, Clock
from cognito_user_import_cli.output import Output

Seen = Callable[[int], None]
"""Is told how many bytes are sent; from 0 on again when an upload is repeated."""

_PAUSE: Final = 5.0
"""Seconds between two lines."""


def counted(blocks: Iterable[bytes], seen: Seen) -> Iterator[bytes]:
    """Yield the blocks, and tell how much is sent."""
    sent = 0
    seen(0)
    for block in blocks:
        yield block
        # Asked for the next one: this one is sent.
        sent += len(block)
        seen(sent)


def upload_progress(
    out: Output, name: str, size: int, *, clock: Clock = SYSTEM_CLOCK
) -> AbstractContextManager[Seen]:
    """Show an upload of so many bytes within the context, which is what is told of it."""
    if out.is_live:
        from cognito_user_import_cli.live_display import upload_bar

        return upload_bar(out.talk, name, size)
    return nullcontext(_lines(out, name, size, clock))


def _lines(out: Output, name: str, size: int, clock: Clock) -> Seen:
    told = clock.now()

    def seen(sent: int) -> None:
        nonlocal told
        if sent and clock.now() - told >= _PAUSE:
            told = clock.now()
            out.say(f"{name}: {sent / 1e6:,.1f} of {size / 1e6:,.1f} MB, {100 * sent // size} %")

    return seen
