"""What a workflow costs: to plan and check a file of 1 GB, to run its states, and to grow."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.children import (
    ROOT,
    Ended,
    MeasurementError,
    Probed,
    lambda_environment,
    probe,
    run,
)
from benchmarks.findings import Budget, Findings, table
from benchmarks.rounds import fastest_ratio, interleaved
from benchmarks.users_file import write_users_file
from benchmarks.workflow_states import count_states

_ROWS: Final = 4_900_000
_BYTES: Final = 1_000_000_000
_NAMES: Final = 5_000_000
_FEW_ROWS: Final = 5_000
_WC: Final = "wc -l"
_READER: Final = "csv.reader alone"
_RANGES: Final = "plan without digests (at most 1.0 s)"
_PLAN: Final = "plan (at most 2.0 s)"
_CHECK: Final = "check of all parts, one after the other"
_DUPLICATES: Final = "search of 5 million user names"
_SIXTY: Final = "check of 60 parts of 5,000 rows"
_FIFTEEN: Final = "check of 15 parts of 5,000 rows"
_ROUNDS: Final = 2


def measure_workflow() -> Findings:
    """Plan and check one file in each way, in fresh processes; count states under moto.

    :raises MeasurementError: A plan has other parts, or a check other rows.
    """
    with TemporaryDirectory(prefix="bench-workflow-") as folder:
        print("bench: writing a file of 1 GB", flush=True)
        path = Path(folder) / "users.csv"
        write_users_file(path, _ROWS, _BYTES)
        one = partial(probe, roots=[ROOT / "lambda"], cores=1)
        file = str(path)
        subjects: dict[str, Callable[[], Probed]] = {
            _READER: partial(one, "csv_check:csv_reader", file),
            _RANGES: partial(one, "workflow:plan", file, ""),
            _PLAN: partial(one, "workflow:plan", file, "sha256"),
            _CHECK: partial(one, "workflow:check", file, "0", "500000"),
            _SIXTY: partial(one, "workflow:check", file, "60", str(_FEW_ROWS)),
            _FIFTEEN: partial(one, "workflow:check", file, "15", str(_FEW_ROWS)),
            _DUPLICATES: partial(one, "workflow:duplicates", str(_NAMES)),
        }
        lines: list[Ended] = []

        def plan() -> Probed:
            lines.append(run(["wc", "-l", file], lambda_environment()))
            return subjects[_PLAN]()

        runs = interleaved("workflow", {**subjects, _PLAN: plan}, _ROUNDS)
    results = {name: runs[name][0].result for name in runs}
    found = [results[_RANGES] - results[_PLAN], results[_CHECK], results[_DUPLICATES]]
    if found != [0, _ROWS, 2]:
        raise MeasurementError("a way has another result", str(results))
    cpu = {name: [each.cpu_seconds for each in runs[name]] for name in runs}
    cpu[_WC] = [each.cpu_seconds for each in lines]
    mebibytes = {name: max(each.mebibytes for each in runs[name]) for name in runs}
    states = count_states(2, 500_000)
    rows = [
        (
            name,
            f"{median(cpu[name]):.2f}",
            f"{fastest_ratio(cpu[name], cpu[_WC]):.1f}",
            f"{fastest_ratio(cpu[name], cpu[_READER]):.2f}",
            f"{mebibytes[name]:.0f}" if name in mebibytes else "",
        )
        for name in (_WC, *subjects)
    ]
    return Findings(
        table(
            "A workflow's file of 1 GB, 4.9 million users",
            ("", "CPU s", "to wc -l", "to reader", "MiB"),
            rows,
            "on one core; ratios of processor time, of the fastest runs; MiB: above the "
            f"interpreter. A million users at 34 a second: {states.hours:.1f} hours, "
            f"{states.invocations} invocations, {states.transitions} transitions",
        ),
        [
            Budget("plan of 1 GB to csv.reader", fastest_ratio(cpu[_PLAN], cpu[_READER]), 0.25),
            Budget("plan without digests to wc -l", fastest_ratio(cpu[_RANGES], cpu[_WC]), 8.0),
            Budget("check of 1 GB to csv.reader", fastest_ratio(cpu[_CHECK], cpu[_READER]), 2.5),
            Budget(
                "60 parts to four times 15",
                fastest_ratio(cpu[_SIXTY], cpu[_FIFTEEN]) / 4,
                1.1,
            ),
            Budget("memory of a plan of 1 GB", mebibytes[_PLAN], 32, "MiB"),
            Budget("memory of a part's check", mebibytes[_CHECK], 64, "MiB"),
            Budget("memory of 5 million user names", mebibytes[_DUPLICATES], 64, "MiB"),
            Budget("transitions for a million users", states.transitions, 1500),
            Budget("invocations for a million users", states.invocations, 500),
        ],
    )
