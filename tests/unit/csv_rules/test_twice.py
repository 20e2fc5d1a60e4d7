"""Duplicates among many values."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from cognito_user_import.csv_rules import PoolProfile, sign_in
from cognito_user_import.csv_rules.csv_format import USERNAME
from cognito_user_import.csv_rules.sign_in import Batch, SignIn, twice
from tests.unit.csv_rules.pools import POOL

COLUMNS = (USERNAME, "email", "email_verified")
BY_ADDRESS = replace(POOL, username_attributes=frozenset({"email"}), aliases=frozenset())


def _batches(
    lines: Sequence[int], *users: str | tuple[str, str], pool: PoolProfile = POOL
) -> list[Batch]:
    """Return what users sign in with, of each a name or a name and an address."""
    rows = [(user, "") if isinstance(user, str) else user for user in users]
    cells = [[name for name, _ in rows], [address for _, address in rows], ["true"] * len(rows)]
    return list(SignIn(pool, COLUMNS).batches(cells.__getitem__, lines))


def _lines(batches: Iterable[Batch], last_line: int = 10**9) -> list[tuple[int, str]]:
    return [(issue.line, issue.detail) for issue in twice(list(batches), last_line)]


def test_what_is_there_again_is_found_among_hundreds_of_thousands() -> None:
    """Wherever it is, and however often, with the line of the first."""
    batches: list[Batch] = []
    for first in range(0, 300_000, 1_000):
        names = [f"user{number}" for number in range(first, first + 1_000)]
        batches += _batches(range(first + 2, first + 1_002), *names)
    assert _lines(batches) == []

    again = [f"user{number}" for number in range(0, 300_000, 1_000)]
    batches += _batches(range(300_002, 300_302), *again)

    assert _lines(batches) == [(300_002 + n, str(1_000 * n + 2)) for n in range(300)]


def test_the_later_line_is_told_whichever_was_added_first() -> None:
    """Lines that are not plain are added after the others of their block."""
    assert _lines([*_batches([2, 4], "ann", "bob"), *_batches([3], "bob")]) == [(4, "3")]


def test_lines_are_those_of_the_file() -> None:
    """The lines of a part are counted from those before it."""
    [later] = _batches(range(1, 3), "bob", "ann")

    assert _lines([*_batches([2], "ann"), later._replace(offset=2)]) == [(4, "2")]


def test_what_lies_behind_the_last_line_is_not_compared() -> None:
    """Neither with what is before it, nor among each other."""
    batches = _batches(range(2, 7), "ann", "ann", "ann", "bob", "bob")

    assert _lines(batches, last_line=3) == [(3, "2")]


def test_the_rule_is_that_of_the_later_value() -> None:
    """An email address that is the user name of an earlier row is reported as the address."""
    batches = _batches([2, 3], ("a@b", "a@b"), ("+44", "a@b"), pool=BY_ADDRESS)

    [issue] = twice(batches, last_line=3)

    assert (issue.rule.code, issue.column, issue.position) == ("CUI-302", "email", 2)


@pytest.mark.parametrize(("is_sensitive", "expected"), [(False, [(3, "2")]), (True, [])])
def test_capitals_make_no_difference_where_the_pool_makes_none(
    is_sensitive: bool, expected: list[tuple[int, str]]
) -> None:
    """And do where it does."""
    pool = replace(POOL, case_sensitive=is_sensitive)

    assert _lines(_batches(range(2, 4), "Ann", "ann", pool=pool)) == expected


def test_equal_hashes_of_different_values_are_no_duplicates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The values themselves are compared before anything is reported."""
    monkeypatch.setattr(sign_in, "hash", lambda _: 7, raising=False)

    assert _lines(_batches(range(2, 5), "a", "b", "a")) == [(4, "2")]
