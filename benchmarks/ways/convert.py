"""Ways to convert a file of users to Cognito's: the work returns the number of users.

pandas does what a script of a person's would: it reads all as text, renames the columns, rewrites
dates and flags, and writes without quotes. Phone numbers and the check are beyond it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

Convert = Callable[[], int]


def csv_reader(path: str, *_: str) -> Convert:
    """Read all rows with the standard library's reader, which converts nothing."""
    import csv

    def convert() -> int:
        with Path(path).open(newline="", encoding="utf-8") as file:
            return sum(1 for _ in csv.reader(file, delimiter=";")) - 1

    return convert


def ours(path: str, *options: str) -> Convert:
    """Convert and check as the command line does, in this process."""
    from cognito_user_import_cli.program import run

    output = Path(f"{path}.users.csv")

    def convert() -> int:
        report = sys.stdout
        with Path("/dev/null").open("w") as sys.stdout:
            code = run(["convert", path, "-o", str(output), *options])
        sys.stdout = report
        with output.open("rb") as file:
            rows = sum(1 for _ in file) - 1
        output.unlink()
        return rows if not code else -1

    return convert


def pandas(path: str, *_: str) -> Convert:
    """Convert with pandas, as far as a short script does."""
    import csv

    import pandas as pd

    def convert() -> int:
        frame = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
        users = pd.DataFrame(
            {
                "cognito:username": frame["E-Mail"],
                "email": frame["E-Mail"],
                "email_verified": frame["Bestätigt"].map({"WAHR": "true", "FALSCH": "false"}),
                "given_name": frame["Vorname"],
                "family_name": frame["Nachname"],
                "birthdate": pd.to_datetime(frame["Geburtsdatum"], format="%d.%m.%Y").dt.strftime(
                    "%m/%d/%Y"
                ),
                "address": frame["Adresse"],
            }
        )
        output = Path(f"{path}.pandas.csv")
        users.to_csv(output, index=False, quoting=csv.QUOTE_NONE, escapechar="\\")
        output.unlink()
        return len(users)

    return convert
