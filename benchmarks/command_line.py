"""What the command line costs before it does anything: its installation, and its start."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.children import ROOT, lambda_environment, run
from benchmarks.environments import environment
from benchmarks.rounds import interleaved, is_settled, ratios

NAME: Final = "cognito-user-import"
BARE: Final = "python -c pass"
OURS: Final = f"{NAME} --help"
OURS_CHECK: Final = f"{NAME} check, one user"
LIGHT: Final = NAME
FULL: Final = "cdk-cognito-user-import"
_BOTO3: Final = "boto3 alone"
_PEERS: Final = Path(__file__).with_name("subjects") / "command_lines"
_USER: Final = ROOT / "tests/unit/csv_rules/data/CUI-113/keeps.csv"
_ROUNDS: Final = 15


@dataclass(frozen=True)
class StartFigures:
    """A program's runs.

    :param seconds: Of wall time from the start of the process to its end, one a round.
    :param ratio: To an empty Python, round by round, the median.
    """

    subject: str
    seconds: list[float]
    ratio: float

    @property
    def median_seconds(self) -> float:
        """The median of the rounds."""
        return median(self.seconds)

    @property
    def is_settled(self) -> bool:
        """Whether the fastest run was not disturbed."""
        return is_settled(self.seconds)


@dataclass(frozen=True)
class InstallFigures:
    """What an installation takes on a disk.

    :param packages: The number of distributions, its own among them.
    :param mebibytes: Of files, without bytecode.
    """

    subject: str
    packages: int
    mebibytes: float


def measure_command_line() -> tuple[list[StartFigures], list[InstallFigures]]:
    """Install each distribution into an environment of its own, and start what it brings.

    :raises MeasurementError: One cannot be built, installed or started.
    """
    with TemporaryDirectory(prefix="bench-command-line-") as name:
        folder = Path(name)
        print("bench: building and installing the wheels", flush=True)
        light = _install(folder / "light", *_wheels(folder, "."))
        installs = {
            _BOTO3: _install(folder / "boto3", "boto3"),
            LIGHT: light,
            FULL: _install(folder / "full", *_wheels(folder, ".", "constructs")),
        }
        sizes = [_install_figures(subject, python) for subject, python in installs.items()]
        return _starts(light), sizes


def _wheels(folder: Path, *projects: str) -> list[str]:
    """Build projects below the root, and return the paths of their wheels."""
    built = folder / "-".join(["wheels", *projects])
    for project in projects:
        build = ["uv", "build", "--no-build-isolation", "--python", sys.executable]
        run([*build, "--out-dir", str(built), str(ROOT / project)], dict(os.environ))
    return [str(wheel) for wheel in built.glob("*.whl")]


def _install(folder: Path, *requirements: str) -> Path:
    """Install into a new environment, and return its Python."""
    python = folder / "bin/python"
    lock = str(ROOT / "requirements.lock")
    for command in (
        ["uv", "venv", "--quiet", "--python", sys.executable, str(folder)],
        ["uv", "pip", "install", "--quiet", "--python", str(python), "-c", lock, *requirements],
    ):
        run(command, dict(os.environ))
    return python


def _install_figures(subject: str, python: Path) -> InstallFigures:
    [packages] = python.parents[1].glob("lib/python*/site-packages")
    files = [path for path in packages.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    size = sum(path.stat().st_size for path in files)
    return InstallFigures(subject, len(list(packages.glob("*.dist-info"))), size / (1 << 20))


def _starts(python: Path) -> list[StartFigures]:
    program = str(python.with_name(NAME))
    subjects = {
        BARE: [str(python), "-c", "pass"],
        "argparse, ten commands": [str(python), str(_PEERS / "argparse_program.py"), "--help"],
        OURS: [program, "--help"],
        OURS_CHECK: [program, "check", str(_USER)],
    }
    if typer := environment("typer", ["typer"]):
        subjects["typer, ten commands"] = [
            str(typer),
            str(_PEERS / "typer_program.py"),
            "--help",
        ]
    seconds = interleaved("command line", subjects, _seconds, _ROUNDS)
    return [
        StartFigures(subject, figures, ratios(figures, seconds[BARE]))
        for subject, figures in seconds.items()
    ]


def _seconds(command: Sequence[str]) -> float:
    return run(command, lambda_environment()).seconds
