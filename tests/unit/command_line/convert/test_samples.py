"""The files of many systems, each converted to the users that it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.unit.command_line.convert.converting import Converter, users_of
from tests.user_files.exports import EXPORTS
from tests.user_files.password_check import is_password
from tests.user_files.sample import Sample
from tests.user_files.spreadsheets import SPREADSHEETS
from tests.user_files.system_hashes import PASSWORD

SAMPLES: Mapping[str, Sample] = {**SPREADSHEETS, **EXPORTS}


def test_there_are_many_samples() -> None:
    """Of every system that docs/cli.md names."""
    assert len(SAMPLES) >= 25
    assert {sample.title.partition(",")[0] for sample in SAMPLES.values()} == {
        *("CSV", "JSON", "Auth0", "Firebase", "Keycloak", "Supabase", "Django", "Okta", "Cognito")
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_becomes_its_users(converter: Converter, name: str) -> None:
    """Its kind is recognized, every value is right, and every password stays the same."""
    sample = SAMPLES[name]

    done = converter.convert(sample.content, *sample.options)

    assert done.code == 0, done.out + done.err
    assert done.out.splitlines()[0].partition(": ")[2] == sample.title
    users = [user for path in written(converter.folder) for user in users_of(path)[0]]
    hashes = [user.pop("password_hash") for user in users if "password_hash" in user]
    assert users == sample.users
    assert all(is_password(text, PASSWORD) for text in hashes)
    assert len(hashes) == sum(sample.hashes.values())
    assert f"{len(users)} of {len(users) + sample.left_out} user" in done.out


@pytest.mark.parametrize(
    "name", ["firebase-csv", "keycloak", "cognito-backup-restore", "supabase-csv"]
)
def test_a_person_can_name_the_kind(converter: Converter, name: str) -> None:
    """It is what would be recognized, or overrides it."""
    sample = SAMPLES[name]
    kind = sample.title.partition(",")[0].lower()

    named = converter.convert(sample.content, "--from", kind, *sample.options, "--json")

    assert (named.code, named.json["kind"]) == (0, kind)
    assert Counter(map(len, named.users)) != Counter()


def test_json_can_be_read_as_such(converter: Converter) -> None:
    """Without what is known of a system."""
    done = converter.convert(
        SAMPLES["okta"].content, "--from", "json", "--map", "cognito:username=profile.login"
    )

    assert [user["cognito:username"] for user in done.users] == ["ada", "bob", "old"]


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        ('[{"username": "secret"}, {"usern', (), "isn't valid JSON after object 1."),
        ('{"username": "secret"} oops', (), "isn't valid JSON after object 1."),
        ("[1, 2]", (), "has no users"),
        ("[]", (), "has no users"),
        ("{}", (), "has no users"),
        ('[{"a": 1}]', ("--from", "csv"), "is JSON, not CSV."),
        ("a,b\n1,2\n", ("--from", "json"), "isn't JSON."),
        ("<users/>", (), "is XML or HTML"),
        ("INSERT INTO users VALUES ('secret');", (), "is an SQL dump"),
        ("dn: uid=secret,dc=example,dc=com", (), "is LDIF"),
    ],
)
def test_a_text_of_another_kind_is_refused_in_a_sentence(
    converter: Converter, content: str, options: tuple[str, ...], said: str
) -> None:
    """Without anything from it."""
    done = converter.convert(content, *options)

    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "secret" not in done.err


def test_disabled_users_are_counted(converter: Converter) -> None:
    """An import enables them."""
    sample = SAMPLES["firebase-json"]

    done = converter.convert(sample.content, *sample.options)

    assert "1 user disabled in the source: an import enables them" in done.out
    assert "2 password_hash: Firebase's own variant of scrypt" in done.out


def written(folder: Path) -> list[Path]:
    """Return the files that a conversion wrote, in their order."""
    return [path for path in sorted(folder.iterdir()) if path.name.startswith("users")]
