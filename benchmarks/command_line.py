"""How long the command line takes to say what it can do, beside typer and argparse."""

import os
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.children import ROOT, lambda_environment, peers_python, run
from benchmarks.findings import Budget, Findings, table
from benchmarks.rounds import fastest_ratio, interleaved

_PROGRAMS: Final = Path(__file__).with_name("programs.py")
_OURS: Final = "cognito-user-import --help"
_TYPER: Final = "typer, as many commands"
_ARGPARSE: Final = "argparse, as many commands"
_ROUNDS: Final = 15


def measure_command_line() -> Findings:
    """Start each program in the same environment, one at a time, with its bytecode written."""
    python = str(peers_python())
    path = os.pathsep.join([str(ROOT / "lambda"), str(ROOT / "cli")])

    def start(name: str) -> float:
        command = [python, "-I", str(_PROGRAMS), name, path, "--help"]
        return run(command, lambda_environment()).cpu_seconds

    subjects = {
        _ARGPARSE: partial(start, "argparse"),
        _TYPER: partial(start, "typer"),
        _OURS: partial(start, "own"),
    }
    seconds = interleaved("command line", subjects, _ROUNDS)
    rows = [
        (
            name,
            f"{median(seconds[name]):.3f}",
            f"{fastest_ratio(seconds[name], seconds[_ARGPARSE]):.1f}",
            f"{fastest_ratio(seconds[name], seconds[_TYPER]):.2f}",
        )
        for name in seconds
    ]
    return Findings(
        table(
            "Start of a command line",
            ("", "s", "to argparse", "to typer"),
            rows,
            "processor time of a process from start to end, median; ratios: of the fastest runs",
        ),
        [
            Budget(
                "--help to typer's",
                fastest_ratio(seconds[_OURS], seconds[_TYPER]),
                1.0,
                recorded=1.01,
            ),
            Budget(
                "--help to argparse's",
                fastest_ratio(seconds[_OURS], seconds[_ARGPARSE]),
                5.0,
                recorded=6.08,
            ),
        ],
    )
