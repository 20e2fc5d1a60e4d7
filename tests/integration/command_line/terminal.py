"""Runs the command line in a pseudo-terminal, and keeps what a person would have seen."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType

import pyte

from tests.integration.command_line.process import COMMAND, environment

_SECONDS = 60.0
_LINES = 200
# Before what moves back to overwrite a line or to erase it, a person sees it.
_BEFORE_A_CHANGE = re.compile(r"(?=\r(?!\n)|\x1b\[\d*[AJK])")


class Terminal:
    """A command in a terminal of its own, which is its controlling one: Ctrl-C works.

    :param columns: The width.
    :param redirected: Whether stdout goes into a pipe, as with `| less`; ``out`` has it then.
    :param command: Another one than the program.
    """

    def __init__(
        self,
        folder: Path,
        given: Mapping[str, str],
        *arguments: str,
        columns: int = 80,
        redirected: bool = False,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._columns = columns
        self._bytes = b""
        self._pipes: list[int] = []
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", _LINES, columns, 0, 0))
        end: int | None = None
        if redirected:
            begin, end = os.pipe()
            self._pipes.append(begin)
        self._process = subprocess.Popen(
            [*command, *arguments],
            cwd=folder,
            env={**environment(folder, given), "TERM": "xterm-256color"},
            preexec_fn=partial(_begin, slave, end),
            pass_fds=[slave] if end is None else [slave, end],
        )
        os.close(slave)
        if end is not None:
            os.close(end)
        self.out = ""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for end in (self._master, *self._pipes):
            os.close(end)

    def wait_for(self, text: str) -> None:
        """Read until a text is on the screen."""
        while not any(text in line for line in self.lines):
            assert self._read(), f"{text!r} did not come. There is: {self.lines}"

    def press(self, keys: str) -> None:
        r"""Type; ``\x03`` is Ctrl-C, ``\r`` Enter, ``\t`` Tab."""
        os.write(self._master, keys.encode())

    def end(self) -> int:
        """Read to the end, and return the exit code."""
        while self._read():
            pass
        for end in list(self._pipes):
            while block := _block(end):
                self._take(end, block)
        return self._process.wait(_SECONDS)

    @property
    def lines(self) -> list[str]:
        """What is on the screen, without what is blank at the end."""
        return _shown(self.screen)

    @property
    def frames(self) -> Iterator[list[str]]:
        """What was on the screen each time before a part of it changed, and at the end."""
        screen, stream = self._blank()
        for text in _BEFORE_A_CHANGE.split(self._text()):
            stream.feed(text)
            yield _shown(screen)

    def style(self, text: str) -> tuple[str, bool]:
        """Return the colour of a text on the screen, and whether it is bold."""
        screen = self.screen
        for y, line in enumerate(screen.display):
            if (x := line.find(text)) >= 0:
                cell = screen.buffer[y][x]
                return cell.fg, cell.bold
        raise AssertionError(f"{text!r} is not on the screen: {_shown(screen)}")

    def _text(self) -> str:
        # What comes last may be half of a character.
        return self._bytes.decode(errors="ignore")

    def _blank(self) -> tuple[pyte.Screen, pyte.Stream]:
        screen = pyte.Screen(self._columns, _LINES)
        return screen, pyte.Stream(screen)

    @property
    def screen(self) -> pyte.Screen:
        """The screen as it is now."""
        screen, stream = self._blank()
        stream.feed(self._text())
        return screen

    def _read(self) -> bool:
        """Read what comes next; say whether anything can still come."""
        ends = [self._master, *self._pipes]
        ready, _, _ = select.select(ends, [], [], _SECONDS)
        assert ready, f"nothing came for {_SECONDS:.0f} s. There is: {self.lines}"
        for end in ready:
            block = _block(end)
            if end == self._master and not block:
                return False
            self._take(end, block)
        return True

    def _take(self, end: int, block: bytes) -> None:
        if end == self._master:
            self._bytes += block
        elif block:
            self.out += block.decode()
        else:
            self._pipes.remove(end)
            os.close(end)


def _block(end: int) -> bytes:
    try:
        return os.read(end, 1 << 16)
    except OSError:  # Linux tells so that nobody holds the terminal any more
        return b""


def _begin(slave: int, out: int | None) -> None:
    """Make the terminal that of this process, which is about to be the command."""
    os.login_tty(slave)
    if out is not None:
        os.dup2(out, 1)
        os.close(out)


def _shown(screen: pyte.Screen) -> list[str]:
    lines = [line.rstrip() for line in screen.display]
    while lines and not lines[-1]:
        lines.pop()
    return lines
