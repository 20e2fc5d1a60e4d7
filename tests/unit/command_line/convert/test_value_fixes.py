"""What is changed in values, what isn't, and what is left blank."""

import pytest

from cognito_user_import_cli.convert.calendar_dates import DateEvidence, birthdate_fix
from cognito_user_import_cli.convert.phone_numbers import PhoneFix, is_national
from tests.unit.command_line.convert.converting import Converter


@pytest.mark.parametrize(
    ("value", "order", "expected"),
    [
        ("1990-05-17", "dmy", "05/17/1990"),
        ("1990-5-7", "dmy", "05/07/1990"),
        ("1990-05-17T00:00:00Z", "dmy", "05/17/1990"),
        ("1990/05/17", "mdy", "05/17/1990"),
        ("19900517", "mdy", "05/17/1990"),
        ("17.05.1990", "mdy", "05/17/1990"),
        ("1.2.1990", "mdy", "02/01/1990"),
        ("17/05/1990", "dmy", "05/17/1990"),
        ("5/17/1990 00:00", "mdy", "05/17/1990"),
        ("01-02-1990", "dmy", "02/01/1990"),
        ("29.02.2000", "dmy", "02/29/2000"),
        ("31/02/1990", "dmy", ""),
        ("05/17/1990", "dmy", ""),
        ("17/05/90", "dmy", ""),
        ("17/05-1990", "dmy", ""),
        ("33010", "dmy", ""),
        ("0000-00-00", "dmy", ""),
        ("17 May 1990", "dmy", ""),
    ],
)
def test_dates(value: str, order: str, expected: str) -> None:
    """Become mm/dd/yyyy if they are days of the calendar, with a whole year."""
    assert birthdate_fix(value, order)[0] == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["01/02/1990", "13/02/1990"], "dmy"),
        (["01/02/1990", "02/13/1990"], "mdy"),
        (["13/02/1990", "02/13/1990"], None),
        (["01/02/1990"], None),
        (["03/03/1990"], "mdy"),
        (["1990-02-01", "02.01.1990"], "mdy"),
        (["13/13/1990", "1/2/90"], "mdy"),
    ],
)
def test_the_order_of_a_column(dates: list[str], order: str | None) -> None:
    """One date can show it for all; without one, a person decides."""
    evidence = DateEvidence()
    for date in dates:
        evidence.add(date)
    assert evidence.order() == order


@pytest.mark.parametrize(
    ("value", "country", "expected"),
    [
        ("+4915123456789", None, "+4915123456789"),
        ("+49 (0)151 234 567-89", None, "+4915123456789"),
        ("(+49) 151 23456789", None, "+4915123456789"),
        ("0049 151 23456789", None, "+4915123456789"),
        ("'+4915123456789", None, "+4915123456789"),
        ("tel:+4915123456789", None, "+4915123456789"),
        ("0151/23456789", "DE", "+4915123456789"),
        ("15123456789", "DE", "+4915123456789"),
        ("33612345678", "FR", "+33612345678"),
        ("447911123456", "GB", "+447911123456"),
        ("4915123456789", "DE", ""),
        ("(415) 555-0100", "US", "+14155550100"),
        ("14155550100", "US", "+14155550100"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("06 12345678", "IT", "+390612345678"),
        ("0151 23456789", None, ""),
        ("+0151 23456789", None, ""),
        ("+49 1", None, ""),
        ("+491512345678901234", None, ""),
        ("4,91512E+12", "DE", ""),
        ("(415) 555-0100 ext. 5", "US", ""),
        ("none", "DE", ""),
    ],
)
def test_phone_numbers(value: str, country: str | None, expected: str) -> None:
    """Become + and digits by the numbering plan of their country."""
    assert PhoneFix(country)(value)[0] == expected


@pytest.mark.parametrize("value", ["0151 23456789", "(415) 555-0100", "15123456789"])
def test_a_number_without_a_country(value: str) -> None:
    """Needs one to be named."""
    assert is_national(value)


@pytest.mark.parametrize("value", ["+49 151", "0049 151", "(+49) 151", "4,9E+12", "none", "'+49"])
def test_a_number_with_a_country_or_without_digits(value: str) -> None:
    """Needs none."""
    assert not is_national(value)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("email_verified", "1", "true"),
        ("email_verified", "WAHR", "true"),
        ("email_verified", "non", "false"),
        ("email_verified", "maybe", None),
        ("updated_at", "1700000000", "1700000000"),
        ("updated_at", "1700000000123", "1700000000"),
        ("updated_at", "1700000000123456", "1700000000"),
        ("updated_at", "1700000000.5", "1700000000"),
        ("updated_at", "2023-11-14T22:13:20Z", "1700000000"),
        ("updated_at", "2023-11-14T23:13:20.123+01:00", "1700000000"),
        ("updated_at", "2023-11-14 22:13:20", "1700000000"),
        ("updated_at", "yesterday", None),
        ("updated_at", "1969-01-01", None),
        ("updated_at", "9" * 40, None),
        ("email", "mailto:ada@example.com", "ada@example.com"),
        ("email", "ada@example.com\u200b", "ada@example.com"),
        ("email", "ada at example.com", None),
        ("name", "  Ada \t Lovelace ", "Ada Lovelace"),
        ("name", "Ada\u00a0", "Ada"),
        ("name", "A\x07da", "Ada"),
        ("address", '"1 Main St\r\n2nd floor"', "1 Main St 2nd floor"),
        ("address", '"1, Main St"', "1, Main St"),
        ("name", '"Ada ""Ad"" L"', None),
        ("name", "Ada\\L", None),
        ("name", "x" * 2049, None),
        ("name", "x" * 2048, "x" * 2048),
        ("cognito:mfa_enabled", "yes", "true"),
    ],
)
def test_values(converter: Converter, column: str, value: str, expected: str | None) -> None:
    """Become Cognito's form, or blank; then the report counts them, and names the first line."""
    done = converter.convert(
        f"username;{column};email\nada;{value};ada@example.com\n".replace(
            ";email", "" if column == "email" else ";email", 1
        ).replace(";ada@example.com\n", "\n" if column == "email" else ";ada@example.com\n"),
        "--separator",
        "semicolon",
    )

    assert done.users[0].get(column) == expected
    assert (f"given.csv:2: {column}: " in done.out) == (expected is None)
    assert done.code == 0


