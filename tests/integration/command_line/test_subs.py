"""cognito-user-import subs: from old IDs to the new sub of each user."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from local_aws import LocalAws
from local_aws.import_scenario import ImportScenario
from tests.integration.command_line.process import run
from tests.user_files.sample import BY_EMAIL

pytestmark = pytest.mark.integration


def test_old_ids_are_joined_with_new_subs(aws: LocalAws, tmp_path: Path) -> None:
    """In a pool that generates user names; who isn't in it is said, by the exit code, too."""
    pool = ImportScenario(aws, **BY_EMAIL)
    named = ("--user-pool-id", pool.pool_id)
    rows = ["id,mail", *(f"old-{n},U{n}@example.com" for n in range(70))]
    (tmp_path / "given.csv").write_text("\n".join(rows))
    options = ("--set", "email_verified=true", "--id-map", "ids.csv")
    converted = run(tmp_path, aws.environment, "convert", "given.csv", *named, *options)
    assert converted.code == 0, converted.err
    pool.run((tmp_path / "users.csv").read_bytes())
    pages = pool.cognito.get_paginator("list_users").paginate(UserPoolId=pool.pool_id)
    attributes = [
        {a["Name"]: a["Value"] for a in user["Attributes"]}
        for page in pages
        for user in page["Users"]
    ]
    subs = {each["email"].lower(): each["sub"] for each in attributes}

    ended = run(tmp_path, aws.environment, "subs", "ids.csv", *named)
    with (tmp_path / "ids.csv").open("a") as file:
        file.write("old-70,nobody@example.com\n")
    missing = run(tmp_path, aws.environment, "subs", "ids.csv", *named, "-o", "more.csv", "--json")

    assert (ended.code, ended.out) == (0, "subs.csv: 70 of 70 IDs with a sub\n")
    with (tmp_path / "subs.csv").open(newline="") as file:
        joined = list(csv.DictReader(file))
    assert [row["id"] for row in joined] == [f"old-{n}" for n in range(70)]
    assert [row["sub"] for row in joined] == [subs[row["username"].lower()] for row in joined]
    assert (missing.code, missing.json) == (1, {"file": "more.csv", "ids": 71, "missing": 1})
    assert (tmp_path / "more.csv").read_text().endswith("old-70,nobody@example.com,\n")


def test_a_file_of_subs_is_never_overwritten(pool: ImportScenario, tmp_path: Path) -> None:
    """And another pool's ID is refused before any call."""
    (tmp_path / "ids.csv").write_text("id,username\n")
    (tmp_path / "subs.csv").write_text("kept")

    ended = run(tmp_path, pool.aws.environment, "subs", "ids.csv", "--user-pool-id", pool.pool_id)

    assert (ended.code, ended.out) == (2, "")
    assert "subs.csv already exists" in ended.err
