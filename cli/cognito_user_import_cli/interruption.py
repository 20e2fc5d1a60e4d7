"""Tells the person who pressed Ctrl-C what it leaves behind."""

from collections.abc import Iterator
from contextlib import contextmanager

from cognito_user_import_cli.command_errors import Interrupted


@contextmanager
def on_interrupt(text: str) -> Iterator[None]:
    """Make Ctrl-C within the block end the command with this text."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(f"interrupted: {text}") from None
