"""cognito-user-import export: from a pool to a file, and on into another pool."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cognito_user_import.csv_rules import PoolProfile, check
from local_aws import Failure, LocalAws
from local_aws.import_scenario import ImportScenario, eventually, good_row
from tests.integration.command_line.process import COMMAND, Ended, environment, run
from tests.integration.default_signals import default_signals

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

SCHEMA = [
    {"Name": "plan", "AttributeDataType": "String", "Mutable": True},
    {"Name": "legacy_sub", "AttributeDataType": "String", "Mutable": True},
]
ADA = {
    "email": "ada@example.com",
    "email_verified": "true",
    "name": "Lovelace, Ada",
    "birthdate": "1815-12-10",
    "updated_at": "1700000000",
    "custom:plan": "free, for ever",
    "phone_number": "+441234567",
}


def add(pool: ImportScenario, username: str, attributes: Mapping[str, str]) -> None:
    """Add a user."""
    pool.cognito.admin_create_user(
        UserPoolId=pool.pool_id,
        Username=username,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": n, "Value": v} for n, v in attributes.items()],
    )


def fill(pool: ImportScenario, count: int) -> None:
    """Import some users, and more of them than a page of ListUsers has."""
    assert pool.run(pool.csv(map(good_row, range(count))))["ImportedUsers"] == count


def users(pool: ImportScenario, *without: str) -> dict[str, dict[str, str]]:
    """Return the attributes of a pool's users by their email addresses."""
    pages = pool.cognito.get_paginator("list_users").paginate(UserPoolId=pool.pool_id)
    found = {}
    for user in (user for page in pages for user in page["Users"]):
        attributes = {a["Name"]: a["Value"] for a in user["Attributes"]}
        kept = {name: value for name, value in attributes.items() if name not in without}
        found[attributes["email"]] = kept
    return found


def subs(pool: ImportScenario) -> dict[str, str]:
    """Return the sub of each user by the email address."""
    return {email: attributes["sub"] for email, attributes in users(pool).items()}


def export(pool: ImportScenario, folder: Path, *arguments: str) -> Ended:
    """Run the command in a folder."""
    return run(folder, pool.aws.environment, "export", "--user-pool-id", pool.pool_id, *arguments)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ({}, {}),
        ({"UsernameAttributes": ["email"]}, {"UsernameAttributes": ["email"]}),
        ({}, {"UsernameAttributes": ["email"]}),
        ({"UsernameAttributes": ["email"]}, {}),
        ({"UsernameAttributes": ["email"]}, {"AliasAttributes": ["email"]}),
    ],
    ids=["names", "addresses", "names-to-addresses", "addresses-to-names", "addresses-to-aliases"],
)
def test_users_go_from_pool_to_pool_with_every_attribute(
    aws: LocalAws, tmp_path: Path, source: dict[str, Any], target: dict[str, Any]
) -> None:
    """Whatever a user name is in either; the file breaks no rule of the target."""
    first = ImportScenario(aws, Schema=SCHEMA, **source)
    other = ImportScenario(aws, Schema=SCHEMA, **target)
    for number in range(70):
        address = f"u{number}@example.com"
        attributes = {"email": address, "email_verified": "true", "given_name": f"Ü {number}"}
        add(first, address if source else f"u{number}", attributes)
    add(first, ADA["email"] if source else "ada", ADA)
    described = other.cognito.describe_user_pool(UserPoolId=other.pool_id)["UserPool"]
    profile = PoolProfile.of_service(described, other.header)

    ended = export(first, tmp_path, "--columns-of", other.pool_id, "--json")
    content = (tmp_path / "users.csv").read_bytes()
    job = other.run(content)

    assert (ended.code, ended.err) == (0, "")
    assert (ended.json["listed"], ended.json["written"], ended.json["problems"]) == (71, 71, [])
    assert list(map(str, check([content], profile).issues)) == []
    assert [job[f"{kind}Users"] for kind in ("Imported", "Skipped", "Failed")] == [71, 0, 0]
    assert users(other, "sub") == users(first, "sub")
    assert users(other)[ADA["email"]]["birthdate"] == "1815-12-10"
    assert [path.name for path in tmp_path.iterdir()] == ["users.csv"]


def test_users_move_by_three_commands(aws: LocalAws, tmp_path: Path) -> None:
    """Export, check, run: the file goes from one to the next as it is."""
    first = ImportScenario(aws, Schema=SCHEMA)
    other = ImportScenario(aws, Schema=SCHEMA)
    fill(first, 70)
    add(first, "ada", ADA)
    pool = ("--user-pool-id", other.pool_id)

    exported = export(first, tmp_path, "-o", "users.csv", "--columns-of", other.pool_id)
    checked = run(tmp_path, aws.environment, "check", "users.csv", *pool)
    imported = run(tmp_path, aws.environment, "run", "users.csv", *pool, "--role", other.role_arn)

    assert [ended.code for ended in (exported, checked, imported)] == [0, 0, 0]
    assert imported.out.endswith(" is Succeeded: 71 imported, 0 skipped, 0 failed\n")
    assert users(other, "sub") == users(first, "sub")


