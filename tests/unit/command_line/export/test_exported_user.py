"""A user of one pool as a row for another."""

from typing import Any

import pytest

from cognito_user_import.csv_rules.csv_format import BASE_COLUMNS
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import_cli.export.exported_user import UserRow, UserRows
from cognito_user_import_cli.export.tally import Tally
from tests.fakes.user_directory import User, user

EMAIL = frozenset({"email"})
BOTH = frozenset({"email", "phone_number"})
COLUMNS = (*BASE_COLUMNS, "custom:plan", "custom:legacy_sub")


def profile(**changes: Any) -> PoolProfile:
    """Return a pool that verifies email addresses."""
    known = {"auto_verified": EMAIL, "username_attributes": frozenset(), "aliases": frozenset()}
    return PoolProfile(**{**known, "mfa": "OFF", **changes})


def row(
    listed: User,
    tally: Tally | None = None,
    *,
    source: PoolProfile | None = None,
    target: PoolProfile | None = None,
    keep_sub_as: str = "",
) -> UserRow | None:
    """Return the row of a user."""
    rows = UserRows(source or profile(), target or profile(), COLUMNS, keep_sub_as)
    return rows.row(listed, tally or Tally())  # type: ignore[arg-type]


def values(listed: User, **pools: Any) -> dict[str, str]:
    """Return the values of a row that has no problems."""
    found = row(listed, **pools)
    assert found
    assert found.problems == []
    return found.values


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("birthdate", "1815-12-10", "12/10/1815"),
        ("birthdate", "0815-01-02", "01/02/0815"),
        ("birthdate", "12/10/1815", "12/10/1815"),
        ("updated_at", "1700000000", "1700000000"),
        ("updated_at", "1700000000.0", "1700000000"),
        ("email_verified", "True", "true"),
        ("phone_number_verified", "false", "false"),
        ("name", " Ada\n", "Ada"),
        ("custom__plan", "a, b", "a, b"),
    ],
)
def test_values_are_in_the_form_of_the_file(name: str, value: str, expected: str) -> None:
    """The API has some of them in another one."""
    found = values(user("ada", **{name: value}))
    assert found == {name.replace("__", ":"): expected, "cognito:username": "ada"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("birthdate", "1815-13-10"),
        ("birthdate", "2020-W01-1"),
        ("birthdate", "1815-12-1"),
        ("birthdate", "1815-12-10\x0b!"),
        ("updated_at", "yesterday"),
        ("updated_at", "1.7e9"),
        ("updated_at", "17.5"),
        ("updated_at", "-5"),
    ],
)
def test_a_value_without_that_form_is_a_problem(name: str, value: str) -> None:
    """The cell is blank, and the problem does not show the value."""
    found = row(user("ada", **{name: value}))
    assert found
    assert found.values[name] == ""
    ((column, problem),) = found.problems
    assert (column, value in problem) == (name, False)


@pytest.mark.parametrize(
    ("source", "target", "attributes", "expected"),
    [
        ({}, {}, {"email": "a@b"}, "made-up"),
        ({}, {"aliases": EMAIL}, {"email": "a@b"}, "made-up"),
        ({}, {"username_attributes": EMAIL}, {"email": "a@b"}, "a@b"),
        ({"username_attributes": EMAIL}, {}, {"email": "a@b"}, "a@b"),
        ({"username_attributes": EMAIL}, {"aliases": EMAIL}, {"email": "a@b"}, "made-up"),
        ({"username_attributes": EMAIL}, {"username_attributes": EMAIL}, {"email": "a@b"}, "a@b"),
        ({}, {"username_attributes": BOTH}, {"phone_number": "+1"}, "+1"),
        ({}, {"username_attributes": BOTH}, {"phone_number": "+1", "email": "a@b"}, "a@b"),
        (
            {},
            {"username_attributes": BOTH},
            {"phone_number": "+1", "email": "a@b", "phone_number_verified": "true"},
            "+1",
        ),
        ({"username_attributes": EMAIL}, {}, {}, "made-up"),
    ],
)
def test_a_user_is_called_what_the_target_calls_users(
    source: dict[str, Any], target: dict[str, Any], attributes: dict[str, str], expected: str
) -> None:
    """An address where that signs in; in a pool of addresses Cognito makes the names up."""
    found = values(
        user("made-up", **attributes), source=profile(**source), target=profile(**target)
    )
    assert found == {**attributes, "cognito:username": expected}


def test_a_user_without_the_address_that_is_the_name_is_left_out() -> None:
    """And counted."""
    tally = Tally()
    target = profile(username_attributes=EMAIL)
    assert row(user("ada", phone_number="+1"), tally, target=target) is None
    assert tally == Tally(without_username=1)


def test_a_name_that_an_address_replaces_is_counted() -> None:
    """One that Cognito has made up is not."""
    tally, target = Tally(), profile(username_attributes=EMAIL, auto_verified=frozenset())
    row(user("ada", email="a@b"), tally, target=target)
    assert tally == Tally(renamed=1)
    row(user("made-up", email="a@b"), tally, target=target, source=target)
    assert tally == Tally(renamed=1)


def test_a_federated_user_is_left_out() -> None:
    """And counted, whatever attributes there are."""
    tally = Tally()
    assert row(user("Google_1", status="EXTERNAL_PROVIDER", website="x"), tally) is None
    assert tally == Tally(federated=1)


@pytest.mark.parametrize(
    ("changes", "attributes", "expected"),
    [
        ({"Enabled": False}, {}, {"disabled": 1}),
        ({}, {"identities": "[]"}, {"linked": 1}),
        ({}, {"custom__other": "x", "locale": ""}, {"without_column": {"custom:other": 1}}),
        ({}, {"name": "Ada "}, {"trimmed": 1}),
        ({}, {"sub": "1"}, {}),
        ({}, {"email_verified": "false"}, {"unverified": 1}),
        ({}, {"phone_number_verified": "true", "email_verified": ""}, {"unverified": 1}),
    ],
)
def test_what_cannot_travel_is_counted(
    changes: User, attributes: dict[str, str], expected: dict[str, Any]
) -> None:
    """The user goes on without it."""
    tally = Tally()
    given = {"email_verified": "true", **attributes}
    assert row({**user("ada", **given), **changes}, tally) is not None
    assert tally == Tally(**expected)


def test_the_sub_is_kept_where_it_is_told_to_be() -> None:
    """What was there is counted."""
    tally = Tally()
    listed = user("ada", sub="1", custom__legacy_sub="0", email_verified="true")
    found = row(listed, tally, keep_sub_as="custom:legacy_sub")
    assert found
    assert found.values["custom:legacy_sub"] == "1"
    assert tally == Tally(replaced=1)


@pytest.mark.parametrize(("mfa", "expected"), [("OFF", None), ("ON", "true"), ("OPTIONAL", "true")])
def test_mfa_by_text_message_is_kept(mfa: str, expected: str | None) -> None:
    """Unless the target has no MFA; blank is the pool's default."""
    listed = {**user("ada"), "MFAOptions": [{"DeliveryMedium": "SMS"}]}
    found = values(listed, target=profile(mfa=mfa))
    assert found.get("cognito:mfa_enabled") == expected
    assert "cognito:mfa_enabled" not in values(user("ada"), target=profile(mfa=mfa))
