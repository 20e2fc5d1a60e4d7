"""All rules of this library."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cognito_user_import.csv_rules import CsvCheck, PoolAttribute, PoolProfile
from cognito_user_import.csv_rules import check as check_file
from cognito_user_import.csv_rules.columns import BASE_COLUMNS

POOL: Final = PoolProfile(
    columns=frozenset(BASE_COLUMNS),
    attributes=(PoolAttribute("given_name", required=True),),
    auto_verified=frozenset({"email"}),
    username_attributes=frozenset(),
    aliases=frozenset(),
    mfa="OPTIONAL",
    case_sensitive=True,
    password_hashes=False,
)
_BYTES_AT_ONCE: Final = 1 << 17


def check(path: str) -> int:
    """Check a file by all rules."""
    with Path(path).open("rb", buffering=0) as file:
        return sum(check_file(_blocks(file), POOL).counts.values())


def first_issue(path: str) -> int:
    """Return the line of a file's first issue."""
    with Path(path).open("rb", buffering=0) as file:
        return next(CsvCheck(POOL).issues(_blocks(file))).line


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(_BYTES_AT_ONCE):
        yield block
