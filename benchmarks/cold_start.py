"""What a Lambda function that only creates jobs pays before its first event."""

from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.assembly import stage_handler
from benchmarks.children import probe
from benchmarks.findings import Budget, Findings, table
from benchmarks.rounds import fastest_ratio, interleaved

_CLIENT: Final = 'boto3.client("cognito-idp")'
_NAIVE: Final = "crhelper's defaults and that client"
_OURS: Final = "the handler"
_ROUNDS: Final = 15


def measure_cold_start() -> Findings:
    """Import each handler in fresh processes, one at a time, with the page cache warm."""
    with TemporaryDirectory(prefix="bench-cold-start-") as folder:
        handler = stage_handler(Path(folder))
        subjects = {
            _CLIENT: partial(probe, "cold_start:cognito_client"),
            _NAIVE: partial(probe, "cold_start:naive_handler"),
            _OURS: partial(probe, "cold_start:module", handler.module, asset=handler.asset),
        }
        starts = interleaved("cold start", subjects, _ROUNDS)
    seconds = {name: [start.cpu_seconds for start in starts[name]] for name in starts}
    rows = [
        (
            name,
            f"{median(seconds[name]):.3f}",
            f"{fastest_ratio(seconds[name], seconds[_CLIENT]):.2f}",
            f"{fastest_ratio(seconds[name], seconds[_NAIVE]):.2f}",
            f"{median(start.peak_mebibytes for start in starts[name]):.0f}",
        )
        for name in starts
    ]
    return Findings(
        table(
            "Cold start",
            ("", "s", "to client", "to crhelper", "peak MiB"),
            rows,
            "processor time of the import, in a fresh process, median; what is installed has its "
            ".pyc files, an asset has none; ratios: of the fastest runs",
        ),
        [
            Budget(
                "cold start to crhelper's defaults",
                fastest_ratio(seconds[_OURS], seconds[_NAIVE]),
                0.85,
                recorded=0.70,
            )
        ],
    )
