"""A command that runs while a test looks at it: what it says, and Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.integration.command_line.process import COMMAND, Ended, environment
from tests.integration.default_signals import default_signals

_SECONDS = 60


class LiveCommand:
    """A command whose stderr is read while it runs.

    :param stderr: The end of it that is read here.
    """

    def __init__(self, process: subprocess.Popen[bytes], stderr: int) -> None:
        self._process = process
        self._stderr = stderr
        self._said = bytearray()
        self._changed = threading.Condition()
        self._is_over = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def until(self, text: str) -> None:
        """Wait until the command has printed this."""
        self.until_matching(re.escape(text))

    def until_matching(self, pattern: str) -> None:
        """Wait until the command has printed something that matches this pattern."""
        wanted = re.compile(pattern.encode())
        with self._changed:
            self._changed.wait_for(lambda: wanted.search(self._said) or self._is_over, _SECONDS)
            assert wanted.search(self._said), f"no {pattern!r} in {bytes(self._said)!r}"

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self._process.send_signal(signal.SIGINT)

    def end(self) -> Ended:
        """Wait for the end of the command."""
        out, _ = self._process.communicate(timeout=_SECONDS)
        self._reader.join(_SECONDS)
        return Ended(self._process.returncode, out.decode(), self._said.decode())

    def _read(self) -> None:
        # A terminal whose other end is closed answers with an error.
        with contextlib.suppress(OSError):
            while block := os.read(self._stderr, 1 << 16):
                with self._changed:
                    self._said += block
                    self._changed.notify_all()
        with self._changed:
            self._is_over = True
            self._changed.notify_all()


@contextlib.contextmanager
def live(
    folder: Path,
    given: Mapping[str, str],
    *arguments: str,
    terminal: bool = False,
    typed: str | None = None,
) -> Iterator[LiveCommand]:
    """Run a command while the block lasts.

    :param terminal: Whether its stderr is a terminal of 80 columns.
    :param typed: What is typed there, if its stdin is that terminal too.
    """
    reading, writing = pty.openpty() if terminal else os.pipe()
    size = {"COLUMNS": "80", "LINES": "24", "TERM": "xterm-256color"} if terminal else {}
    with default_signals():
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=folder,
            env=environment(folder, {**given, **size}),
            stdin=subprocess.DEVNULL if typed is None else writing,
            stdout=subprocess.PIPE,
            stderr=writing,
        )
    os.close(writing)
    if typed is not None:
        os.write(reading, typed.encode())
    try:
        yield LiveCommand(process, reading)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
        os.close(reading)
