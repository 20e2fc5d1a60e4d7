"""ListUsers and DescribeUserPool of the embedded AWS, as harsh as AWS's API reference."""

from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario, code_of, good_row

pytestmark = [pytest.mark.integration, pytest.mark.thorough]


@pytest.fixture(scope="module")
def full_pool(module_aws: LocalAws) -> ImportScenario:
    """Import four users, one of them without an address."""
    pool = ImportScenario(
        module_aws,
        AutoVerifiedAttributes=["email", "phone_number"],
        UsernameConfiguration={"CaseSensitive": True},
    )
    phone = {"email": "", "email_verified": "", "phone_number": "+491", "name": "Zoë"}
    rows = [
        good_row(1, name="Ada"),
        good_row(2, **{"cognito:username": "Ada"}),
        good_row(3, **{"cognito:username": 'the"one\\two'}),
        good_row(4, **{**phone, "phone_number_verified": "true"}),
    ]
    assert pool.run(pool.csv(rows))["ImportedUsers"] == 4
    return pool


def listed(pool: ImportScenario, **request: Any) -> list[dict[str, Any]]:
    """Return the users of a page."""
    users: list[dict[str, Any]] = pool.cognito.list_users(UserPoolId=pool.pool_id, **request)[
        "Users"
    ]
    return users


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('username = "user1"', ["user1"]),
        ('"username" = "user1"', ["user1"]),
        ('username = "USER1"', []),
        ('username ^= "user"', ["user1", "user4"]),
        ('username = "the\\"one\\\\two"', ['the"one\\two']),
        ('email = "USER1@example.com"', ["user1"]),
        ('phone_number = "+491"', ["user4"]),
        ('name = "ada"', ["user1"]),
        ('cognito:user_status = "RESET_REQUIRED"', ["user1", "Ada", 'the"one\\two', "user4"]),
        ('status = "Disabled"', []),
        ("", ["user1", "Ada", 'the"one\\two', "user4"]),
    ],
)
def test_a_filter_selects_users(full_pool: ImportScenario, text: str, names: list[str]) -> None:
    """User names by their case, addresses by any; a backslash goes before a quote."""
    request = {"Filter": text} if text else {}
    assert [user["Username"] for user in listed(full_pool, **request)] == names


@pytest.mark.parametrize(
    "request_",
    [
        {"Filter": 'username = "a"b"'},
        {"Filter": "username = a"},
        {"Filter": 'username != "a"'},
        {"Filter": 'custom:team = "a"'},
        {"Limit": 61},
        {"AttributesToGet": ["email"]},
        {"AttributesToGet": ["sub", "email"], "Filter": 'username ^= "user"'},
    ],
    ids=str,
)
def test_a_request_is_refused(full_pool: ImportScenario, request_: dict[str, Any]) -> None:
    """Among others, one for an attribute that a listed user lacks."""
    with pytest.raises(ClientError) as error:
        listed(full_pool, **request_)
    assert code_of(error.value) == "InvalidParameterException"


def test_only_the_attributes_asked_for_are_listed(full_pool: ImportScenario) -> None:
    """Every user has a sub, and those of this filter have an email address."""
    users = listed(full_pool, AttributesToGet=["sub", "email"], Filter='email ^= "user"', Limit=60)
    names = [[item["Name"] for item in user["Attributes"]] for user in users]
    assert names == [["sub", "email"]] * 3
    assert len(listed(full_pool, AttributesToGet=["sub"])) == 4


def test_pages_come_at_a_rate(full_pool: ImportScenario, aws: LocalAws) -> None:
    """What comes sooner is throttled."""
    aws.configure(list_users_pages_per_second=0.001)
    client = aws.client("cognito-idp", config=Config(retries={"total_max_attempts": 1}))
    request = {"UserPoolId": full_pool.pool_id, "Limit": 1}
    assert len(client.list_users(**request)["Users"]) == 1
    with pytest.raises(ClientError) as error:
        client.list_users(**request)
    assert code_of(error.value) == "TooManyRequestsException"


def test_the_number_of_users_is_an_estimate(full_pool: ImportScenario, aws: LocalAws) -> None:
    """A setting names it; it proves nothing."""
    assert full_pool.count_users() == 4
    aws.configure(estimated_users=0)
    assert full_pool.count_users() == 0
    assert len(listed(full_pool)) == 4
