"""Files of users for a scenario's pool, in the folder of a command."""

from __future__ import annotations

from pathlib import Path

from local_aws.import_scenario import ImportScenario, good_row


def good_file(pool: ImportScenario, folder: Path, count: int = 3, first: int = 1) -> str:
    """Write a file of so many users that can be imported, and return its name."""
    rows = [good_row(number) for number in range(first, first + count)]
    (folder / "users.csv").write_bytes(pool.csv(rows))
    return "users.csv"


def bad_file(pool: ImportScenario, folder: Path) -> str:
    """Write a file whose line 3 breaks a rule, and return its name."""
    rows = [good_row(1), good_row(2, email_verified="secret-cell")]
    (folder / "bad.csv").write_bytes(pool.csv(rows))
    return "bad.csv"
