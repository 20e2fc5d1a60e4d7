"""What the demo shows: a line for each step, alive on a terminal, plain everywhere else."""

from __future__ import annotations

import io
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TextIO

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from examples.demo.interruption import Interrupted
from examples.demo.run_log import redacted

_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_FRAMES_PER_SECOND = 10
_PLAIN_WIDTH = 100
_PLAIN_PAUSE = 1.0
"""Seconds between two pieces of news of a step where each takes a line of its own."""


def is_alive(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Say whether a stream is a terminal whose user has nothing against control characters."""
    refused = environment.get("NO_COLOR") or environment.get("CI")
    return stream.isatty() and not refused and environment.get("TERM", "dumb") != "dumb"


class Step:
    """One step under way.

    :param number: Its number and the number of all, such as ``3/10``.
    :param say: Shows a line, where each piece of news takes one of its own.
    """

    def __init__(self, number: str, title: str, say: Callable[[str], None] | None) -> None:
        self.number = number
        self.title = title
        self.result = ""
        self._say = say
        self._news = ""
        self._started = time.monotonic()
        self._said_at = -_PLAIN_PAUSE

    @property
    def elapsed(self) -> str:
        """The time since it started."""
        return f"{time.monotonic() - self._started:.1f} s"

    def show(self, news: str) -> None:
        """Show what is being done now."""
        self._news = redacted(news)
        now = time.monotonic()
        if self._say is not None and now - self._said_at >= _PLAIN_PAUSE:
            self._said_at = now
            self._say(f"        {self._news}")

    def line(self, mark: str, style: str, text: str) -> Text:
        """Return the step as a line of a terminal."""
        return Text.assemble(
            (f"{mark} ", style),
            f"{self.number:>5} {self.title}  ",
            (self.elapsed, "bold"),
            (f"  {text}", "dim"),
        )

    def __rich__(self) -> Text:
        frame = _FRAMES[int(time.monotonic() * _FRAMES_PER_SECOND) % len(_FRAMES)]
        line = self.line(frame, "cyan", self._news)
        line.no_wrap, line.overflow = True, "ellipsis"
        return line


class _Console(Console):
    """Ends the demo in good order when its reader goes away, as a terminal does that is closed."""

    def on_broken_pipe(self) -> None:
        """Have the rest go nowhere, and raise."""
        with suppress(SystemExit):
            super().on_broken_pipe()
        raise Interrupted(signal.SIGHUP)


class Screen:
    """Shows the steps and what they found, on stdout.

    :param steps: How many steps there will be.
    :param alive: Whether control characters may be used.
    """

    def __init__(self, steps: int, *, alive: bool) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # A name that the terminal can't show is no reason to fail.
            sys.stdout.reconfigure(errors="replace")
        self._console = _Console(
            force_terminal=alive,
            no_color=not alive,
            width=None if alive else _PLAIN_WIDTH,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
        )
        self._alive = alive
        self._steps = steps
        self._number = 0
        self._step: Step | None = None

    @property
    def place(self) -> str:
        """The step under way, or the last one, in words."""
        if self._step is None:
            return "the preparation"
        return f"step {self._number} of {self._steps}, {self._step.title}"

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Show a step while the block runs, then how long it took."""
        self._number += 1
        say = None if self._alive else self.say
        step = self._step = Step(f"{self._number}/{self._steps}", title, say)
        try:
            if self._alive:
                with self._live(step):
                    yield step
            else:
                self.say(f"[{step.number}] {title} ...")
                yield step
        except BaseException:
            self._end(step, ("✗", "red"), "unfinished after ")
            raise
        self._end(step, ("✓", "green"), "")

    def say(self, text: str) -> None:
        """Show lines as they are, however long."""
        self._console.print(text, soft_wrap=True)

    def show(self, table: RenderableType) -> None:
        """Show something that fits itself to the width."""
        self._console.print(table)

    def _live(self, step: Step) -> Live:
        return Live(
            step,
            console=self._console,
            refresh_per_second=_FRAMES_PER_SECOND,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def _end(self, step: Step, mark: tuple[str, str], how: str) -> None:
        if self._alive:
            self._console.print(step.line(*mark, step.result))
        else:
            result = f", {step.result}" if step.result else ""
            self.say(f"[{step.number}] {step.title}: {how}{step.elapsed}{result}")
