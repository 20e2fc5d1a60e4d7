"""The standard library's reader alone, which checks nothing."""

import csv
from pathlib import Path


def check(path: str) -> int:
    """Read all rows."""
    with Path(path).open(newline="", encoding="utf-8") as file:
        for _ in csv.reader(file, quoting=csv.QUOTE_NONE, escapechar="\\"):
            pass
    return 0
