"""Files of spreadsheets and scripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

from tests.user_files.sample import BY_EMAIL, EMAIL, Sample, named, verified

YES: Final = ("--set", "email_verified=true")


def written(rows: Sequence[Sequence[Any]], **dialect: Any) -> str:
    """Return rows as Python's csv module writes them."""
    file = io.StringIO(newline="")
    csv.writer(file, **dialect).writerows(rows)
    return file.getvalue()


_GERMAN: Final = [
    ["Benutzername", "E-Mail", "Bestätigt", "Vorname", "Nachname", "Geburtsdatum", "Handy"],
    ["ada", "ada@example.com", "WAHR", "Zoë", "Müller, Dr.", "17.05.1990", "0151 23456789"],
    ["bob", "bob@example.com", "WAHR", "Jörg", "Weiß", "1.2.1985", "+49 (0)151 23456780"],
]
_GERMAN_USERS: Final = [
    verified(
        "ada",
        given_name="Zoë",
        family_name="Müller, Dr.",
        birthdate="05/17/1990",
        phone_number="+4915123456789",
    ),
    verified(
        "bob",
        given_name="Jörg",
        family_name="Weiß",
        birthdate="02/01/1985",
        phone_number="+4915123456780",
    ),
]
_GERMAN_OPTIONS: Final = ("--country", "DE", "--map", "email_verified=Bestätigt")
_AMERICAN: Final = [
    ["Email Address", "First Name", "Last Name", "Date of Birth", "Mobile Phone"],
    ["ada@example.com", "Ada", "Lovelace", "5/17/1990", "(415) 555-0100"],
    ["bob@example.com", "Bob", "O'Neil", "1/2/1985", "415-555-0101"],
]
_AMERICAN_USERS: Final = [
    verified(
        "ada@example.com",
        "ada@example.com",
        given_name="Ada",
        family_name="Lovelace",
        birthdate="05/17/1990",
        phone_number="+14155550100",
    ),
    verified(
        "bob@example.com",
        "bob@example.com",
        given_name="Bob",
        family_name="O'Neil",
        birthdate="01/02/1985",
        phone_number="+14155550101",
    ),
]
_PANDAS: Final[list[list[Any]]] = [
    ["", "username", "email", "email_verified", "updated_at", "address"],
    ["0", "ada", "ada@example.com", True, 1700000000123, "1 Main St\nTown"],
    ["1", "bob", "bob@example.com", True, 1700000001456, 'The "Old" Mill'],
]
_PANDAS_USERS: Final = [
    verified("ada", updated_at="1700000000", address="1 Main St Town"),
    verified("bob", updated_at="1700000001"),
]
_PLAIN: Final = [["username", "email"], ["ada", "ada@example.com"], ["bob", "bob@example.com"]]
_PLAIN_USERS: Final = [verified("ada"), verified("bob")]

SPREADSHEETS: Final[dict[str, Sample]] = {
    "excel-german": Sample(
        "CSV, separator semicolon, encoding cp1252",
        written(_GERMAN, delimiter=";").encode("cp1252"),
        _GERMAN_USERS,
        _GERMAN_OPTIONS,
    ),
    "excel-german-utf-8": Sample(
        "CSV, separator semicolon, encoding utf-8-sig",
        written(_GERMAN, delimiter=";").encode("utf-8-sig"),
        _GERMAN_USERS,
        _GERMAN_OPTIONS,
    ),
    "excel-unicode-text": Sample(
        "CSV, separator tab, encoding utf-16",
        written(_GERMAN, delimiter="\t").encode("utf-16"),
        _GERMAN_USERS,
        _GERMAN_OPTIONS,
    ),
    "excel-american": Sample(
        "CSV, separator comma, encoding utf-8",
        written(_AMERICAN).encode(),
        _AMERICAN_USERS,
        ("--country", "US", "--username-from", "email", *YES),
        BY_EMAIL,
    ),
    "excel-for-mac": Sample(
        "CSV, separator comma, encoding utf-8",
        written(_PLAIN, lineterminator="\r").encode(),
        _PLAIN_USERS,
        YES,
    ),
    "all-quoted": Sample(
        "CSV, separator comma, encoding utf-8",
        written(_PLAIN, quoting=csv.QUOTE_ALL).encode(),
        _PLAIN_USERS,
        YES,
    ),
    "bars": Sample(
        "CSV, separator bar, encoding utf-8",
        written(_PLAIN, delimiter="|", lineterminator="\n").encode(),
        _PLAIN_USERS,
        YES,
    ),
    "pandas": Sample(
        "CSV, separator comma, encoding utf-8", written(_PANDAS).encode(), _PANDAS_USERS
    ),
    "nearly-cognito": Sample(
        "CSV, separator comma, encoding utf-8-sig",
        "\ufeffcognito:username,email,email_verified,birthdate,address,cognito:mfa_enabled\r\n"
        "ada , ada@example.com,TRUE,01/02/1990,1 Main St\\, Town,FALSE\r\n"
        "bob,bob@example.com,True,12/31/1985,,\r\n".encode(),
        [
            verified(
                "ada",
                birthdate="01/02/1990",
                address="1 Main St, Town",
                **{"cognito:mfa_enabled": "false"},
            ),
            verified("bob", birthdate="12/31/1985"),
        ],
    ),
    "addresses-only": Sample(
        "CSV, separator comma, encoding utf-8",
        b"mail\nada@example.com\nbob@example.com\n",
        [verified(f"{name}@example.com", f"{name}@example.com") for name in ("ada", "bob")],
        ("--username-from", "email", *YES),
        BY_EMAIL,
    ),
    "phone-numbers-only": Sample(
        "CSV, separator comma, encoding utf-8",
        b"Tel\n0049 151 23456789\n+33 6 12 34 56 78\n",
        [
            named(number, phone_number=number, phone_number_verified="true")
            for number in ("+4915123456789", "+33612345678")
        ],
        ("--username-from", "phone_number", "--set", "phone_number_verified=true"),
        {"AutoVerifiedAttributes": ["phone_number"], "UsernameAttributes": ["phone_number"]},
    ),
    "french-latin-1": Sample(
        "CSV, separator semicolon, encoding cp1252",
        "Identifiant;Courriel;Prénom;Nom de famille;Date de naissance\r\n"
        "ada;ada@example.com;François;Lefèvre;31/12/1985\r\n"
        "bob;bob@example.com;Zoë;Besançon;01/02/1990\r\n".encode("latin-1"),
        [
            verified("ada", given_name="François", family_name="Lefèvre", birthdate="12/31/1985"),
            verified("bob", given_name="Zoë", family_name="Besançon", birthdate="02/01/1990"),
        ],
        YES,
    ),
    "own-attributes": Sample(
        "CSV, separator comma, encoding utf-8",
        b"username,email,Plan,Customer No\nada,ada@example.com,free,0017\n",
        [verified("ada", **{"custom:plan": "free", "custom:customer": "0017"})],
        ("--map", "custom:customer=Customer No", "--map", "custom:plan=Plan", *YES),
        {
            **EMAIL,
            "Schema": [
                {"Name": name, "AttributeDataType": "String", "Mutable": True}
                for name in ("plan", "customer")
            ],
        },
    ),
}
