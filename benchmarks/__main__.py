"""Measures this library beside its peers, and compares it with its budgets."""

import argparse
import os
import sys
from collections.abc import Callable
from typing import Final

from rich.console import Console

from benchmarks.children import MeasurementError
from benchmarks.cold_start import measure_cold_start
from benchmarks.command_line import measure_command_line
from benchmarks.convert import measure_convert
from benchmarks.csv_check import measure_csv_check
from benchmarks.findings import Budget, Findings, budget_table, verdict
from benchmarks.memory_sizes import measure_memory
from benchmarks.only_new import measure_only_new
from benchmarks.synth import measure_synth
from benchmarks.upload import measure_upload
from benchmarks.workflow import measure_workflow

_PARTS: Final[dict[str, Callable[[], Findings]]] = {
    "synth": measure_synth,
    "cold-start": measure_cold_start,
    "upload": measure_upload,
    "memory": measure_memory,
    "only-new": measure_only_new,
    "csv-check": measure_csv_check,
    "convert": measure_convert,
    "command-line": measure_command_line,
    "workflow": measure_workflow,
}
_WIDTH: Final = 100


def main() -> int:
    """Measure, print, and return the exit code: 1 for a budget missed, 2 for no measurement."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=_PARTS, help="measure one part")
    only = parser.parse_args().only
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    budgets: list[Budget] = []
    try:
        for name, measure in _PARTS.items():
            if only in (None, name):
                findings = measure()
                console.print("", findings.table, "")
                budgets += findings.budgets
    except MeasurementError as error:
        print(f"\n{error.detail}\nbench: failed: {error}")
        return 2
    except KeyboardInterrupt:
        print("\nbench: interrupted")
        return 130
    console.print(budget_table(budgets))
    load, cores = os.getloadavg()[1], os.cpu_count() or 1
    if load > max(2, cores):  # the benchmarks themselves keep up to two processes busy
        print(f"bench: the machine was busy, load {load:.1f} on {cores} cores: measure again")
    print(verdict(budgets))
    return 0 if all(budget.is_kept for budget in budgets) else 1


if __name__ == "__main__":
    sys.exit(main())
