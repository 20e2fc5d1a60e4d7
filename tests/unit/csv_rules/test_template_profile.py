"""A pool as a template describes it, and what the template does not tell."""

from typing import Any

import pytest

from cognito_user_import.csv_rules import PoolAttribute, PoolProfile
from cognito_user_import.csv_rules.csv_format import BASE_COLUMNS
from cognito_user_import.csv_rules.template_profile import template_profile

FUNCTION = {"Fn::ImportValue": "other"}
NO_VALUE = {"Ref": "AWS::NoValue"}
CHOICE = {"Fn::If": ["Condition", "email", NO_VALUE]}


def test_a_pool_that_says_nothing_is_known() -> None:
    """By the service's defaults; whether it takes hashes no template tells."""
    assert template_profile({}) == PoolProfile(
        columns=frozenset(BASE_COLUMNS),
        attributes=(),
        auto_verified=frozenset(),
        username_attributes=frozenset(),
        aliases=frozenset(),
        mfa="OFF",
        case_sensitive=True,
    )


def test_what_a_pool_says_is_read() -> None:
    """Each property, and the constraints of its attributes."""
    profile = template_profile(
        {
            "AutoVerifiedAttributes": ["email"],
            "UsernameAttributes": ["phone_number"],
            "AliasAttributes": ["preferred_username"],
            "MfaConfiguration": "OPTIONAL",
            "UsernameConfiguration": {"CaseSensitive": False},
            "Schema": [
                {"Name": "given_name", "Required": True},
                {"Name": "team", "StringAttributeConstraints": {"MinLength": "2"}},
                {
                    "Name": "size",
                    "AttributeDataType": "Number",
                    "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "9"},
                },
            ],
        }
    )

    assert profile == PoolProfile(
        columns=frozenset({*BASE_COLUMNS, "custom:team", "custom:size"}),
        attributes=(
            PoolAttribute("custom:size", "Number", lowest=1, highest=9),
            PoolAttribute("custom:team", lowest=2),
            PoolAttribute("given_name", required=True),
        ),
        auto_verified=frozenset({"email"}),
        username_attributes=frozenset({"phone_number"}),
        aliases=frozenset({"preferred_username"}),
        mfa="OPTIONAL",
        case_sensitive=False,
    )


def test_the_attribute_that_the_service_makes_is_no_column() -> None:
    """A schema may name sub."""
    profile = template_profile({"Schema": [{"Name": "sub", "Required": True}]})

    assert (profile.columns, profile.attributes) == (frozenset(BASE_COLUMNS), ())


@pytest.mark.parametrize(
    ("properties", "unknown"),
    [
        ({"AutoVerifiedAttributes": FUNCTION}, {"auto_verified"}),
        ({"AutoVerifiedAttributes": [CHOICE]}, {"auto_verified"}),
        ({"UsernameAttributes": {"Ref": "Parameter"}}, {"username_attributes"}),
        ({"AliasAttributes": FUNCTION}, {"aliases"}),
        ({"MfaConfiguration": {"Ref": "Parameter"}}, {"mfa"}),
        ({"UsernameConfiguration": FUNCTION}, {"case_sensitive"}),
        ({"UsernameConfiguration": {"CaseSensitive": FUNCTION}}, {"case_sensitive"}),
        ({"Schema": FUNCTION}, {"columns", "attributes"}),
        ({"Schema": [FUNCTION]}, {"columns", "attributes"}),
        ({"Schema": [{"Name": FUNCTION}]}, {"columns", "attributes"}),
        ({"Schema": [{"Name": "a", "DeveloperOnlyAttribute": True}]}, {"columns", "attributes"}),
        ({"Schema": [{"Name": "a", "Required": FUNCTION}]}, {"attributes"}),
        ({"Schema": [{"Name": "a", "AttributeDataType": FUNCTION}]}, {"attributes"}),
        ({"Fn::Transform": {"Name": "Macro"}}, set(PoolProfile.__slots__)),
    ],
)
def test_an_intrinsic_function_hides_what_it_stands_for_and_nothing_else(
    properties: dict[str, Any], unknown: set[str]
) -> None:
    """The rest of the pool is known as ever."""
    assert set(template_profile(properties).unknown) == unknown | {"password_hashes"}


@pytest.mark.parametrize("bound", [FUNCTION, "many", True])
def test_a_bound_that_is_no_number_is_not_checked(bound: Any) -> None:
    """The other bound of the attribute is."""
    constraints = {"MinLength": bound, "MaxLength": 9}

    profile = template_profile(
        {"Schema": [{"Name": "a", "StringAttributeConstraints": constraints}]}
    )

    assert profile.attributes == (PoolAttribute("custom:a", highest=9),)


@pytest.mark.parametrize("constraints", [FUNCTION, "no constraints"])
def test_constraints_that_are_not_known_are_not_checked(constraints: Any) -> None:
    """The attribute demands nothing that is known."""
    schema = [{"Name": "a", "StringAttributeConstraints": constraints}]

    assert template_profile({"Schema": schema}).attributes == ()


def test_no_value_is_as_if_nothing_was_said() -> None:
    """In place of a property, of an item, and within one."""
    said = {
        "MfaConfiguration": NO_VALUE,
        "AutoVerifiedAttributes": ["email", NO_VALUE],
        "UsernameConfiguration": {"CaseSensitive": NO_VALUE},
    }

    assert template_profile(said) == template_profile({"AutoVerifiedAttributes": ["email"]})


@pytest.mark.parametrize(("text", "flag"), [("true", True), ("False", False)])
def test_a_flag_may_be_written_as_a_string(text: str, flag: bool) -> None:
    """As CloudFormation takes it."""
    said = [
        {"Name": "given_name", "Required": value, "DeveloperOnlyAttribute": "false"}
        for value in (text, flag)
    ]

    as_text, as_flag = (template_profile({"Schema": [attribute]}) for attribute in said)

    assert as_text == as_flag
    assert as_text.attributes is not None
    assert bool(as_text.attributes) is flag
