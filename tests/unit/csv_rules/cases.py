"""Each rule with the pool, the job and the place for which its two files were written."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest

from cognito_user_import.csv_rules import PoolProfile, csv_check, row_checks
from tests.unit.csv_rules.pools import COLUMNS, POOL

DATA = Path(__file__).parent / "data"
NOTHING: frozenset[str] = frozenset()
EMAIL = frozenset({"email"})


class Quotas(NamedTuple):
    """The largest file that the rules allow."""

    bytes: int
    users: int

    @contextmanager
    def apply(self) -> Iterator[None]:
        """Have the rules know these."""
        with ExitStack() as changes:
            for module in (csv_check, row_checks):
                changes.enter_context(mock.patch.object(module, "MAX_USERS", self.users))
            changes.enter_context(mock.patch.object(csv_check, "MAX_BYTES", self.bytes))
            yield


SMALL = Quotas(1_000_000, 5_000)
COGNITOS = Quotas(100_000_000, 500_000)


@dataclass(frozen=True)
class Case:
    """One rule.

    :param place: The line and the column where the first file breaks it.
    :param quotas: Of the file, for a rule of its size.
    """

    code: str
    place: tuple[int, str]
    pool: PoolProfile = POOL
    algorithm: str = ""
    keeping_pool: PoolProfile | None = None
    quotas: Quotas = SMALL

    def breaking(self) -> Iterable[bytes]:
        """Return the file that breaks the rule, and no other."""
        return made_files(self, 1) or [(DATA / self.code / "breaks.csv").read_bytes()]

    def keeping(self) -> Iterable[bytes]:
        """Return the file that just does not."""
        return made_files(self, 0) or [(DATA / self.code / "keeps.csv").read_bytes()]


HASHING = replace(POOL, password_hashes=True)
UNKNOWN = replace(POOL, password_hashes=None)
CASES = (
    Case("CUI-001", (0, "")),
    Case("CUI-002", (0, "")),
    Case("CUI-003", (0, "")),
    Case("CUI-004", (2, "")),
    Case("CUI-005", (1, "")),
    Case("CUI-006", (1, "")),
    Case("CUI-007", (1, "nickname")),
    Case("CUI-008", (1, "custom:teams")),
    Case("CUI-009", (1, "nickname")),
    Case("CUI-010", (0, ""), replace(POOL, auto_verified=NOTHING), keeping_pool=POOL),
    Case("CUI-011", (1, "password_hash"), HASHING, "BCRYPT"),
    Case("CUI-012", (1, "password_hash"), HASHING),
    Case("CUI-013", (2, "")),
    Case("CUI-014", (1, "")),
    Case("CUI-015", (0, "")),
    Case("CUI-016", (1, "")),
    Case("CUI-017", (1, "")),
    Case("CUI-018", (0, "")),
    Case("CUI-019", (1, "")),
    Case("CUI-020", (1, "password_hash"), POOL, keeping_pool=UNKNOWN),
    Case("CUI-021", (2, "")),
    Case("CUI-101", (2, "")),
    Case("CUI-102", (2, "")),
    Case("CUI-103", (2, "name")),
    Case("CUI-104", (2, "email_verified")),
    Case("CUI-105", (2, "phone_number_verified")),
    Case("CUI-106", (2, "email_verified")),
    Case("CUI-107", (2, "given_name")),
    Case("CUI-108", (2, "phone_number_verified")),
    Case("CUI-109", (2, "email")),
    Case("CUI-110", (2, "phone_number")),
    Case("CUI-111", (2, "birthdate")),
    Case("CUI-112", (2, "updated_at")),
    Case("CUI-113", (2, "cognito:mfa_enabled")),
    Case("CUI-114", (2, "cognito:mfa_enabled"), replace(POOL, mfa="ON")),
    Case("CUI-115", (2, "cognito:mfa_enabled"), replace(POOL, mfa="OFF")),
    Case("CUI-116", (2, "custom:team")),
    Case("CUI-117", (2, "custom:size")),
    Case("CUI-118", (2, "custom:size")),
    Case("CUI-119", (2, "custom:on")),
    Case("CUI-120", (3, "")),
    Case("CUI-121", (2, "name")),
    Case("CUI-122", (2, "name")),
    Case("CUI-123", (2, "name")),
    Case("CUI-125", (2, "custom:size")),
    Case("CUI-126", (2, "birthdate")),
    Case("CUI-127", (2, "birthdate")),
    Case("CUI-128", (2, "updated_at")),
    Case("CUI-129", (2, "phone_number")),
    Case("CUI-201", (2, "cognito:username")),
    Case("CUI-202", (2, "cognito:username")),
    Case("CUI-203", (2, "cognito:username")),
    Case("CUI-204", (2, "cognito:username"), replace(POOL, aliases=EMAIL)),
    Case("CUI-205", (2, "cognito:username"), replace(POOL, aliases=frozenset({"phone_number"}))),
    Case("CUI-206", (2, "cognito:username"), replace(POOL, username_attributes=EMAIL)),
    Case("CUI-207", (2, "email"), replace(POOL, username_attributes=EMAIL)),
    Case("CUI-301", (3, "cognito:username")),
    Case("CUI-302", (3, "email"), replace(POOL, aliases=EMAIL)),
    Case("CUI-303", (3, "phone_number"), replace(POOL, aliases=frozenset({"phone_number"}))),
    Case(
        "CUI-304",
        (3, "preferred_username"),
        replace(POOL, aliases=frozenset({"preferred_username"})),
    ),
    Case("CUI-401", (2, "password_hash"), HASHING),
    Case("CUI-402", (2, "password_hash"), HASHING, "BCRYPT"),
    Case("CUI-403", (2, "password_hash"), HASHING, "BCRYPT"),
)

_HEADER = (",".join(COLUMNS) + "\n").encode()
_AT_ONCE = 10_000


LARGEST = tuple(replace(case, quotas=COGNITOS) for case in CASES[:2])
"""The cases of a file's size with Cognito's own quotas, whose files take seconds."""

ALL = pytest.mark.parametrize(
    "case",
    [*CASES, *(pytest.param(case, marks=pytest.mark.thorough) for case in LARGEST)],
    ids=lambda case: f"{case.code}{'-largest' * (case in LARGEST)}",
)


def made_files(case: Case, too_many: int) -> Iterable[bytes] | None:
    """Return the file at a quota, or one byte or one row above it, for a rule of its size."""
    if case.code == "CUI-001":
        return _bytes_file(case.quotas.bytes + too_many)
    return _rows_file(case.quotas.users + too_many) if case.code == "CUI-002" else None


def _bytes_file(bytes_: int) -> Iterator[bytes]:
    left = bytes_ - len(_HEADER)
    yield _HEADER
    # Long rows, or there would be too many of them.
    size, count = 5_000, left // 5_000
    for number in range(count):
        yield _row(number, size if number < count - 1 else left - size * (count - 1))


def _rows_file(rows: int) -> Iterator[bytes]:
    yield _HEADER
    for first in range(0, rows, _AT_ONCE):
        yield b"".join(_row(number) for number in range(first, min(first + _AT_ONCE, rows)))


def _row(number: int, size: int = 0) -> bytes:
    values = dict.fromkeys(COLUMNS, "")
    values |= {"given_name": "A", "email": "a@b", "email_verified": "true"}
    values["cognito:username"] = str(number)
    free = ("name", "address", "nickname", "picture", "profile", "website", "locale", "zoneinfo")
    missing = size - len(",".join(values.values())) - 1
    for name in free:
        filled = min(max(missing, 0), 2048)
        values[name] = "x" * filled
        missing -= filled
    return (",".join(values.values()) + "\n").encode()
