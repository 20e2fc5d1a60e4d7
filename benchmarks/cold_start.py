"""What a Lambda function pays before its first event: the import of its handler."""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.children import ROOT, MeasurementError, lambda_environment, run
from benchmarks.rounds import interleaved, ratios
from benchmarks.staging import StagedHandler, require_staged, stage_handler

NAIVE: Final = "naive handler"
OURS: Final = "ours"
OURS_POLLING: Final = "ours + crhelper's three clients"
_HANDLERS: Final = "benchmarks.subjects.handlers"
_PROBE: Final = Path(__file__).with_name("probes") / "cold_start.py"
_ROUNDS: Final = 9


@dataclass(frozen=True)
class _Subject:
    """Modules to import, and folders that come first on the path."""

    modules: Sequence[str]
    path: Sequence[Path] = ()


def _subjects(staged: StagedHandler, uncompiled: Path) -> dict[str, _Subject]:
    asset = [staged.asset]
    naive = f"{_HANDLERS}.naive_handler"
    polling = f"{_HANDLERS}.polling_clients"
    return {
        "import boto3": _Subject(["boto3"]),
        'boto3.client("cognito-idp")': _Subject([f"{_HANDLERS}.cognito_client_alone"]),
        NAIVE: _Subject([naive]),
        "naive, crhelper without .pyc": _Subject([naive], [uncompiled]),
        "naive - crhelper's three clients": _Subject([f"{_HANDLERS}.naive_handler_local"]),
        "client of our handler": _Subject([f"{_HANDLERS}.our_client_alone"], asset),
        OURS: _Subject([staged.handler], asset),
        OURS_POLLING: _Subject([staged.handler, polling], asset),
        "our responder": _Subject([staged.responder], asset),
    }


@dataclass(frozen=True)
class _Start:
    seconds: float
    peak_mebibytes: float


@dataclass(frozen=True)
class ColdStartFigures:
    """A subject's cold starts.

    :param seconds: Of processor time, one a round, without the interpreter's own start.
    :param ratio: To the naive handler, round by round, the median.
    :param peak_mebibytes: The most memory held, the interpreter included, the median.
    """

    subject: str
    seconds: list[float]
    ratio: float
    peak_mebibytes: float

    @property
    def median_seconds(self) -> float:
        """The median of the rounds."""
        return median(self.seconds)


def measure_cold_start() -> list[ColdStartFigures]:
    """Import each subject in fresh processes, one at a time, with the page cache warm."""
    with TemporaryDirectory(prefix="bench-cold-start-") as folder:
        uncompiled = _uncompiled("crhelper", Path(folder) / "uncompiled")
        subjects = _subjects(stage_handler(Path(folder) / "assembly"), uncompiled)
        starts = interleaved("cold start", subjects, _start, _ROUNDS)
    seconds = {name: [start.seconds for start in starts[name]] for name in subjects}
    return [
        ColdStartFigures(
            subject=name,
            seconds=seconds[name],
            ratio=ratios(seconds[name], seconds[NAIVE]),
            peak_mebibytes=median(start.peak_mebibytes for start in starts[name]),
        )
        for name in subjects
    ]


def _uncompiled(package: str, folder: Path) -> Path:
    """Copy an installed package below a folder, as an asset holds it: without .pyc."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise MeasurementError(f"{package} is not installed")
    installed = Path(spec.origin).parent
    shutil.copytree(installed, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def _start(subject: _Subject) -> _Start:
    # -I: nothing of the environment's PYTHON... or of the current folder. -B: no .pyc is written,
    # as in Lambda, whose asset is read-only.
    options = "-IB" if subject.path else "-I"
    path = os.pathsep.join(map(str, subject.path))
    command = [sys.executable, options, str(_PROBE), str(ROOT), path, *subject.modules]
    told = json.loads(run(command, lambda_environment()).output)
    require_staged(told["foreign_modules"])
    return _Start(told["seconds"], told["peak_mebibytes"])
