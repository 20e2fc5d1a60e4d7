"""Checking whole columns finds the same as checking row by row.

The fast way may suspect a good row, which the exact rules then accept. It must not miss a bad one.
"""

from collections.abc import Iterator
from itertools import product

import pytest

from cognito_user_import.csv_rules import PoolProfile, Report, check
from cognito_user_import.csv_rules.csv_format import BASE_COLUMNS, PASSWORD_HASH
from cognito_user_import.csv_rules.grid import Grid
from tests.unit.csv_rules.pools import COLUMNS, SHAPES

ALL_COLUMNS = (*COLUMNS, PASSWORD_HASH)
GOOD = {"given_name": "Ann", "email": "a@b", "email_verified": "true", "cognito:username": "a@b"}
ADDRESSES = (
    *("", " ", "a@b", " a@b ", "A@B", "@b", "a@", "@", "a@b@c", "@a@", "a b@c", "a\u00a0b@c"),
    *("ä@b", r"a\,@b", "+44", " +44", "+", "44", "+4+4", "4+4", "++4", "+4a", "+\u0664", r"+4\,4"),
    *("+1" + "0" * 14, "+1" + "0" * 15, " +1" + "0" * 14, "+0", "+044", "+4" + "0" * 20),
)
FLAGS = ("", " ", "true", " true", "true ", "TRUE", "false", "False", "yes")
VALUES = (
    *(
        "02/29/2000",
        "02/29/2001",
        "02/30/2000",
        "17/05/1990",
        "17/5/1990",
        "2/9/2000",
        "00/00/0000",
        "\u0660\u0661/01/2000",
        " 01/01/2000",
        "x",
    ),
    *("1", "0", "9", "9.0", "10", "-1", "1.", "1.5", "\u0664", " 5 ", "1e3", "9" * 5000, "12 3"),
    *("9" * 11, "9" * 12, "0" * 12, " 9999999999 ", " 99999999999 "),
    *("ab", "abcd", "abcde", " a ", "a  b", r"\,", r"a\,bc", r"abc\,de", "\u3000a\u3000"),
    *("a\u200bb", "a\u2028", "\ue000", "\u0378", "a\u0301"),
    *("x" * 128, "x" * 129, "x" * 1023, "x" * 1024, "x" * 2048, "x" * 2049, "ä" * 1025),
    *('"', "\\", "\\\\", r"\\,", "\t", "\x00", "\x01", "\x1f", "\x7f", "\x85", "a\rb", "\r"),
    *("$2b$12$" + "a" * 53, "$2b$13$" + "a" * 53, "$2b$1$a"),
)


def _changes() -> Iterator[dict[str, str]]:
    # Of the columns that only take text, one stands for all.
    columns = [column for column in ALL_COLUMNS if column not in BASE_COLUMNS[2:9]]
    for column, value in product(columns, (*ADDRESSES, *FLAGS, *VALUES)):
        yield {column: value}
    for name, address, flag in product(("email", "phone_number"), ADDRESSES, FLAGS):
        yield {name: address, f"{name}_verified": flag}
        yield {"email_verified": "", name: address, f"{name}_verified": flag}
    for name, username, address in product(("email", "phone_number"), ADDRESSES, ADDRESSES):
        yield {"cognito:username": username, name: address}


def _files(changes: dict[str, str]) -> Iterator[bytes]:
    """Yield files with the row in each place of a block."""
    # The rows around it are good, so that nothing else draws a look at the values one by one.
    before = {**GOOD, "cognito:username": "y@z", "email": "y@z"}
    after = {**GOOD, "cognito:username": "z@z", "email": "z@z"}
    row = {**GOOD, **changes}
    for rows in ([before, row, after], [row, after], [before, row]):
        yield _file(rows)


def _file(rows: list[dict[str, str]]) -> bytes:
    lines = [ALL_COLUMNS, *([row.get(column, "") for column in ALL_COLUMNS] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines).encode()


@pytest.mark.parametrize(
    "step", [pytest.param(1, marks=pytest.mark.thorough, id="all"), pytest.param(31, id="some")]
)
@pytest.mark.parametrize(
    ("pool", "algorithm"),
    [*((pool, "") for pool in SHAPES), (SHAPES[0], "BCRYPT")],
    ids=[*(f"pool{number}" for number in range(len(SHAPES))), "hashes"],
)
def test_the_fast_way_finds_what_the_exact_one_finds(
    pool: PoolProfile, algorithm: str, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For each column and value, and for each pair that one rule reads."""
    files = [file for changes in _changes() for file in _files(changes)][::step]

    fast = [_report(file, pool, algorithm) for file in files]

    # Without grids, every line is looked at by itself.
    monkeypatch.setattr(Grid, "cells", lambda *_: None)
    for file, found in zip(files, fast, strict=True):
        assert found == _report(file, pool, algorithm), file


def _report(file: bytes, pool: PoolProfile, algorithm: str) -> Report:
    return check([file], pool, password_hashing_algorithm=algorithm, limit=None)
