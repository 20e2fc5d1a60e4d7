"""Hashes keep their passwords, whatever system they are from."""

import pytest

from cognito_user_import.csv_rules.hash_forms import password_hash
from cognito_user_import_cli.convert.password_forms import algorithm_of, cognito_form
from tests.unit.command_line.convert.converting import Converter
from tests.user_files.password_check import is_password
from tests.user_files.system_hashes import (
    IMPORTABLE,
    PASSWORD,
    UNIMPORTABLE,
    argon2_hash,
    bcrypt_hash,
    django,
)


@pytest.mark.parametrize("name", IMPORTABLE)
def test_the_password_of_a_hash_stays_the_same(name: str) -> None:
    """Recomputed from what is written; and the form is one that Cognito documents."""
    algorithm, make = IMPORTABLE[name]

    form = cognito_form(make())

    assert form.algorithm == algorithm_of(form.text) == algorithm
    assert password_hash(algorithm)(form.text) is None
    assert is_password(form.text, PASSWORD)
    assert not is_password(form.text, f"{PASSWORD}!")


@pytest.mark.parametrize("name", IMPORTABLE)
def test_cognito_s_own_form_stays(name: str) -> None:
    """A file that was converted can be converted again."""
    form = cognito_form(IMPORTABLE[name][1]())

    assert cognito_form(form.text) == form


@pytest.mark.parametrize("name", UNIMPORTABLE)
def test_a_hash_that_cognito_can_t_import_has_a_reason(name: str) -> None:
    """By its algorithm, its costs, or its form."""
    reason, make = UNIMPORTABLE[name]

    form = cognito_form(make())

    assert form.algorithm == ""
    assert form.text.startswith(reason)


def test_one_algorithm_is_named(converter: Converter) -> None:
    """Users whose hash can't be imported are in the file, without one."""
    rows = [("ada", bcrypt_hash()), ("bob", UNIMPORTABLE["wordpress"][1]()), ("eve", "")]
    content = "username,password\n" + "".join(f"{name},{text}\n" for name, text in rows)

    done = converter.convert(content)

    assert [user.get("password_hash", "") for user in done.users] == [bcrypt_hash(), "", ""]
    assert done.columns[-1] == "password_hash"
    assert "with a password hash, 2 without; import it with " in done.out
    assert "--password-hashing-algorithm BCRYPT" in done.out
    assert "1 password_hash: phpass (WordPress)" in done.out
    assert "2 users without a password hash: they must reset their passwords" in done.out
    assert (done.code, "CUI-401" in done.err) == (0, False)


def test_several_algorithms_become_several_files(converter: Converter) -> None:
    """A job has one; who has no hash is in the file of the most common one."""
    hashes = [bcrypt_hash("2a"), django("PBKDF2", iterations=1000), "", bcrypt_hash()]
    content = "username,password\n" + "".join(f"u{n},{h}\n" for n, h in enumerate(hashes))

    done = converter.convert(content, "--json")

    names = {entry["password_hashing_algorithm"]: entry for entry in done.json["files"]}
    assert {name: (entry["users"], entry["check"]["errors"]) for name, entry in names.items()} == {
        "BCRYPT": (3, 0),
        "PBKDF2_SHA256": (1, 0),
    }
    assert sorted(path.name for path in converter.folder.iterdir()) == [
        "given.csv",
        "users.bcrypt.csv",
        "users.pbkdf2_sha256.csv",
    ]
    again = converter.convert(content)
    assert again.code == 2
    assert "users.bcrypt.csv already exists" in again.err


def test_one_of_several_algorithms_can_be_chosen(converter: Converter) -> None:
    """The users of the others have no hash."""
    content = f'username,password\nada,{bcrypt_hash()}\nbob,"{argon2_hash()}"\n'

    done = converter.convert(content, "--password-hashing-algorithm", "argon2id")

    assert [user.get("password_hash", "")[:9] for user in done.users] == ["", "$argon2id"]
    assert "1 password_hash: a hash of another algorithm (BCRYPT)" in done.out


def test_without_a_hash_there_is_no_column(converter: Converter) -> None:
    """Not even if the file has hashes that nobody can import, which are counted."""
    done = converter.convert("username,password_hash\nada,secret-cell\n")

    assert "password_hash" not in done.columns
    assert "1 password_hash: no known form of a password hash" in done.out
    assert "secret" not in done.out + done.err


def test_hashes_can_be_left_out(converter: Converter) -> None:
    """For a pool that takes none."""
    done = converter.convert(f"username,hash\nada,{bcrypt_hash()}\n", "--set", "password_hash=")

    assert done.users == [{"cognito:username": "ada"}]
    assert "password_hash" not in done.columns


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_no_hash_is_shown(converter: Converter, options: tuple[str, ...]) -> None:
    """Neither one that is written, nor one that isn't."""
    hashes = [make() for _, make in (*IMPORTABLE.values(), *UNIMPORTABLE.values())]
    content = "username;password\n" + "".join(f"u{n};{h}\n" for n, h in enumerate(hashes))

    done = converter.convert(content, *options)

    tails = {text[-12:] for text in hashes if len(text) > 12}
    assert not [tail for tail in tails if tail in done.out + done.err]
