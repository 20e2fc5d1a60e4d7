"""What it costs to send only new users: the handler's Create by the users that the pool has."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.assembly import Handler, stage_handler
from benchmarks.children import Probed
from benchmarks.findings import Budget, Findings, table
from benchmarks.loopback_aws import LoopbackAws
from benchmarks.memory_sizes import creating
from benchmarks.upload import UsersFile
from benchmarks.users_file import write_users_file
from cognito_user_import.cognito.pool_users import USERS_A_PAGE

_PAGES_PER_SECOND: Final = 30.0
_POOLS: Final = ((0, _PAGES_PER_SECOND), (10_000, _PAGES_PER_SECOND), (100_000, _PAGES_PER_SECOND))
_LARGEST: Final = (500_000, 0.0)


def measure_only_new() -> Findings:
    """Import the largest file into pools of several sizes.

    :raises MeasurementError: An import failed, or what arrived is not the file.
    """
    with TemporaryDirectory(prefix="bench-only-new-") as name:
        folder = Path(name)
        handler = stage_handler(folder / "assembly")
        path = folder / "users.csv"
        file = UsersFile(path, write_users_file(path))
        found = {pool: _created(folder, file, handler, *pool) for pool in (*_POOLS, _LARGEST)}
    empty, full = found[_POOLS[0]], found[_POOLS[-1]]
    least = _POOLS[-1][0] / USERS_A_PAGE / _PAGES_PER_SECOND
    more = (full.seconds - empty.seconds) / least
    rows = [
        (
            f"{users:,} users, {f'{pages:.0f} pages/s' if pages else 'any rate'}",
            f"{run.seconds:.1f}",
            f"{run.cpu_seconds:.1f}",
            f"{run.seconds - empty.seconds:.1f}",
            f"{run.peak_mebibytes:.0f}",
        )
        for (users, pages), run in found.items()
    ]
    return Findings(
        table(
            "Create with 500,000 rows, by the users of the pool",
            ("", "s", "CPU s", "more s", "peak MiB"),
            rows,
            f"{USERS_A_PAGE} users a page, one page after the other; the interpreter included",
        ),
        [
            Budget("time for 100,000 users to their pages", more, 1.2),
            Budget("memory with 500,000 users", found[_LARGEST].peak_mebibytes, 128, "MiB"),
        ],
    )


def _created(
    folder: Path, file: UsersFile, handler: Handler, users: int, pages_per_second: float
) -> Probed:
    print(f"bench: a pool of {users:,} users", flush=True)
    with LoopbackAws(folder, file.path, users=users, pages_per_second=pages_per_second) as aws:
        return creating(aws, file, handler)()
