"""What it costs to convert a file of 500,000 users, beside what one would use instead."""

from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.children import ROOT, MeasurementError, peers_python, probe
from benchmarks.findings import Budget, Findings, table
from benchmarks.people_file import OPTIONS, write_people_file
from benchmarks.rounds import fastest_ratio, interleaved
from benchmarks.users_file import MOST_ROWS

_READER: Final = "csv.reader alone"
_OURS: Final = "convert, with phone numbers"
_NO_PHONES: Final = "convert, without phone numbers"
_JSON: Final = "convert, JSON lines"
_PANDAS: Final = "pandas, without phone numbers and check"
_ROUNDS: Final = 3


def measure_convert() -> Findings:
    """Convert one file in each way, in fresh processes, one at a time, on one core.

    :raises MeasurementError: A way lost users.
    """
    peers = peers_python()
    with TemporaryDirectory(prefix="bench-convert-") as folder:
        print("bench: writing the files of people", flush=True)
        path, lines = Path(folder) / "people.csv", Path(folder) / "people.json"
        write_people_file(path, MOST_ROWS)
        write_people_file(lines, MOST_ROWS, is_json=True)
        one = partial(probe, roots=[ROOT / "lambda", ROOT / "cli"], cores=1)
        without = ("--set", "phone_number=")
        subjects = {
            _READER: partial(one, "convert:csv_reader", str(path)),
            _PANDAS: partial(one, "convert:pandas", str(path), python=peers),
            _NO_PHONES: partial(one, "convert:ours", str(path), *OPTIONS, *without),
            _OURS: partial(one, "convert:ours", str(path), *OPTIONS),
            _JSON: partial(one, "convert:ours", str(lines), *OPTIONS),
        }
        ways = interleaved("convert", subjects, _ROUNDS)
    if found := {name: way[0].result for name, way in ways.items() if way[0].result != MOST_ROWS}:
        raise MeasurementError(f"the file has {MOST_ROWS} users, converted were {found}")
    cpu = {name: [way.cpu_seconds for way in ways[name]] for name in ways}
    mebibytes = {name: max(way.mebibytes for way in ways[name]) for name in ways}
    rows = [
        (
            name,
            f"{(seconds := median(way.seconds for way in ways[name])):.1f}",
            f"{MOST_ROWS / seconds:,.0f}",
            f"{fastest_ratio(cpu[name], cpu[_READER]):.0f}",
            f"{mebibytes[name]:.0f}",
        )
        for name in ways
    ]
    return Findings(
        table(
            "Converting a file of 500,000 users",
            ("", "s", "rows/s", "to reader", "MiB"),
            rows,
            "on one core, median, the check of the result included; to reader: processor time to "
            "csv.reader alone, of the fastest runs; MiB: above the interpreter",
        ),
        [Budget("memory of convert", max(mebibytes[_OURS], mebibytes[_JSON]), 90, "MiB")],
    )
