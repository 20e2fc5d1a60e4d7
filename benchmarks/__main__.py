"""Measures this library beside its alternatives, and compares it with its budgets."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console

from benchmarks.budgets import (
    Budget,
    cold_start_budgets,
    command_line_budgets,
    csv_budgets,
    delete_budgets,
    file_synth_budgets,
    synth_budgets,
    upload_budgets,
)
from benchmarks.children import MeasurementError
from benchmarks.cold_start import ColdStartFigures, measure_cold_start
from benchmarks.command_line import measure_command_line
from benchmarks.csv_rules import CsvFigures, measure_csv_rules
from benchmarks.delete import DeleteFigures, measure_delete
from benchmarks.largest_file import measure_largest_file
from benchmarks.report import report
from benchmarks.synth import SynthFigures, measure_synth
from benchmarks.synth_of_file import FileSynthFigures, measure_synth_of_file
from benchmarks.tables import (
    budget_table,
    cold_start_table,
    csv_table,
    delete_table,
    install_table,
    memory_table,
    resource_table,
    start_table,
    synth_table,
    upload_table,
)
from benchmarks.upload import curl_path

_PARTS: Final = ("synth", "cold-start", "delete", "upload", "csv-rules", "command-line")
_WIDTH: Final = 100


def main() -> int:
    """Measure, print, and return the exit code: 1 for a budget missed, 2 for no measurement."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=_PARTS, help="measure one part")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures too")
    options = parser.parse_args()
    if options.json and not options.json.absolute().parent.is_dir():
        parser.error(f"--json: there is no folder {options.json.parent}")
    try:
        budgets = _measure(options.only, options.json)
    except MeasurementError as error:
        print(f"\n{error.detail}")
        print(f"bench: failed: {error}")
        return 2
    except KeyboardInterrupt:
        print("\nbench: interrupted")
        return 130
    return _verdict(budgets)


def _measure(only: str | None, file: Path | None) -> list[Budget]:
    if only in (None, "upload"):
        # At once, not after the minutes of the other parts.
        curl_path()
    synth: list[SynthFigures] = measure_synth() if only in (None, "synth") else []
    file_synth: list[FileSynthFigures] = (
        [measure_synth_of_file()] if only in (None, "synth") else []
    )
    cold_start: list[ColdStartFigures] = (
        measure_cold_start() if only in (None, "cold-start") else []
    )
    delete: list[DeleteFigures] = measure_delete() if only in (None, "delete") else []
    upload, memory_sizes = measure_largest_file() if only in (None, "upload") else ([], [])
    csv: list[CsvFigures] = measure_csv_rules() if only in (None, "csv-rules") else []
    starts, installs = measure_command_line() if only in (None, "command-line") else ([], [])
    budgets = [
        *(synth_budgets(synth) if synth else []),
        *(file_synth_budgets(file_synth[0]) if file_synth else []),
        *(cold_start_budgets(cold_start) if cold_start else []),
        *(delete_budgets(delete) if delete else []),
        *(upload_budgets(upload, memory_sizes) if upload else []),
        *(csv_budgets(csv) if csv else []),
        *(command_line_budgets(starts, installs) if starts else []),
    ]
    tables = [
        *([synth_table(synth), resource_table(synth)] if synth else []),
        *([cold_start_table(cold_start)] if cold_start else []),
        *([delete_table(delete)] if delete else []),
        *([upload_table(upload), memory_table(memory_sizes)] if upload else []),
        *([csv_table(csv)] if csv else []),
        *([start_table(starts), install_table(installs)] if starts else []),
        budget_table(budgets),
    ]
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    for table in tables:
        console.print("", table)
    if file:
        figures = report(
            budgets,
            synth,
            file_synth,
            cold_start,
            delete,
            upload,
            memory_sizes,
            csv,
            starts,
            installs,
        )
        file.write_text(json.dumps(figures, indent=2) + "\n")
    return budgets


def _verdict(budgets: Sequence[Budget]) -> int:
    missed = [budget.name for budget in budgets if not budget.is_kept]
    if missed:
        print(f"bench: {len(missed)} of {len(budgets)} budgets missed: {', '.join(missed)}")
        return 1
    print(f"bench: {len(budgets)} of {len(budgets)} budgets kept")
    return 0


if __name__ == "__main__":
    sys.exit(main())
