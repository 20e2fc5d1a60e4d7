"""The Region comes from the ID of the pool, and what contradicts it is named."""

from __future__ import annotations

import pytest

from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.region import region_of

POOL = "eu-west-1_AbCdEfGhI"
STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/Users/1"
MACHINE = "arn:aws:states:eu-west-1:111122223333:stateMachine:Migration"


@pytest.fixture(autouse=True)
def _no_region(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("place", [POOL, STACK, MACHINE, "us-gov-west-1_A", "ap-southeast-2_x"])
def test_the_region_is_that_of_the_place(place: str) -> None:
    """Whether it is named once more or not."""
    found = region_of(None, place)

    assert found
    assert found in place
    assert region_of(found, place) == found


@pytest.mark.parametrize("place", [None, "", "local_1a2b3c", "Users", "_x"])
def test_without_a_region_in_the_place_it_is_the_given_one(
    place: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option, AWS_REGION as the AWS CLI reads it, boto3's own variable, else the profile's."""
    assert region_of(None, place) is None
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    assert region_of(None, place) == "eu-west-3"
    monkeypatch.setenv("AWS_REGION", "eu-west-2")
    assert region_of(None, place) == "eu-west-2"
    assert region_of("eu-west-1", place) == "eu-west-1"


@pytest.mark.parametrize("name", ["--region", "AWS_REGION", "AWS_DEFAULT_REGION"])
def test_both_are_named_when_they_differ(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS would only say that there is no such pool."""
    if name != "--region":
        monkeypatch.setenv(name, "us-east-1")

    with pytest.raises(UsageError) as raised:
        region_of("us-east-1" if name == "--region" else None, POOL)

    assert str(raised.value) == (
        f"{POOL} is in eu-west-1, but {name} is us-east-1. Check the ID, or set --region eu-west-1."
    )
