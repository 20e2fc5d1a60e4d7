"""What Ctrl-C leaves behind, said to whoever pressed it."""

from collections.abc import Iterator
from contextlib import contextmanager

from cognito_user_import_cli.errors import Interrupted


@contextmanager
def on_interrupt(text: str) -> Iterator[None]:
    """Have Ctrl-C within the block end the command with this text."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(f"interrupted: {text}") from None
