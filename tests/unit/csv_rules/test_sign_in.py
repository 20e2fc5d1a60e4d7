"""What a pool's way to sign in makes of the rows of a file."""

from dataclasses import replace

import pytest

from cognito_user_import.csv_rules import PoolAttribute, PoolProfile, check
from tests.unit.csv_rules.pools import COLUMNS, POOL

EMAIL = frozenset({"email"})
BOTH = frozenset({"email", "phone_number"})
SIGN_IN_BY_EMAIL = replace(POOL, username_attributes=EMAIL)
ALIASES = replace(POOL, aliases=EMAIL)
EMAIL_REQUIRED = (PoolAttribute("email", required=True),)


def _codes(pool: PoolProfile, *rows: dict[str, str]) -> list[tuple[str, int]]:
    lines = [",".join(COLUMNS)]
    for row in rows:
        given = {"given_name": "A", "email_verified": "true", **row}
        lines.append(",".join(given.get(name, "") for name in COLUMNS))
    report = check(["".join(f"{line}\n" for line in lines).encode()], pool)
    return [(issue.rule.code, issue.line) for issue in report.issues]


def _folded(pool: PoolProfile, folded: bool | None) -> PoolProfile:
    return replace(pool, case_sensitive=None if folded is None else not folded)


@pytest.mark.parametrize(("folded", "found"), [(True, [("CUI-301", 3)]), (False, []), (None, [])])
def test_capitals_make_a_user_name_another_one_where_the_pool_says_so(
    folded: bool | None, found: list[tuple[str, int]]
) -> None:
    """If it is unknown, nothing uncertain is reported."""
    rows = [{"cognito:username": name, "email": f"{name}@b"} for name in ("ann", "ANN")]

    assert _codes(_folded(POOL, folded), *rows) == found


@pytest.mark.parametrize(("folded", "found"), [(True, [("CUI-302", 3)]), (False, [])])
def test_capitals_make_an_alias_another_one_where_the_pool_says_so(
    folded: bool, found: list[tuple[str, int]]
) -> None:
    """As for user names."""
    rows = [
        {"cognito:username": name, "email": address}
        for name, address in (("ann", "a@b"), ("bob", "A@B"))
    ]

    assert _codes(_folded(ALIASES, folded), *rows) == found


def test_an_address_can_be_the_user_name() -> None:
    """Then the column of its own may be blank, though it is verified, and required."""
    pool = replace(SIGN_IN_BY_EMAIL, attributes=EMAIL_REQUIRED)

    assert _codes(pool, {"cognito:username": "a@b"}) == []


def test_an_address_is_no_user_name_in_a_pool_with_names() -> None:
    """It is a name like any other."""
    pool = replace(POOL, attributes=EMAIL_REQUIRED)

    assert _codes(pool, {"cognito:username": "a@b"}) == [("CUI-107", 2), ("CUI-104", 2)]


def test_the_other_address_is_not_there_by_the_user_name() -> None:
    """A phone number that signs in is no email address."""
    pool = replace(POOL, username_attributes=BOTH, attributes=EMAIL_REQUIRED)

    assert _codes(pool, {"cognito:username": "+44"}) == [("CUI-107", 2), ("CUI-104", 2)]


def test_an_unverified_alias_may_be_there_twice() -> None:
    """Nobody signs in with it."""
    rows = [
        {"cognito:username": name, "email": "a@b", "email_verified": flag, **other}
        for name, flag, other in (
            ("ann", "true", {}),
            ("bob", "false", {"phone_number": "+44", "phone_number_verified": "true"}),
        )
    ]

    assert _codes(ALIASES, *rows) == []
