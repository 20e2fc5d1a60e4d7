"""The IDs of the source: kept in a column, or in a file of their own."""

import pytest

from tests.unit.command_line.convert.converting import Converter
from tests.user_files.exports import EXPORTS

CONTENT = "id,username,shop id\n17,ada,x1\n,bob,x2\n19,,x3\n"


def test_an_old_id_is_kept_in_a_column(converter: Converter) -> None:
    """It is the source's, unless a person names another field."""
    own = converter.convert(CONTENT, "--id-column", "custom:legacy_id")
    other = converter.convert(CONTENT, "--id-column=custom:legacy_id", "--id-from=shop id")

    assert [user.get("custom:legacy_id") for user in own.users] == ["17", None]
    assert [user.get("custom:legacy_id") for user in other.users] == ["x1", "x2"]
    assert "custom:legacy_id from shop id" in other.out


def test_old_ids_are_written_to_a_file(converter: Converter) -> None:
    """With the user name of each user who is in the file, and has an ID."""
    ids = converter.folder / "ids.csv"

    done = converter.convert(CONTENT, "--id-map", str(ids))

    assert ids.read_text() == "id,username\n17,ada\n"
    assert f"{ids}: 1 old ID from id, with the user names" in done.out
    assert "custom" not in "".join(done.columns)
    again = converter.convert(CONTENT, "--id-map", str(ids))
    assert (again.code, again.users) == (2, [])
    assert "ids.csv already exists" in again.err


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("auth0", ["auth0|5f7c8ec7c33c6c004bbafe80", "auth0|5f7c8ec7c33c6c004bbafe81"]),
        ("auth0-password-hashes", ["60425da93519d90068f82960", "60425da93519d90068f82961"]),
        ("firebase-csv", ["pJ3qZ0yqTGXk1u5mQeB3rV7sYx01", "pJ3qZ0yqTGXk1u5mQeB3rV7sYx11"]),
        ("keycloak", ["4b8f3c1e-0000-4000-8000-000000000003"] * 2),
        ("supabase-api", ["4b8f3c1e-0000-4000-8000-000000000001"]),
        ("django", ["1", "2"]),
        ("okta", ["00u1a2b3c4d5e6f7g8h0", "00u1a2b3c4d5e6f7g8h1"]),
        ("list-users", ["4b8f3c1e-0000-4000-8000-000000000001"] * 2),
    ],
)
def test_every_system_has_its_own_id(converter: Converter, name: str, ids: list[str]) -> None:
    """Without a person naming it."""
    sample = EXPORTS[name]

    done = converter.convert(sample.content, *sample.options, "--id-column", "custom:old")

    assert [user["custom:old"] for user in done.users] == ids


def test_a_dry_run_writes_no_ids(converter: Converter) -> None:
    """But says what it would write."""
    ids = converter.folder / "ids.csv"

    done = converter.convert(CONTENT, "--id-map", str(ids), "--dry-run")

    assert not ids.exists()
    assert f"{ids}: 1 old ID from id" in done.out


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        ("username\nada\n", ("--id-map", "x.csv"), "--id-from FIELD"),
        (CONTENT, ("--id-map", "x.csv", "--id-from", "no"), "--id-from must be a field"),
        (CONTENT, ("--id-from", "id"), "--id-from needs --id-column or --id-map"),
        (CONTENT, ("--id-column", "legacy"), "--id-column must name a column of the pool"),
    ],
)
def test_a_wrong_option_is_refused(
    converter: Converter, content: str, options: tuple[str, ...], said: str
) -> None:
    """With what is allowed."""
    done = converter.convert(content, *options)

    assert (done.code, done.users) == (2, [])
    assert said in done.err
