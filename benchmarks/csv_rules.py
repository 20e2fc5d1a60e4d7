"""What it costs to check a file of 500,000 users, beside what one would use instead."""

import json
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.children import ROOT, lambda_environment, run
from benchmarks.csv_file import DEFECTS, ROWS, write_file
from benchmarks.environments import environment
from benchmarks.rounds import interleaved

READER: Final = "csv.reader alone"
OURS: Final = "ours"
OURS_ALIAS: Final = "ours, e-mail alias, no capitals"
OURS_SMALL: Final = "ours, 50,000 rows"
OURS_SMALLEST: Final = "ours, 1,000 rows"
OURS_TWO: Final = "command line, two cores"
POLARS: Final = "polars expressions"
POLARS_TWO: Final = "polars expressions, two cores"
_PROBE: Final = Path(__file__).with_name("probes") / "csv_rules.py"
_CHECKS: Final = "benchmarks.subjects.csv_checks"
_PEERS: Final = {
    POLARS: ("polars_expressions", ["polars"]),
    "duckdb query": ("duckdb_query", ["duckdb"]),
    "pydantic a row": ("pydantic_rows", ["pydantic"]),
    "pandera on pandas": ("pandera_schema", ["pandera[pandas]"]),
    "frictionless": ("frictionless_schema", ["frictionless"]),
}
_ROWS: Final = {OURS_SMALL: ROWS // 10, OURS_SMALLEST: ROWS // 500}
_ROUNDS: Final = 5
# The slowest of them takes a quarter of a minute.
_PEER_ROUNDS: Final = 2
# Two cores are seldom free at the same time, and the fastest run is the one that counts.
_TWO_CORE_ROUNDS: Final = 9


@dataclass(frozen=True)
class _Subject:
    python: str
    module: str
    file: Path
    cores: int = 1


@dataclass(frozen=True)
class _Run:
    lifetime_seconds: float
    aside_seconds: float
    seconds: float
    cpu_seconds: float
    import_seconds: float
    mebibytes: float
    found: int
    first_issue_seconds: float | None = None

    @property
    def process_seconds(self) -> float:
        """From the process's start to its end, without the search for the first issue alone."""
        return self.lifetime_seconds - self.aside_seconds


@dataclass(frozen=True)
class CsvFigures:
    """A way to check a file.

    :param seconds: Of wall time, one a round, without the import.
    :param process_seconds: Of the whole process, from its start to its end, one a round.
    :param ratio: Of the fastest run to the fastest of csv.reader alone, in processor time: what
        else the machine does adds to it least.
    :param mebibytes: The most memory held over the empty interpreter, the modules included; of two
        processes, of both.
    :param found: The issues; 200 rows of the file break a rule.
    :param first_issue_seconds: From the start of the import to the first issue, if it streams.
    """

    subject: str
    rows: int
    cores: int
    seconds: list[float]
    process_seconds: list[float]
    cpu_seconds: list[float]
    ratio: float
    import_seconds: float
    mebibytes: float
    found: int
    first_issue_seconds: float | None

    @property
    def median_seconds(self) -> float:
        """The median of the rounds."""
        return sorted(self.seconds)[len(self.seconds) // 2]

    @property
    def rows_per_second(self) -> float:
        """Of the fastest run."""
        return self.rows / min(self.seconds)


def measure_csv_rules() -> list[CsvFigures]:
    """Check one file in each way, in fresh processes, one way at a time."""
    pythons = {
        name: environment(module, requirements) for name, (module, requirements) in _PEERS.items()
    }
    with TemporaryDirectory(prefix="bench-csv-") as folder:
        print("bench: writing the files", flush=True)
        files = {rows: Path(folder) / f"{rows}.csv" for rows in (ROWS, *_ROWS.values())}
        for rows, path in files.items():
            write_file(path, rows, max(1, DEFECTS * rows // ROWS))
        file = files[ROWS]
        ours = {
            READER: _Subject(sys.executable, "csv_reader", file),
            OURS: _Subject(sys.executable, "ours", file),
            OURS_ALIAS: _Subject(sys.executable, "ours_alias", file),
            **{name: _Subject(sys.executable, "ours", files[rows]) for name, rows in _ROWS.items()},
        }
        peers = {
            name: _Subject(str(python), _PEERS[name][0], file)
            for name, python in pythons.items()
            if python is not None
        }
        two_cores = {OURS_TWO: _Subject(sys.executable, "ours_two_cores", file, cores=2)}
        if POLARS in peers:
            two_cores[POLARS_TWO] = replace(peers[POLARS], cores=2)
        runs = interleaved("CSV rules", ours, _run, _ROUNDS)
        runs |= interleaved("CSV rules, two cores", two_cores, _run, _TWO_CORE_ROUNDS)
        runs |= interleaved("CSV rules, peers", peers, _run, _PEER_ROUNDS, warm_up=False)
    reader = min(one.cpu_seconds for one in runs[READER])
    return [_figures(name, runs[name], reader, 2 if name in two_cores else 1) for name in runs]


def _figures(name: str, runs: list[_Run], reader: float, cores: int) -> CsvFigures:
    first_issues = [run.first_issue_seconds for run in runs if run.first_issue_seconds is not None]
    rows = _ROWS.get(name, ROWS)
    cpu_seconds = [run.cpu_seconds for run in runs]
    return CsvFigures(
        subject=name,
        rows=rows,
        cores=cores,
        seconds=[run.seconds for run in runs],
        process_seconds=[run.process_seconds for run in runs],
        cpu_seconds=cpu_seconds,
        ratio=min(cpu_seconds) / rows / (reader / ROWS),
        import_seconds=min(run.import_seconds for run in runs),
        mebibytes=max(run.mebibytes for run in runs),
        found=runs[0].found,
        first_issue_seconds=min(first_issues) if first_issues else None,
    )


def _run(subject: _Subject) -> _Run:
    path = os.pathsep.join([str(ROOT / "lambda"), str(ROOT / "cli")])
    command = [subject.python, "-I", str(_PROBE), str(ROOT), path, str(subject.cores)]
    command += [f"{_CHECKS}.{subject.module}", str(subject.file)]
    ended = run(command, lambda_environment())
    return _Run(lifetime_seconds=ended.seconds, **json.loads(ended.output))
