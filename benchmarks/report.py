"""The figures as JSON, by a schema that only grows; SCHEMA changes with anything else."""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any, Final

from benchmarks.budgets import Budget
from benchmarks.cold_start import ColdStartFigures
from benchmarks.command_line import InstallFigures, StartFigures
from benchmarks.csv_rules import CsvFigures
from benchmarks.delete import DeleteFigures
from benchmarks.memory_sizes import MemoryFigures
from benchmarks.synth import SynthFigures
from benchmarks.synth_of_file import FileSynthFigures
from benchmarks.upload import UploadFigures

SCHEMA: Final = 1
_LIBRARIES: Final = ("aws-cdk-lib", "boto3", "botocore", "cdk-cognito-user-import", "crhelper")


def report(
    budgets: Sequence[Budget],
    synth: Sequence[SynthFigures],
    file_synth: Sequence[FileSynthFigures],
    cold_start: Sequence[ColdStartFigures],
    delete: Sequence[DeleteFigures],
    upload: Sequence[UploadFigures],
    memory_sizes: Sequence[MemoryFigures],
    csv_rules: Sequence[CsvFigures],
    starts: Sequence[StartFigures],
    installs: Sequence[InstallFigures],
) -> dict[str, Any]:
    """Return everything measured; a part that was left out is empty."""
    return {
        "schema": SCHEMA,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "versions": {name: version(name) for name in _LIBRARIES},
        "budgets": [{**asdict(budget), "is_kept": budget.is_kept} for budget in budgets],
        "synth": [_with_median(figure) for figure in synth],
        "synth_of_file": [_with_median(figure) for figure in file_synth],
        "cold_start": [_with_median(figure) for figure in cold_start],
        "delete": [_with_median(figure) for figure in delete],
        "upload": [_with_median(figure) for figure in upload],
        "memory_sizes": [_with_median(figure) for figure in memory_sizes],
        "csv_rules": [_with_median(figure) for figure in csv_rules],
        "command_line_starts": [_with_median(figure) for figure in starts],
        "command_line_installs": [asdict(figure) for figure in installs],
    }


def _with_median(
    figure: SynthFigures
    | FileSynthFigures
    | ColdStartFigures
    | DeleteFigures
    | UploadFigures
    | MemoryFigures
    | CsvFigures
    | StartFigures,
) -> dict[str, Any]:
    return {**asdict(figure), "median_seconds": figure.median_seconds}
