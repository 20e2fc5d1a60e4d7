"""Which field becomes which column, and what a person has to decide."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.command_line.convert.converting import Converter


@pytest.mark.parametrize(
    ("field", "value", "column", "expected"),
    [
        ("Email", "a@example.com", "email", "a@example.com"),
        ("E-Mail-Adresse", "a@example.com", "email", "a@example.com"),
        ("Correo electrónico", "a@example.com", "email", "a@example.com"),
        ("First Name", "Ada", "given_name", "Ada"),
        ("Vorname", "Ada", "given_name", "Ada"),
        ("Prénom", "Ada", "given_name", "Ada"),
        ("lastName", "Lovelace", "family_name", "Lovelace"),
        ("SURNAME", "Lovelace", "family_name", "Lovelace"),
        ("Mobile Phone", "+4915123456789", "phone_number", "+4915123456789"),
        ("Handynummer", "+4915123456789", "phone_number", "+4915123456789"),
        ("Date of Birth", "1990-05-17", "birthdate", "05/17/1990"),
        ("displayName", "Ada", "name", "Ada"),
        ("avatar_url", "https://example.com/a.png", "picture", "https://example.com/a.png"),
        ("updatedAt", "1700000000", "updated_at", "1700000000"),
        ("custom:plan", "free", "custom:plan", "free"),
    ],
)
def test_a_known_name_is_mapped(
    converter: Converter, field: str, value: str, column: str, expected: str
) -> None:
    """In any spelling, and in several languages."""
    users = converter.users(f"username,{field}\nada,{value}\n")

    assert users == [{"cognito:username": "ada", column: expected}]


def test_a_field_goes_where_a_person_says(converter: Converter) -> None:
    """Also one that would go elsewhere, or to two columns."""
    users = converter.users(
        "username,mail,mail2\nada,a@example.com,b@example.com\n",
        "--map=email=mail2",
        "--map=custom:other=mail",
        "--map=nickname=username",
        "--set=email_verified=true",
        "--set=locale=de",
    )

    assert users == [
        {
            "cognito:username": "ada",
            "nickname": "ada",
            "email": "b@example.com",
            "custom:other": "a@example.com",
            "email_verified": "true",
            "locale": "de",
        }
    ]


def test_fields_that_go_nowhere_are_named(converter: Converter) -> None:
    """Unless no user has a value there."""
    done = converter.convert("username,Shoe size,Empty\nada,39,\n")

    assert "Fields that go nowhere:\n  Shoe size\n" in done.out
    assert "Empty" not in done.out


def test_a_name_that_looks_like_a_value_is_not_shown(converter: Converter) -> None:
    """Even though it is in the header."""
    done = converter.convert("username,x@y\nada,1\n")

    assert "x@y" not in done.out
    assert "(a name that looks like a value)" in done.out


def test_cognito_s_own_name_wins_over_others(converter: Converter) -> None:
    """Without a question."""
    users = converter.users("username,mail,email\nada,a@example.com,b@example.com\n")

    assert users == [{"cognito:username": "ada", "email": "b@example.com"}]


def test_all_decisions_are_asked_for_at_once(converter: Converter) -> None:
    """Each with the option that makes it."""
    done = converter.convert("Phone,Mobile,Birthday\n0151 2345678,0151 2345679,01/02/1990\n")

    assert (done.code, done.out, done.users) == (2, "", [])
    assert [line.partition(" ")[0] for line in done.err.splitlines()[1:]] == ["-"] * 4
    for option in (
        "--map phone_number=Phone",
        "--username-from FIELD",
        "--date-order dmy or --date-order mdy",
        "--country DE",
    ):
        assert option in done.err
    assert "0151" not in done.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--map", "email"], "--map must be COLUMN=FIELD. Received: 'email'."),
        (["--map", "e-mail=mail"], "--map must name a column of the pool. Received: 'e-mail'."),
        (["--map", "email=Mail"], "--map email=... must name a field of "),
        (["--map", "email=mail", "--map", "email=mail"], "--map names email twice."),
        (["--map", f"custom:{'x' * 21}=mail"], "has at most 20 characters"),
        (["--set", "email_verified=yes"], "--set email_verified must be true or false."),
        (["--set", 'name="'], "The value of --set name must not hold a quote."),
        (["--set", "password_hash=abc"], "no two users share a hash"),
        (["--username-from", "nobody"], "--username-from must be a column or a field of the file"),
        (["--country", "XX"], "--country must be a country's code of two letters"),
        (["--encoding", "nonsense"], "--encoding must be an encoding that Python knows"),
        (["--encoding", "utf-8"], "isn't in the encoding utf-8"),
    ],
)
def test_a_wrong_option_is_refused(converter: Converter, options: list[str], said: str) -> None:
    """With what is allowed; nothing is written."""
    done = converter.convert("username,mail,ü\nada,a@example.com,x\n".encode("cp1252"), *options)

    assert (done.code, done.users) == (2, [])
    assert said in done.err


def template(converter: Converter, **properties: Any) -> list[str]:
    """Return the options that name a pool in a template."""
    path = Path(converter.folder, "template.json")
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": properties}
    path.write_text(json.dumps({"Resources": {"Pool": pool}}))
    return ["--template", str(path)]


def test_a_pool_that_signs_in_by_email_has_it_as_user_name(converter: Converter) -> None:
    """What was the user name goes nowhere, and the report says so."""
    pool = template(converter, UsernameAttributes=["email"], AutoVerifiedAttributes=["email"])

    done = converter.convert(
        "username,email\nada,a@example.com\n", *pool, "--set", "email_verified=true"
    )

    assert done.users == [
        {
            "cognito:username": "a@example.com",
            "email": "a@example.com",
            "email_verified": "true",
        }
    ]
    assert "cognito:username from email" in done.out
    assert "Fields that go nowhere:\n  username\n" in done.out


def test_a_pool_that_signs_in_by_either_takes_the_verified_one(converter: Converter) -> None:
    """As a user signed in so far, probably."""
    pool = template(converter, UsernameAttributes=["email", "phone_number"])
    content = (
        "email,email_verified,phone_number,phone_number_verified\n"
        "a@example.com,false,+4915123456789,true\n"
        "b@example.com,true,+4915123456780,true\n"
        ",,+4915123456781,\n"
    )

    done = converter.convert(content, *pool)

    assert [user["cognito:username"] for user in done.users] == [
        "+4915123456789",
        "b@example.com",
        "+4915123456781",
    ]


def test_a_pool_s_attributes_are_mapped_by_their_names(converter: Converter) -> None:
    """Without their prefix, and in any spelling; another pool's go nowhere."""
    pool = template(converter, AutoVerifiedAttributes=["email"], Schema=[{"Name": "shoe_size"}])

    done = converter.convert(
        "username,email,email verified,Shoe Size,custom:plan\nada,a@example.com,yes,39,free\n",
        *pool,
    )

    assert done.users[0]["custom:shoe_size"] == "39"
    assert "custom:plan" not in done.columns
    assert "Fields that go nowhere:\n  custom:plan\n" in done.out


