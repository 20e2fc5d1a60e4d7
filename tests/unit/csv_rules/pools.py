"""Profiles of pools for the tests of the CSV rules."""

from dataclasses import replace

from cognito_user_import.csv_rules.csv_format import BASE_COLUMNS
from cognito_user_import.csv_rules.pool_profile import PoolAttribute, PoolProfile

CUSTOM_COLUMNS = ("custom:team", "custom:size", "custom:on")
COLUMNS = (*BASE_COLUMNS, *CUSTOM_COLUMNS)

POOL = PoolProfile(
    columns=frozenset(COLUMNS),
    attributes=(
        PoolAttribute("custom:on", "Boolean"),
        PoolAttribute("custom:size", "Number", lowest=1, highest=9),
        PoolAttribute("custom:team", "String", lowest=2, highest=4),
        PoolAttribute("given_name", required=True),
    ),
    auto_verified=frozenset({"email", "phone_number"}),
    username_attributes=frozenset(),
    aliases=frozenset(),
    mfa="OPTIONAL",
    case_sensitive=True,
    password_hashes=False,
)

SHAPES = (
    POOL,
    PoolProfile(),
    replace(POOL, auto_verified=frozenset({"email"}), mfa="OFF"),
    replace(POOL, aliases=frozenset({"email", "phone_number", "preferred_username"})),
    replace(POOL, username_attributes=frozenset({"email"}), case_sensitive=False),
    replace(POOL, username_attributes=frozenset({"email", "phone_number"}), mfa="ON"),
)
