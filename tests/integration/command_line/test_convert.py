"""cognito-user-import convert: from the files of many systems into a fitting pool."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario
from tests.integration.command_line.process import run
from tests.user_files.exports import EXPORTS
from tests.user_files.sample import Sample, User
from tests.user_files.spreadsheets import SPREADSHEETS

pytestmark = pytest.mark.integration

SAMPLES: Mapping[str, Sample] = {**SPREADSHEETS, **EXPORTS}
EVERY_DAY = ("excel-german", "firebase-csv", "keycloak", "several-algorithms")
_NOT_ATTRIBUTES = ("cognito:username", "cognito:mfa_enabled")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in EVERY_DAY else pytest.mark.thorough)
        for name in SAMPLES
    ],
)
def test_a_converted_file_is_imported_whole(aws: LocalAws, tmp_path: Path, name: str) -> None:
    """The pool has the same users as the source, with every value."""
    sample = SAMPLES[name]
    pool = ImportScenario(aws, **sample.pool)
    (tmp_path / "given").write_bytes(sample.content)
    named = ("--user-pool-id", pool.pool_id)

    converted = run(
        tmp_path, aws.environment, "convert", "given", *named, *sample.options, "--json"
    )
    assert converted.code == 0, converted.err
    for written in converted.json["files"]:
        algorithm = written["password_hashing_algorithm"]
        options = {"PasswordHashingAlgorithm": algorithm} if algorithm else {}
        job = pool.run((tmp_path / written["file"]).read_bytes(), **options)
        counts = [job[f"{kind}Users"] for kind in ("Imported", "Skipped", "Failed")]
        assert counts == [written["users"], 0, 0]

    is_named = "UsernameAttributes" not in sample.pool
    found = users(pool, is_named=is_named)
    assert found == {sign_in(user): expected(user) for user in sample.users}
    assert statuses(pool).count("CONFIRMED") == sum(sample.hashes.values())


def sign_in(user: User) -> str:
    """Return what a user signs in with."""
    return user["cognito:username"]


def expected(user: User) -> User:
    """Return the attributes of an imported user, in the forms of the API."""
    attributes = {name: value for name, value in user.items() if name not in _NOT_ATTRIBUTES}
    if birthdate := attributes.get("birthdate"):
        month, day, year = birthdate.split("/")
        attributes["birthdate"] = f"{year}-{month}-{day}"
    return attributes


def users(pool: ImportScenario, *, is_named: bool) -> dict[str, User]:
    """Return the attributes of a pool's users by what they sign in with."""
    found = {}
    for user in listed(pool):
        attributes = {a["Name"]: a["Value"] for a in user["Attributes"] if a["Name"] != "sub"}
        name = (
            user["Username"] if is_named else attributes.get("email") or attributes["phone_number"]
        )
        found[name] = attributes
    return found


def statuses(pool: ImportScenario) -> list[str]:
    """Return the statuses of a pool's users."""
    return [user["UserStatus"] for user in listed(pool)]


def listed(pool: ImportScenario) -> list[Any]:
    """Return all users of a pool."""
    pages = pool.cognito.get_paginator("list_users").paginate(UserPoolId=pool.pool_id)
    return [user for page in pages for user in page["Users"]]