def test_a_pool_that_auto_verifies_asks_what_is_verified(converter: Converter) -> None:
    """Cognito fails the others."""
    pool = template(converter, AutoVerifiedAttributes=["email"])
    content = "username,email,ok\nada,a@example.com,yes\nbob,b@example.com,no\n"

    refused = converter.convert(content, *pool)
    done = converter.convert(content, *pool, "--map", "email_verified=ok")

    assert refused.code == 2
    assert "--set email_verified=true" in refused.err
    assert done.code == 3
    assert "1 user without a verified address: Cognito fails them" in done.out
    assert "users.csv:3: error CUI-106" in done.err


def test_a_pool_without_the_address_asks_for_it(converter: Converter) -> None:
    """It is the user name."""
    done = converter.convert(
        "username\nada\n", *template(converter, UsernameAttributes=["phone_number"])
    )

    assert done.code == 2
    assert "--map phone_number=FIELD" in done.err


def test_a_first_line_without_a_known_name_is_not_shown(converter: Converter) -> None:
    """It may be a user."""
    done = converter.convert("Ada,Lovelace,London\nBob,Babbage,Paris\n")

    assert done.code == 2
    assert "If its first line is a user, add a line with column names above it." in done.err
    assert not any(name in done.err for name in ("Ada", "Lovelace", "London"))
