"""A command's output: its result on stdout, messages on stderr."""

import json
import logging
import os
import stat
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO, cast

from cognito_user_import.logs import RedactingFilter, redact
from cognito_user_import_cli.options import OutputOptions

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    Styled = Callable[[], Text]

PROGRAM: Final = "cognito-user-import"
_BLOCK: Final = 1 << 20
_USUAL_COLUMNS: Final = 80
_UNFOLDED: Final = 10_000
"""Characters of a line in a pipe or a file, which programs read line by line."""


class Output:
    """The two streams of a command.

    Colors, widths, and progress bars are for terminals: rich omits them for pipes and files, and
    omits colors if NO_COLOR is set.
    """

    def __init__(self, options: OutputOptions) -> None:
        self.is_quiet = options.quiet
        self.is_json = options.json

    @cached_property
    def talk(self) -> "Console":
        """The console of stderr, for progress. With --quiet, it shows nothing."""
        # Here, because it takes 0.05 s and not every command needs it.
        from rich.console import Console

        return Console(stderr=True, highlight=False, quiet=self.is_quiet)

    @cached_property
    def page(self) -> "Console":
        """The console of stdout, for a result that is printed line by line."""
        from rich.console import Console

        return Console(highlight=False, width=None if sys.stdout.isatty() else _UNFOLDED)

    @property
    def front(self) -> "Console":
        """The console of stdout if it is a terminal, else of stderr."""
        return self.page if sys.stdout.isatty() else self.talk

    @property
    def is_live(self) -> bool:
        """Whether progress can be shown: stderr is a terminal, and --quiet isn't set."""
        return not self.is_quiet and sys.stderr.isatty() and self.talk.is_interactive

    def tell(self, text: str, styled: "Styled | None" = None) -> None:
        """Write a line to stderr that is part of an error, even with --quiet.

        :param styled: Returns the same line as a terminal shows it.
        """
        if styled and self.is_live:
            self.talk.print(styled(), soft_wrap=True)
        else:
            sys.stderr.write(f"{_folded(text, sys.stderr)}\n")

    def say(self, text: str, styled: "Styled | None" = None) -> None:
        """Write a line to stderr, unless --quiet is set.

        :param styled: Returns the same line as a terminal shows it.
        """
        if not self.is_quiet:
            self.tell(text, styled)

    def result(self, document: Mapping[str, Any], shown: "RenderableType") -> None:
        """Write a result to stdout: with --json as a JSON document, else as text or a table."""
        if self.is_json:
            sys.stdout.write(f"{json.dumps(document, indent=2, ensure_ascii=False)}\n")
        elif isinstance(shown, str):
            sys.stdout.write(f"{_folded(shown, sys.stdout)}\n")
        else:
            self.page.print(shown)

    def raw(self, path: Path) -> None:
        """Write a text file to stdout, byte for byte: UTF-8, and newlines as they are."""
        cast("TextIOWrapper", sys.stdout).reconfigure(encoding="utf-8", newline="")
        with path.open(encoding="utf-8", newline="") as file:
            while text := file.read(_BLOCK):
                sys.stdout.write(text)

    def line(self, text: str, styled: "Styled") -> None:
        """Write a line of a result to stdout at once, without wrapping it.

        :param styled: Returns the same line as a terminal shows it.
        """
        if sys.stdout.isatty():
            self.page.print(styled(), soft_wrap=True)
        else:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def tell_steps(self) -> None:
        """Print the run-time package's log: the steps of a job, and what they wait for."""
        logger = logging.getLogger("cognito_user_import")
        logger.setLevel(logging.INFO)
        handler = _Saying(self)
        handler.addFilter(RedactingFilter())
        logger.handlers = [handler]
        logger.propagate = False


class _Saying(logging.Handler):
    def __init__(self, output: Output) -> None:
        super().__init__()
        self._output = output

    def emit(self, record: logging.LogRecord) -> None:
        self._output.say(record.getMessage())


def _folded(text: str, stream: TextIO) -> str:
    """Return a text whose lines a terminal doesn't break in the middle of a word."""
    if not stream.isatty():
        return text
    # Here, because pipes and files don't need it.
    from textwrap import TextWrapper

    try:
        columns = os.get_terminal_size(stream.fileno()).columns or _USUAL_COLUMNS
    except OSError:
        columns = _USUAL_COLUMNS
    wrapper = TextWrapper(columns, break_long_words=False, break_on_hyphens=False)
    folded = []
    for line in text.split("\n"):
        wrapper.subsequent_indent = line[: len(line) - len(line.lstrip())]
        folded += [line] if len(line) <= columns else wrapper.wrap(line)
    return "\n".join(folded)


def stdout_is_a_file() -> bool:
    """Return whether the shell has redirected stdout to a file."""
    try:
        return stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except OSError:
        return False


def complain(text: str) -> None:
    """Write why a command failed to stderr."""
    sys.stderr.write(f"{_folded(f'{PROGRAM}: {redact(text)}', sys.stderr)}\n")
