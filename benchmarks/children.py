"""Child processes: each measurement has one of its own, in a clean environment."""

import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
PROBE: Final = Path(__file__).with_name("probe.py")
_TIMEOUT: Final = 180.0
_INSTALL_TIMEOUT: Final = 600.0
_STDERR_TAIL: Final = 2000
# The user's own settings would change what is measured.
_FOREIGN: Final = ("AWS_", "BOTO", "CDK_", "JSII_", "PYTHON", "VIRTUAL_ENV")
_PEERS: Final = ("duckdb", "pandas", "polars", "typer")
# What the command line needs, to start beside typer in one environment.
_OWN: Final = ("boto3", "crhelper", "cyclopts", "rich")


class MeasurementError(Exception):
    """A subject could not be measured.

    :param detail: What the subject itself said.
    """

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


@dataclass(frozen=True)
class Ended:
    """A child process that ended well.

    :param seconds: Wall time, from its start to its end.
    :param cpu_seconds: Processor time, with its own child processes.
    """

    seconds: float
    cpu_seconds: float
    output: str


@dataclass(frozen=True)
class Probed:
    """What a way to do something cost in a process of its own.

    :param seconds: Wall time of the work alone.
    :param cpu_seconds: Processor time of the work alone.
    :param process_seconds: Wall time of the process, from its start to its end.
    :param peak_mebibytes: The most memory that the process held.
    :param mebibytes: The same without the empty interpreter, with the largest child process.
    :param result: What the work returned.
    """

    seconds: float
    cpu_seconds: float
    process_seconds: float
    peak_mebibytes: float
    mebibytes: float
    result: Any


def run(
    command: Sequence[str], environment: Mapping[str, str], *, timeout: float = _TIMEOUT
) -> Ended:
    """Run a command at the project's root to its end.

    :raises MeasurementError: It failed, or took too long.
    """
    start, cpu_start = time.perf_counter(), _cpu_seconds_of_children()
    name = Path(command[0]).name
    try:
        ended = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise MeasurementError(f"{name} took more than {timeout:.0f} s") from None
    except FileNotFoundError:
        raise MeasurementError(f"{name} is not installed") from None
    seconds = time.perf_counter() - start
    if ended.returncode:
        raise MeasurementError(
            f"{name} ended with {ended.returncode}", ended.stderr[-_STDERR_TAIL:]
        )
    return Ended(seconds, _cpu_seconds_of_children() - cpu_start, ended.stdout)


def probe(
    way: str,
    *arguments: str,
    asset: Path | None = None,
    roots: Sequence[Path] = (),
    cores: int = 0,
    python: Path = Path(sys.executable),
    environment: Mapping[str, str] | None = None,
) -> Probed:
    """Measure a function of ``benchmarks.ways``, which gets the arguments and returns the work.

    :param way: ``module:function``.
    :param asset: The folder of a Lambda asset, which comes first on the path as in Lambda.
    :param roots: Folders that come first on the path.
    :param cores: How many the process may use. Default: - all
    :raises MeasurementError: It failed.
    """
    # As in Lambda, whose asset is read-only, no .pyc is written beside the asset's modules.
    options = "-IB" if asset else "-I"
    path = os.pathsep.join(map(str, [asset] if asset else roots))
    command = [str(python), options, str(PROBE), str(ROOT), path, str(cores)]
    ended = run(
        [*command, f"benchmarks.ways.{way}", *arguments], environment or lambda_environment()
    )
    return Probed(process_seconds=ended.seconds, **json.loads(ended.output))


@cache
def peers_python() -> Path:
    """Return the Python of an environment with the peers and what the command line needs.

    It is made once, in a folder that git ignores, from the newest releases of the peers.

    :raises MeasurementError: They can't be installed.
    """
    lock = ROOT / "requirements.lock"
    made_of = f"{sys.version} {_PEERS} {_OWN} {lock.read_text()}"
    folder = ROOT / ".benchmarks" / f"peers-{hashlib.sha256(made_of.encode()).hexdigest()[:12]}"
    python, complete = folder / "bin/python", folder / ".complete"
    if complete.exists():
        return python
    print(f"bench: installing {', '.join(_PEERS)} below .benchmarks", flush=True)
    rmtree(folder, ignore_errors=True)
    install = ["uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", str(python)]
    environment = {**os.environ, "PATH": _path()}
    for command in (
        ["uv", "venv", "--quiet", "--python", sys.executable, str(folder)],
        [*install, "--constraint", str(lock), *_PEERS, *_OWN],
    ):
        run(command, environment, timeout=_INSTALL_TIMEOUT)
    complete.touch()
    return python


def synth_environment(output: Path) -> dict[str, str]:
    """Return this process's environment, cleaned, for an app that writes into a folder."""
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


def _cpu_seconds_of_children() -> float:
    # Those that have ended and were waited for; the loopback server ends after all others.
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
