"""What it costs to check a file of 500,000 users, beside what one would use instead."""

import json
import sys
from dataclasses import dataclass
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
_PROBE: Final = Path(__file__).with_name("probes") / "csv_rules.py"
_CHECKS: Final = "benchmarks.subjects.csv_checks"
_PEERS: Final = {
    "polars expressions": ("polars_expressions", ["polars"]),
    "duckdb query": ("duckdb_query", ["duckdb"]),
    "pydantic a row": ("pydantic_rows", ["pydantic"]),
    "pandera on pandas": ("pandera_schema", ["pandera[pandas]"]),
    "frictionless": ("frictionless_schema", ["frictionless"]),
}
_SMALL: Final = ROWS // 10
_ROUNDS: Final = 5
# The slowest of them takes a quarter of a minute.
_PEER_ROUNDS: Final = 2


@dataclass(frozen=True)
class _Subject:
    python: str
    module: str
    file: Path


@dataclass(frozen=True)
class _Run:
    seconds: float
    cpu_seconds: float
    import_seconds: float
    mebibytes: float
    found: int
    first_issue_seconds: float | None = None


@dataclass(frozen=True)
class CsvFigures:
    """A way to check a file.

    :param seconds: Of wall time on one core, one a round, without the import.
    :param ratio: Of the fastest run to the fastest of csv.reader alone, in processor time: what
        else the machine does adds to it least.
    :param mebibytes: The most memory held over the empty interpreter, the modules included.
    :param found: The issues; 200 rows of the file break a rule.
    :param first_issue_seconds: From the start of the import to the first issue, if it streams.
    """

    subject: str
    rows: int
    seconds: list[float]
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
    """Check one file in each way, in fresh processes, one at a time, on one core."""
    pythons = {
        name: environment(module, requirements) for name, (module, requirements) in _PEERS.items()
    }
    with TemporaryDirectory(prefix="bench-csv-") as folder:
        file, small = Path(folder) / "users.csv", Path(folder) / "small.csv"
        print(f"bench: writing files of {ROWS:,} and {_SMALL:,} rows", flush=True)
        write_file(file, ROWS, DEFECTS)
        write_file(small, _SMALL, DEFECTS // 10)
        ours = {
            READER: _Subject(sys.executable, "csv_reader", file),
            OURS: _Subject(sys.executable, "ours", file),
            OURS_ALIAS: _Subject(sys.executable, "ours_alias", file),
            OURS_SMALL: _Subject(sys.executable, "ours", small),
        }
        peers = {
            name: _Subject(str(python), _PEERS[name][0], file)
            for name, python in pythons.items()
            if python is not None
        }
        runs = interleaved("CSV rules", ours, _run, _ROUNDS)
        runs |= interleaved("CSV rules, peers", peers, _run, _PEER_ROUNDS, warm_up=False)
    reader = min(one.cpu_seconds for one in runs[READER])
    return [_figures(name, runs[name], reader) for name in runs]


def _figures(name: str, runs: list[_Run], reader: float) -> CsvFigures:
    first_issues = [run.first_issue_seconds for run in runs if run.first_issue_seconds is not None]
    rows = _SMALL if name == OURS_SMALL else ROWS
    cpu_seconds = [run.cpu_seconds for run in runs]
    return CsvFigures(
        subject=name,
        rows=rows,
        seconds=[run.seconds for run in runs],
        cpu_seconds=cpu_seconds,
        ratio=min(cpu_seconds) / rows / (reader / ROWS),
        import_seconds=min(run.import_seconds for run in runs),
        mebibytes=max(run.mebibytes for run in runs),
        found=runs[0].found,
        first_issue_seconds=min(first_issues) if first_issues else None,
    )


def _run(subject: _Subject) -> _Run:
    command = [subject.python, "-I", str(_PROBE), str(ROOT), str(ROOT / "lambda")]
    command += [f"{_CHECKS}.{subject.module}", str(subject.file)]
    return _Run(**json.loads(run(command, lambda_environment()).output))