def test_the_sub_can_be_kept(aws: LocalAws, tmp_path: Path) -> None:
    """In a custom attribute of the target, which the source need not have."""
    first, other = ImportScenario(aws), ImportScenario(aws, Schema=SCHEMA)
    fill(first, 3)

    arguments = ("--columns-of", other.pool_id, "--keep-sub-as", "custom:legacy_sub")
    ended = export(first, tmp_path, *arguments)
    other.run((tmp_path / "users.csv").read_bytes())

    assert ended.code == 0
    kept = {email: found["custom:legacy_sub"] for email, found in users(other).items()}
    assert kept == subs(first)
    assert "Never exported: passwords" in ended.out


@pytest.mark.parametrize("column", ["custom:legacy", "name", "sub"])
def test_a_sub_has_no_place_that_the_target_has_not(
    aws: LocalAws, tmp_path: Path, column: str
) -> None:
    """The error comes before any user is listed."""
    other = ImportScenario(aws, Schema=SCHEMA)

    ended = export(other, tmp_path, "--keep-sub-as", column)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith(
        f"must be a custom attribute of {other.pool_id}. Received: {column!r}. Allowed: "
        "custom:plan, custom:legacy_sub.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_what_could_not_travel_is_told(aws: LocalAws, tmp_path: Path) -> None:
    """With counts and the places of blanks, but no value."""
    first, other = ImportScenario(aws, Schema=SCHEMA), ImportScenario(aws)
    fill(first, 2)
    add(first, "ada", ADA | {"address": 'secret "street"'})
    add(first, "bob", {"email": "bob@example.com", "nickname": "secret\nname"})
    first.cognito.admin_disable_user(UserPoolId=first.pool_id, Username="user0")

    ended = export(first, tmp_path, "--columns-of", other.pool_id, "-o", "to.csv")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        f"to.csv: 4 of 4 users in {first.pool_id}",
        "Blank, because the file can't hold the value:",
        "        1 address",
        "        1 nickname",
        "Not in the file:",
        f"        1 values of custom:plan: {other.pool_id} has no such column",
        "Fix before you import:",
        "        1 users without a verified email: Cognito fails their rows",
        "        1 disabled users: an import enables them",
        "to.csv:4: address: must not hold a quote; left blank",
        "to.csv:5: nickname: must not hold a newline; left blank",
        "Never exported: sub (--keep-sub-as keeps it), passwords, groups, MFA devices, devices, "
        "sign-in history.",
    ]


def test_a_file_that_is_there_is_kept(pool: ImportScenario, tmp_path: Path) -> None:
    """No user is listed for it."""
    (tmp_path / "users.csv").write_text("mine")

    ended = export(pool, tmp_path)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith("users.csv already exists. Name another file, or remove it.\n")
    assert (tmp_path / "users.csv").read_text() == "mine"


def test_only_some_users_can_be_exported(pool: ImportScenario, tmp_path: Path) -> None:
    """By a filter of ListUsers."""
    fill(pool, 3)

    ended = export(pool, tmp_path, "--filter", 'username = "user1"', "--json")

    assert (ended.code, ended.json["written"]) == (0, 1)
    assert (tmp_path / "users.csv").read_text().splitlines()[1].count("user1") == 2


