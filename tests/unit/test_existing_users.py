"""Which users of a file exist: by the name or the attribute that identifies them."""

from datetime import UTC, datetime

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.cognito.pool_users import PoolUsers
from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.importing.existing_users import ExistingUsers, find_existing
from local_aws.pools import ImportedUser
from tests.fakes.cognito import POOL, FakeCognito

NAMES = ("anna", "Bert", 'c"\\d', "")


def profile(*instead: str, case_sensitive: bool = True) -> PoolProfile:
    """Return the profile of a pool."""
    return PoolProfile(username_attributes=frozenset(instead), case_sensitive=case_sensitive)


def found(
    cognito: FakeCognito,
    pool: PoolProfile,
    *names: str,
    estimated_users: int = 0,
    created_before: datetime | None = None,
) -> list[str]:
    """Return which of the names exist."""
    cognito.configure_pool(username_attributes=pool.username_attributes)
    deadline = Deadline(600, cognito.clock)
    calls = ServiceCalls("pool", deadline, 0.0, advice={})
    existing = find_existing(
        PoolUsers(cognito.client(), POOL, calls),
        pool,
        lambda: names,
        len(names),
        estimated_users=estimated_users,
        created_before=created_before,
    )
    return [name for name in names if existing and name in existing]


def add(
    cognito: FakeCognito,
    name: str,
    created: float = 0.0,
    status: str = "CONFIRMED",
    **attributes: str,
) -> None:
    """Add a user to the pool."""
    user = ImportedUser(name, attributes, has_password=False, created=created, status=status)
    cognito.users[POOL][name] = user


@pytest.fixture(params=[0, 1000], ids=["listed", "one by one"])
def estimate(request: pytest.FixtureRequest) -> int:
    """Return an estimate that decides how users are looked for."""
    return int(request.param)


def test_users_are_known_by_their_names(cognito: FakeCognito, estimate: int) -> None:
    """Whatever the names contain; a blank one is no user's."""
    for name in ("anna", 'c"\\d', "dora"):
        add(cognito, name)
    names = ("anna", "Anna", 'c"\\d', "", "emil")
    expected = ["anna", 'c"\\d']
    assert found(cognito, profile(), *names, estimated_users=estimate) == expected


def test_case_does_not_matter_in_a_pool_where_it_does_not(
    cognito: FakeCognito, estimate: int
) -> None:
    """The pool's name may be written otherwise than the file's."""
    add(cognito, "anna")
    pool = profile(case_sensitive=False)
    assert found(cognito, pool, "ANNA", "bert", estimated_users=estimate) == ["ANNA"]


def test_users_are_known_by_the_attribute_that_they_sign_in_with(
    cognito: FakeCognito, estimate: int
) -> None:
    """In a pool whose user names are email addresses, Cognito's names are random."""
    add(cognito, "1", email="anna@example.com")
    names = ("anna@example.com", "bert@example.com", "no address")
    pool = profile("email")
    assert found(cognito, pool, *names, estimated_users=estimate) == ["anna@example.com"]


def test_users_without_the_attribute_make_the_list_start_over(cognito: FakeCognito) -> None:
    """ListUsers is an error then, on any page."""
    for number in range(100):
        add(cognito, str(number), email=f"user{number}@example.com")
    add(cognito, "100", phone_number="+491")
    assert found(cognito, profile("email"), "user1@example.com", "user99@example.com") == [
        "user1@example.com",
        "user99@example.com",
    ]
    options = [options.get("AttributesToGet") for options in cognito.listed]
    assert options == [["sub"], ["email"], ["email"], None, None]


def test_of_two_attributes_either_is_the_name(cognito: FakeCognito, estimate: int) -> None:
    """No user has both."""
    add(cognito, "1", email="anna@example.com")
    add(cognito, "2", phone_number="+491")
    pool = profile("email", "phone_number")
    names = ("+491", "+492", "anna@example.com")
    expected = ["+491", "anna@example.com"]
    assert found(cognito, pool, *names, estimated_users=estimate) == expected


def test_a_federated_user_has_no_user_name_of_the_pool(cognito: FakeCognito, estimate: int) -> None:
    """Somebody who signs in with Google may also get an account of the pool."""
    add(cognito, "Google_1", email="anna@example.com", status="EXTERNAL_PROVIDER")
    pool = profile("email")
    assert found(cognito, pool, "anna@example.com", estimated_users=estimate) == []


@pytest.mark.parametrize("verified", ["true", "false"])
def test_a_second_address_counts_if_it_is_verified(
    cognito: FakeCognito, estimate: int, verified: str
) -> None:
    """Otherwise, it may be the user name of somebody else."""
    add(cognito, "1", email="a@example.com", email_verified=verified, phone_number="+491")
    pool = profile("email", "phone_number")
    expected = ["a@example.com"] if verified == "true" else []
    assert found(cognito, pool, "a@example.com", estimated_users=estimate) == expected


def test_a_name_that_no_user_can_have_is_not_looked_up(cognito: FakeCognito) -> None:
    """It wouldn't fit into a filter either."""
    add(cognito, "anna")
    names = ("x" * 129, '"' * 127, "anna")
    assert found(cognito, profile(), *names, estimated_users=1000) == ["anna"]
    filters = [options["Filter"] for options in cognito.listed if "Filter" in options]
    assert filters == ['username = "anna"']


def test_users_of_a_later_time_do_not_count(cognito: FakeCognito, estimate: int) -> None:
    """The job itself imported them."""
    add(cognito, "anna", created=1000.0)
    add(cognito, "bert", created=1001.0)
    at = datetime.fromtimestamp(1001, UTC)
    names = ("anna", "bert")
    assert found(cognito, profile(), *names, estimated_users=estimate, created_before=at) == [
        "anna"
    ]


def test_half_a_million_names_take_eight_bytes_each() -> None:
    """Sorted, and looked up without a table."""
    existing = ExistingUsers(map(str, range(1000)), is_case_sensitive=True)
    assert existing._hashes.itemsize == 8
    assert len(existing._hashes) == 1000
    assert all(str(number) in existing for number in range(1000))
    assert not any(str(number) in existing for number in range(1000, 3000))
