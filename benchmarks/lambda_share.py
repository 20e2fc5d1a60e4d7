"""The share of a core that Lambda gives a function of some memory, given to a process here."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from tempfile import TemporaryFile
from typing import Final

from benchmarks.children import ROOT, MeasurementError

_MEBIBYTES_OF_A_CORE: Final = 1769
_PERIOD: Final = 0.020
"""Seconds in which a function may use its share; then it is stopped until the next ones begin."""
_SHORTEST_LOOK: Final = 0.0002
_TIMEOUT: Final = 600.0
_LAST_SECONDS: Final = 10.0
_STDERR_TAIL: Final = 2000
# The kernel's number for the clock of a process's processor time is made of its id: see
# MAKE_PROCESS_CPUCLOCK in Linux's posix-timers.h; 2 is CPUCLOCK_SCHED.
_SCHEDULED: Final = 2


def share(memory_size: int) -> float:
    """Return the cores, or the part of one, that Lambda gives with so many MiB."""
    return memory_size / _MEBIBYTES_OF_A_CORE


def run_with_share(
    command: Sequence[str], environment: Mapping[str, str], line: str, memory_size: int
) -> str:
    """Run a command at the project's root to its end, and return the last line that it printed.

    It has a whole core until it prints a line, as Lambda's initialisation has; then it is given a
    line on its standard input, and its share.

    :raises MeasurementError: It failed, or took more than 600 s.
    """
    with TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            # When this process dies the kernel hangs up on a group left behind with stopped ones.
            process_group=0,
        )
        try:
            if process.stdin and process.stdout and process.stdout.readline():
                _hold(process, signal.SIGSTOP)
                process.stdin.write(f"{line}\n")
                process.stdin.flush()
                _throttle(process, share(memory_size))
            output, _ = process.communicate(timeout=_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            raise MeasurementError(f"a child took more than {_TIMEOUT:.0f} s") from None
        finally:
            process.kill()
            process.wait()
        if process.returncode or not output:
            errors.seek(0)
            raise MeasurementError(
                f"a child with {memory_size} MiB ended with {process.returncode}",
                errors.read()[-_STDERR_TAIL:],
            )
    return output.splitlines()[-1]


def _throttle(process: "subprocess.Popen[str]", share: float) -> None:
    """Let a process run for its share of each period until it ends.

    What it runs too long, since it is not stopped at once, is taken off the next periods.
    """
    used = _clock_of(process.pid)
    ran, allowed, end = 0.0, 0.0, time.perf_counter()
    limit = end + _TIMEOUT
    while process.poll() is None and end < limit:
        allowed = min(allowed - ran, 0) + share * _PERIOD
        begin, end, ran = used(), end + _PERIOD, 0.0
        if allowed > 0:
            _hold(process, signal.SIGCONT)
            while (left := min(allowed - (used() - begin), end - time.perf_counter())) > 0:
                time.sleep(max(left, _SHORTEST_LOOK))
            _hold(process, signal.SIGSTOP)
            ran = used() - begin
        time.sleep(max(0.0, end - time.perf_counter()))
    _hold(process, signal.SIGCONT)


def _clock_of(process_id: int) -> Callable[[], float]:
    """Return what tells the processor time that a process has used.

    Only Linux tells it of another process; elsewhere it is the time for which it may run.
    """
    if sys.platform == "linux":
        clock = ~process_id << 3 | _SCHEDULED
        return lambda: _read(clock)
    return time.perf_counter


def _read(clock: int) -> float:
    try:
        return time.clock_gettime(clock)
    except OSError:
        # The process has ended, and so has what it may use.
        return float("inf")


def _hold(process: "subprocess.Popen[str]", signal_: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal_)
