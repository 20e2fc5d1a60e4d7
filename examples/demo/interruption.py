"""Ctrl-C and its like, let through only where nothing can be left behind."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """A signal has asked the demo to end.

    :param number: The signal's.
    """

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


class Interruption:
    """Remembers the first signal, and raises it in the next `allowed` block.

    Between the blocks nothing is cut short: a process that was started is always known, and
    clearing up is never stopped halfway.
    """

    def __init__(self) -> None:
        self._number: int | None = None
        self._allowed = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            # nohup's wish stands. An ignored SIGINT is a shell's default for what runs behind `&`.
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                continue
            self._before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def allowed(self) -> Iterator[None]:
        """Let a signal end this block, or the one that came before it.

        :raises Interrupted: There was one.
        """
        self._allowed = True
        try:
            if self._number is not None:
                raise Interrupted(self._number)
            yield
        finally:
            self._allowed = False

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if self._number is not None:
            return
        self._number = number
        if self._allowed:
            self._allowed = False
            raise Interrupted(number)
