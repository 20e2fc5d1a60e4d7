"""Child processes: each measurement has one of its own, in an environment of its own."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
_TIMEOUT: Final = 180.0
_STDERR_TAIL: Final = 2000
# What would measure something else than a user's machine does by default.
_FOREIGN: Final = ("AWS_", "BOTO", "CDK_", "JSII_", "PYTHON", "VIRTUAL_ENV")


class MeasurementError(Exception):
    """A subject could not be measured.

    :param detail: What the subject itself said of it.
    """

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


@dataclass(frozen=True)
class Ended:
    """A child process that ended well.

    :param seconds: Of wall time, from its start to its end.
    :param cpu_seconds: Of processor time, its own child processes included.
    """

    seconds: float
    cpu_seconds: float
    output: str


def run(command: Sequence[str], environment: Mapping[str, str], standard_input: str = "") -> Ended:
    """Run a command at the project's root to its end.

    :raises MeasurementError: It failed, or took more than 180 s.
    """
    start, cpu_start = time.perf_counter(), _cpu_seconds_of_children()
    try:
        ended = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            input=standard_input,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise MeasurementError(f"{_shown(command)} took more than {_TIMEOUT:.0f} s") from None
    seconds = time.perf_counter() - start
    if ended.returncode:
        raise MeasurementError(
            f"{_shown(command)} ended with {ended.returncode}", ended.stderr[-_STDERR_TAIL:]
        )
    return Ended(seconds, _cpu_seconds_of_children() - cpu_start, ended.stdout)


def _cpu_seconds_of_children() -> float:
    # Of those that have ended and were waited for; one runs at a time, but for the embedded AWS.
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def synth_environment(output: Path) -> dict[str, str]:
    """Return this process's environment, cleaned, for an app that writes below a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    return {**kept, "PATH": _path(), "CDK_OUTDIR": str(output)}


def lambda_environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return a small environment with what Lambda gives a function: a Region and credentials."""
    return {
        "PATH": _path(),
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        **(changes or {}),
    }


def _path() -> str:
    # jsii starts the first `node`: the one that came with this Python environment.
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def _shown(command: Sequence[str]) -> str:
    return " ".join(Path(word).name for word in command)
