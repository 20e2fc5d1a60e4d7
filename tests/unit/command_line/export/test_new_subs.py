"""The new sub of a user by what the user signs in with."""

from pathlib import Path

import pytest

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import_cli.command_errors import AwsError, UsageError
from cognito_user_import_cli.export.new_subs import SignInNames, subs_by_name
from cognito_user_import_cli.export.user_pages import UserPages
from cognito_user_import_cli.local_files.id_map import id_rows
from tests.fakes.clock import FakeClock
from tests.fakes.cognito import POOL
from tests.fakes.user_directory import FakeUserDirectory, user

BY_ADDRESS = PoolProfile(username_attributes=frozenset({"email"}), case_sensitive=False)
BY_NAME = PoolProfile(username_attributes=frozenset(), case_sensitive=True)


def found(directory: FakeUserDirectory, profile: PoolProfile, *wanted: str) -> dict[str, str]:
    """Return the subs as the command finds them."""
    calls = ServiceCalls(f"user pool {POOL}", Deadline(1e9, FakeClock()), 0.0, advice={})
    pages = UserPages(directory.client(), POOL, calls)
    names = SignInNames(profile)
    return subs_by_name(pages, names, {names.key(name) for name in wanted}, lambda _: None)


def test_users_are_found_by_their_names() -> None:
    """On every page; users who aren't wanted take no memory."""
    users = [user(f"u{number}", sub=f"s{number}") for number in range(130)]

    assert found(FakeUserDirectory(users), BY_NAME, "u0", "u129", "U1", "no") == {
        "u0": "s0",
        "u129": "s129",
    }


def test_users_are_found_by_their_addresses() -> None:
    """In a pool that generates the names, whatever the case of an address."""
    users = [user("x-1", sub="s1", email="Ada@example.com"), user("ada@example.com", sub="s2")]

    assert found(FakeUserDirectory(users), BY_ADDRESS, "ada@EXAMPLE.com") == {
        "ada@example.com": "s1"
    }


def test_a_token_that_expires_is_an_error_of_the_service() -> None:
    """A second run finds them."""
    directory = FakeUserDirectory([user(f"u{number}", sub="s") for number in range(130)])
    directory.expired.add("page-60")

    with pytest.raises(AwsError, match="Run the command again"):
        found(directory, BY_NAME, "u1")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "must begin with the line id,username"),
        (b"id;username\n1;ada\n", "must begin with the line id,username"),
        (b"id,username\n1,ada,secret\n", "ids.csv:2 must have an ID and a user name"),
        (b"id,username\n1,\xff\n", "must be CSV in UTF-8"),
    ],
)
def test_another_file_than_convert_writes_is_refused(
    tmp_path: Path, content: bytes, said: str
) -> None:
    """Without a cell."""
    (tmp_path / "ids.csv").write_bytes(content)

    with pytest.raises(UsageError) as refused:
        list(id_rows(tmp_path / "ids.csv"))

    assert said in str(refused.value)
    assert "secret" not in str(refused.value)
