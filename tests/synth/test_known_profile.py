"""What synthesis does not know of a pool."""

from typing import Any

import pytest
from aws_cdk import Fn, Token
from aws_cdk import aws_cognito as cognito

from cdk_cognito_user_import.defined_pool import defined_pool
from cdk_cognito_user_import.known_profile import known_profile
from cognito_user_import.csv_rules import PoolAttribute, PoolProfile
from tests.synth.stacks import new_pool, new_stack

TOKEN = {"Ref": "Parameter"}
KNOWN = {"auto_verified_attributes": ["email"], "mfa_configuration": "ON"}


def test_of_an_imported_pool_nothing_is_known() -> None:
    """And the profile says so."""
    imported = cognito.UserPool.from_user_pool_id(new_stack(), "Pool", "eu-central-1_abcdefghi")

    profile = known_profile(defined_pool(imported))

    assert profile == PoolProfile()
    assert set(profile.unknown) == set(PoolProfile.__slots__)


def test_an_owned_pool_hides_only_whether_it_takes_hashes() -> None:
    """AWS does not say which pools do."""
    assert known_profile(defined_pool(new_pool(new_stack()))).unknown == ("password_hashes",)


@pytest.mark.parametrize(
    ("setting", "unknown"),
    [
        ({"auto_verified_attributes": Token.as_list(TOKEN)}, {"auto_verified"}),
        ({"auto_verified_attributes": [Token.as_string(TOKEN)]}, {"auto_verified"}),
        ({"alias_attributes": Fn.split(",", Token.as_string(TOKEN))}, {"aliases"}),
        ({"username_attributes": Token.as_list(TOKEN)}, {"username_attributes"}),
        ({"mfa_configuration": Token.as_string(TOKEN)}, {"mfa"}),
        ({"username_configuration": Token.as_any(TOKEN)}, {"case_sensitive"}),
        ({"schema": Token.as_any(TOKEN)}, {"columns", "attributes"}),
        ({"schema": [{"name": Token.as_string(TOKEN)}]}, {"columns", "attributes"}),
        ({"schema": [{"name": "a", "developerOnlyAttribute": True}]}, {"columns", "attributes"}),
        ({"schema": [{"name": "a", "required": Token.as_any(TOKEN)}]}, {"attributes"}),
    ],
)
def test_a_token_hides_what_it_stands_for_and_nothing_else(
    setting: dict[str, Any], unknown: set[str]
) -> None:
    """The rest of the pool is known as ever."""
    pool = cognito.CfnUserPool(new_stack(), "Pool", **{**KNOWN, **setting})

    profile = known_profile(pool)

    assert set(profile.unknown) == unknown | {"password_hashes"}


def test_a_token_hides_a_bound_alone() -> None:
    """The other bound of the attribute is checked."""
    constraints = {"minLength": Token.as_string(TOKEN), "maxLength": "9"}
    schema = [{"name": "a", "stringAttributeConstraints": constraints}]
    pool = cognito.CfnUserPool(new_stack(), "Pool", schema=schema)

    profile = known_profile(pool)

    assert profile.attributes == (PoolAttribute("custom:a", highest=9),)
