"""What it costs to check a file of 500,000 users, beside what one would use instead."""

from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.children import ROOT, MeasurementError, peers_python, probe
from benchmarks.findings import Budget, Findings, table
from benchmarks.rounds import fastest_ratio, interleaved
from benchmarks.users_file import MOST_ROWS, write_users_file

_READER: Final = "csv.reader alone"
_OURS: Final = "all rules"
_ALIAS: Final = "all rules, email alias, no capitals"
_TWO_CORES: Final = "command line, two cores"
_POLARS: Final = "polars"
_POLARS_TWO_CORES: Final = "polars, two cores"
_DEFECTS: Final = 200
_ROUNDS: Final = 7


def measure_csv_check() -> Findings:
    """Check one file in each way, in fresh processes, one at a time.

    :raises MeasurementError: A way of ours found another number of defects than there are.
    """
    peers = peers_python()
    with TemporaryDirectory(prefix="bench-csv-") as folder:
        print("bench: writing the users' file", flush=True)
        path = Path(folder) / "users.csv"
        write_users_file(path, defects=_DEFECTS)
        roots = [ROOT / "lambda", ROOT / "cli"]
        one, two = (partial(probe, roots=roots, cores=cores) for cores in (1, 2))
        file = str(path)
        subjects = {
            _READER: partial(one, "csv_check:csv_reader", file),
            _OURS: partial(one, "csv_check:ours", file),
            _ALIAS: partial(one, "csv_check:ours_alias", file),
            "duckdb": partial(one, "csv_check:duckdb", file, python=peers),
            _POLARS: partial(one, "csv_check:polars", file, python=peers),
            _TWO_CORES: partial(two, "csv_check:command_line", file),
            _POLARS_TWO_CORES: partial(two, "csv_check:polars", file, python=peers),
        }
        checks = interleaved("CSV check", subjects, _ROUNDS)
    found = {name: checks[name][0].result for name in checks}
    if {found[_OURS], found[_TWO_CORES]} != {_DEFECTS}:
        raise MeasurementError(f"the file has {_DEFECTS} defects, found were {found}")
    cpu = {name: [check.cpu_seconds for check in checks[name]] for name in checks}
    process = {name: [check.process_seconds for check in checks[name]] for name in checks}
    mebibytes = {name: max(check.mebibytes for check in checks[name]) for name in checks}
    rows = [
        (
            name,
            f"{(seconds := median(check.seconds for check in checks[name])):.2f}",
            f"{MOST_ROWS / seconds:,.0f}",
            "" if "two" in name else f"{fastest_ratio(cpu[name], cpu[_READER]):.2f}",
            f"{median(process[name]):.2f}",
            f"{mebibytes[name]:.0f}",
            str(found[name]),
        )
        for name in checks
    ]
    return Findings(
        table(
            "Checking a file of 500,000 users, 100 MB",
            ("", "s", "rows/s", "to reader", "process s", "MiB", "found"),
            rows,
            "on one core, unless it says two, median; to reader: processor time to csv.reader "
            "alone, of the fastest runs; process: from its start to its end; MiB: above the "
            "interpreter, of both processes where there are two",
        ),
        [
            Budget(
                "CSV check to csv.reader",
                fastest_ratio(cpu[_OURS], cpu[_READER]),
                2.0,
                recorded=1.5,
            ),
            Budget(
                "CSV check with an alias to csv.reader",
                fastest_ratio(cpu[_ALIAS], cpu[_READER]),
                2.0,
                recorded=1.9,
            ),
            Budget(
                "CSV check on two cores to polars",
                fastest_ratio(process[_TWO_CORES], process[_POLARS_TWO_CORES]),
                1.0,
                recorded=0.81,
            ),
            Budget(
                "memory of the CSV check", max(mebibytes[_OURS], mebibytes[_ALIAS]), 64, "MiB", 51
            ),
        ],
    )
