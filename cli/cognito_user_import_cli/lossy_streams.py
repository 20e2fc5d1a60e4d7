"""The standard streams, without errors: output that can't be written is lost, and the work goes on.

Otherwise, ``| head`` would end an import between two steps.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TextIO, cast


class LossyStream:
    """A stream that discards what can't be written.

    :param stream: None if the process has no such stream.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream or open(os.devnull, "w")  # noqa: PTH123, SIM115 - to the end
        self.error: OSError | None = None
        """The first error, if there was one."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text, or discard it."""
        self._attempt(partial(self._stream.write, text))
        return len(text)

    def flush(self) -> None:
        """Write what is buffered, or discard it."""
        self._attempt(self._stream.flush)

    def _attempt(self, action: Callable[[], object]) -> None:
        try:
            action()
        except OSError as error:
            self.error = self.error or error
            # Python flushes the stream again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())


@contextmanager
def lossy_streams() -> Iterator[LossyStream]:
    """Let no error of stdout and stderr end the block, and yield stdout."""
    before = sys.stdout, sys.stderr
    stdout, stderr = map(LossyStream, before)
    sys.stdout, sys.stderr = cast("TextIO", stdout), cast("TextIO", stderr)
    try:
        yield stdout
    finally:
        sys.stdout, sys.stderr = before
