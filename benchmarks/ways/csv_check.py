"""Ways to check a file of users: the work returns the number of issues found.

The peers check, as far as each can: the user name (there, unique, without white space, 128
characters), the forms of email address, phone number, birth date, time of update and flags, an
email address verified in each row, and a given name in each. polars, beside which a budget is set,
checks what else its expressions can say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    import polars as pl

    from cognito_user_import.csv_rules import PoolProfile

Check = Callable[[], int]
_BYTES_AT_ONCE: Final = 1 << 17
_DUCKDB_RULES: Final = (
    "NOT regexp_full_match(email, '[^@\\s]+@[^@\\s]+')",
    "NOT regexp_full_match(phone_number, '(\\+[0-9]+)?')",
    "birthdate <> '' AND try_strptime(birthdate, '%m/%d/%Y') IS NULL",
    "NOT regexp_full_match(updated_at, '[0-9]*')",
    "email_verified <> 'true'",
    "phone_number_verified NOT IN ('true', 'false', '')",
    "\"cognito:mfa_enabled\" NOT IN ('true', 'false', '')",
    "NOT regexp_full_match(\"cognito:username\", '\\S{1,128}')",
    "trim(given_name) = ''",
)
_FLAGS: Final = ("email_verified", "phone_number_verified", "cognito:mfa_enabled")
_SIGNS: Final = ['"', "\\", "\x7f", *map(chr, range(10)), *map(chr, range(11, 32))]


def csv_reader(path: str) -> Check:
    """Read all rows with the standard library's reader, which checks nothing."""
    import csv

    def check() -> int:
        with Path(path).open(newline="", encoding="utf-8") as file:
            for _ in csv.reader(file, quoting=csv.QUOTE_NONE, escapechar="\\"):
                pass
        return 0

    return check


def ours(path: str) -> Check:
    """Check by all rules of this library."""
    return _by_rules(path, pool())


def ours_alias(path: str) -> Check:
    """Check by all rules, for a pool with an email alias that tells no capitals apart."""
    return _by_rules(path, replace(pool(), aliases=frozenset({"email"}), case_sensitive=False))


def command_line(path: str) -> Check:
    """Check as the command line does, on the cores that this process may use."""
    from cognito_user_import_cli.checking.check_file import check_file

    return lambda: sum(check_file(path, pool()).counts.values())


def duckdb(path: str) -> Check:
    """Check by one query of duckdb."""
    import duckdb

    sums = ", ".join(f"count(*) FILTER ({rule})" for rule in _DUCKDB_RULES)
    query = f"""
        SELECT {sums}, count(*) - count(DISTINCT "cognito:username")
        FROM read_csv(?, header = true, all_varchar = true, delim = ',', quote = '', escape = '\\',
                      nullstr = 'no value is null', strict_mode = false)
    """  # noqa: S608 - made of constants
    return lambda: sum(duckdb.execute(query, [path]).fetchone() or ())


def polars(path: str) -> Check:
    r"""Check by all that expressions of polars can say.

    Its reader knows no ``\,``: these are taken out before, which changes no verdict. What it can't
    say: in which line bytes are not UTF-8, or values too many, for it stops there; that values are
    missing at a row's end, for it fills them in; and that a line is blank, or ends in CR.
    """
    import polars as pl

    def check() -> int:
        content = Path(path).read_bytes().replace(b"\\,", b";")
        frame = pl.read_csv(
            content, infer_schema=False, quote_char=None, empty_string_is_null=False
        )
        rules = [*_polars_rules_of_columns(), *_polars_rules_of_any_column(frame.columns)]
        sums = [rule.sum().alias(str(number)) for number, rule in enumerate(rules)]
        return sum(frame.lazy().select(sums).collect().row(0))

    return check


def pool() -> PoolProfile:
    """Return the pool that the users' file is for."""
    from cognito_user_import.csv_rules import PoolAttribute, PoolProfile
    from cognito_user_import.csv_rules.csv_format import BASE_COLUMNS

    return PoolProfile(
        columns=frozenset(BASE_COLUMNS),
        attributes=(PoolAttribute("given_name", required=True),),
        auto_verified=frozenset({"email"}),
        username_attributes=frozenset(),
        aliases=frozenset(),
        mfa="OPTIONAL",
        case_sensitive=True,
        password_hashes=False,
    )


def _by_rules(path: str, pool: PoolProfile) -> Check:
    from cognito_user_import.csv_rules import check

    def work() -> int:
        with Path(path).open("rb", buffering=0) as file:
            return sum(check(_blocks(file), pool).counts.values())

    return work


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(_BYTES_AT_ONCE):
        yield block


def _polars_rules_of_columns() -> list[pl.Expr]:
    import polars as pl

    name, email, phone_number, birthdate, updated_at, given_name = (
        pl.col(column).str.strip_chars()
        for column in (
            "cognito:username",
            "email",
            "phone_number",
            "birthdate",
            "updated_at",
            "given_name",
        )
    )
    flags = {column: pl.col(column).str.strip_chars().str.to_lowercase() for column in _FLAGS}
    return [
        ~email.str.contains(r"^([^@\s]+@[^@\s]+)?$"),
        ~phone_number.str.contains(r"^(\+[0-9]+)?$"),
        (birthdate != "") & birthdate.str.to_date("%m/%d/%Y", strict=False).is_null(),
        ~updated_at.str.contains(r"^[0-9]*$"),
        *(~flag.is_in(["true", "false", ""]) for flag in flags.values()),
        *(pl.col(column).str.strip_chars() != flag for column, flag in flags.items()),
        (flags["email_verified"] == "true") & (email == ""),
        (flags["phone_number_verified"] == "true") & (phone_number == ""),
        flags["email_verified"] != "true",
        ~name.str.contains(r"^\S{1,128}$"),
        ~name.is_first_distinct(),
        given_name == "",
    ]


def _polars_rules_of_any_column(columns: list[str]) -> list[pl.Expr]:
    import polars as pl

    separators = len(columns) - 1
    return [
        *(pl.col(column).str.len_bytes() > 2048 for column in columns),
        *(pl.col(column).str.contains_any(_SIGNS) for column in columns),
        pl.sum_horizontal(pl.col(column).str.len_chars() for column in columns)
        > 16_000 - separators,
    ]