def interrupted(pool: ImportScenario, folder: Path, number: signal.Signals) -> tuple[int, str]:
    """Run the command until it has written some pages, end it, and return its code and stderr."""
    note = folder / "users.csv.part.json"
    with default_signals():
        process = subprocess.Popen(
            [*COMMAND, "export", "--user-pool-id", pool.pool_id],
            cwd=folder,
            env=environment(folder, pool.aws.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
    try:
        eventually(lambda: note.read_text() if note.exists() else "", _has_a_page)
        # It goes no further from here.
        pool.aws.configure(throttle={"ListUsers": 1000})
        process.send_signal(number)
        _, error = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
        pool.aws.reset_faults()
    return process.returncode, error


def _has_a_page(note: str) -> bool:
    return bool(note) and json.loads(note)["tally"]["listed"] >= 60


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_export_that_was_interrupted_goes_on_where_it_was(
    pool: ImportScenario, tmp_path: Path, number: signal.Signals
) -> None:
    """Nobody is lost or there twice; what is left of it in between tells nothing of a user."""
    fill(pool, 1500)
    whole = export(pool, tmp_path, "-o", "whole.csv")
    code, error = interrupted(pool, tmp_path, number)
    note = (tmp_path / "users.csv.part.json").read_text()
    left = sorted(path.name for path in tmp_path.iterdir())
    listed = json.loads(note)["tally"]["listed"]

    ended = export(pool, tmp_path)

    assert (whole.code, ended.code, ended.out) == (0, 0, whole.out.replace("whole", "users"))
    if number is signal.SIGINT:
        assert code == 130
        assert "users.csv.part is kept. To continue, run the same command again.\n" in error
    assert left == ["users.csv.part", "users.csv.part.json", "whole.csv"]
    assert "example.com" not in note
    assert ended.err == f"Continuing users.csv.part after {listed:,} users.\n"
    assert 0 < listed < 1500
    assert (tmp_path / "users.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["users.csv", "whole.csv"]


def test_an_expired_token_begins_the_list_anew_for_the_same_export(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """And says so; for another one, such as of other users, what is left is kept."""
    fill(pool, 1500)
    interrupted(pool, tmp_path, signal.SIGKILL)
    part = (tmp_path / "users.csv.part").read_bytes()
    other = export(pool, tmp_path, "--filter", 'username ^= "user1"')
    kept = (tmp_path / "users.csv.part").read_bytes()
    expired = Failure(code="InvalidParameterException", message="The token has expired.")
    pool.aws.configure(fail={"ListUsers": expired})

    ended = export(pool, tmp_path, "--json")

    assert (ended.code, ended.json["listed"], ended.json["written"]) == (0, 1500, 1500)
    assert ended.err.endswith("Cognito refused the pagination token. Starting over.\n")
    assert (other.code, other.out, kept) == (2, "", part)
    assert (
        "users.csv.part exists, but is from another export. To start over, remove it" in other.err
    )
    assert len(set((tmp_path / "users.csv").read_text().splitlines())) == 1501


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 4, "ListUsers failed for user pool"),
        (
            ("-o", "none/users.csv"),
            2,
            "none/users.csv can't be written: No such file or directory.",
        ),
        (("--columns-of", "nowhere"), 2, "'nowhere' isn't the ID of a user pool."),
        (("--columns-of", "eu-central-1_AbCdEfGhI"), 4, "ResourceNotFoundException: "),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_nothing(
    pool: ImportScenario, tmp_path: Path, arguments: Sequence[str], code: int, words: str
) -> None:
    """In a sentence."""
    refused = Failure(code="AccessDeniedException", message="No.")
    pool.aws.configure(fail={"ListUsers": refused})

    ended = export(pool, tmp_path, *arguments)

    assert (ended.code, ended.out) == (code, "")
    assert words in ended.err
    assert ended.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_users_go_to_stdout(pool: ImportScenario, tmp_path: Path) -> None:
    """With --output -: the same bytes as in a file, and nothing beside them."""
    add(pool, "ada", {"email": "ada@example.com", "email_verified": "true", "name": "Åda"})
    in_file = export(pool, tmp_path, "--output", "users.csv")
    content = (tmp_path / "users.csv").read_text()
    (tmp_path / "users.csv").unlink()
    given = {"LC_ALL": "C", "PYTHONUTF8": "0"}
    arguments = ("export", "--user-pool-id", pool.pool_id, "--output", "-")
    with (tmp_path / "out.csv").open("wb") as out:
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=tmp_path,
            env={**environment(tmp_path, pool.aws.environment), **given},
            stdout=out,
            stderr=subprocess.PIPE,
        )
    as_json = run(tmp_path, pool.aws.environment, *arguments, "--json")
    unnamed = export(pool, tmp_path, "--output", "--json")

    assert (in_file.code, done.returncode) == (0, 0)
    assert (tmp_path / "out.csv").read_bytes().decode() == content
    assert done.stderr.startswith(b"stdout: 1 of 1 user in ")
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert (as_json.code, as_json.out) == (2, "")
    assert (unnamed.code, unnamed.err) == (2, "cognito-user-import: --output needs a value.\n")


def test_no_other_file_is_written_beside_the_one_of_the_shell(
    pool: ImportScenario, tmp_path: Path
) -> None:
    """`export > out.csv` means that the users go there."""
    with (tmp_path / "out.csv").open("wb") as out:
        done = subprocess.run(
            [*COMMAND, "export", "--user-pool-id", pool.pool_id],
            cwd=tmp_path,
            env=environment(tmp_path, pool.aws.environment),
            stdout=out,
            stderr=subprocess.PIPE,
        )
    assert done.returncode == 2
    assert b"stdout is a file. To write the users there, set --output -. " in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert (tmp_path / "out.csv").read_bytes() == b""