def test_changes_are_counted_by_column_and_kind(converter: Converter) -> None:
    """For a person at the terminal, and as JSON."""
    content = (
        "username,birthdate,phone,active\nada,1990-01-02,+49 151 23456789,x\nbob,1990-13-02,,\n"
    )

    shown = converter.convert(content)
    document = converter.convert(content, "--json").json

    assert "Changed:\n        1 birthdate: dates written as mm/dd/yyyy\n" in shown.out
    assert "given.csv:3: birthdate: not a day of the calendar; left blank" in shown.out
    assert document["changed"] == [
        {"column": "birthdate", "what": "dates written as mm/dd/yyyy", "count": 1},
        {"column": "phone_number", "what": "phone numbers written as + and digits", "count": 1},
    ]
    assert document["blanked"] == [
        {"column": "birthdate", "what": "not a day of the calendar", "count": 1}
    ]
    assert document["losses"] == [
        {"place": 3, "column": "birthdate", "reason": "not a day of the calendar"}
    ]
    assert (document["read"], document["written"], document["unused"]) == (2, 2, ["active"])
    assert [entry["check"]["errors"] for entry in document["files"]] == [0]


def test_a_missing_address_is_not_verified(converter: Converter) -> None:
    """Cognito fails a row that says so."""
    done = converter.convert(
        "username,email\nada,\nbob,b@example.com\n", "--set=email_verified=true"
    )

    assert done.users == [
        {"cognito:username": "ada"},
        {"cognito:username": "bob", "email": "b@example.com", "email_verified": "true"},
    ]
    assert "1 email_verified: true without an address" in done.out


def test_a_user_without_a_name_is_left_out(converter: Converter) -> None:
    """And counted, with the line; the exit code says that something is to be fixed."""
    done = converter.convert("username,name\n,Ada\nbob,Bob\n")

    assert (done.code, done.users) == (3, [{"cognito:username": "bob", "name": "Bob"}])
    assert "1 user without a user name" in done.out
    assert "given.csv:2: without a user name; left out" in done.out


def test_a_row_that_is_too_long_is_left_out(converter: Converter) -> None:
    """By Cognito's quota of 16,000 characters, its escaped commas included."""
    columns = ["name", "given_name", "family_name", "nickname", "profile", "address", "website"]
    row = [f'"{"," * 1_200}"'] * len(columns)

    done = converter.convert(f"username,{','.join(columns)}\nada,{','.join(row)}\n")

    assert (done.code, done.users) == (3, [])
    assert "with a row of more than 16,000 characters" in done.out
