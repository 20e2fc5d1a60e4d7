"""The rules of the embedded AWS for the rows of a CSV."""

from __future__ import annotations

from typing import Any

import pytest

from local_aws import LocalAws
from local_aws.csv_file import split
from local_aws.guesses import GiveUpRule
from local_aws.import_scenario import ImportScenario, good_row
from local_aws.row_rules import hash_problem

pytestmark = [pytest.mark.integration, pytest.mark.thorough]

MAIL = "email"
PHONE = "phone_number"
SCHEMA = [
    {"Name": "given_name", "AttributeDataType": "String", "Required": True},
    {
        "Name": "team",
        "AttributeDataType": "String",
        "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "4"},
    },
    {
        "Name": "size",
        "AttributeDataType": "Number",
        "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "9"},
    },
]
GOOD = {"given_name": "Ann"}

# The pool's settings, a row's values over a good row's, and a word of the reason, None if good.
ROWS: list[tuple[dict[str, Any], dict[str, str], str | None]] = [
    ({}, {"cognito:username": ""}, "user name is missing"),
    ({}, {"cognito:username": "a b"}, "white space"),
    ({}, {"cognito:username": "a" * 129}, "longer than 128"),
    ({}, {"cognito:username": "a" * 128}, None),
    ({}, {MAIL: "nobody"}, "email is not valid"),
    ({}, {PHONE: "0123"}, "phone_number is not valid"),
    ({}, {PHONE: "+4912345"}, None),
    ({}, {"email_verified": "yes"}, "neither true nor false"),
    ({}, {"email_verified": "TRUE"}, None),
    ({}, {MAIL: ""}, "email_verified is true and email is missing"),
    ({}, {"email_verified": "false"}, "auto verified attributes"),
    ({}, {"email_verified": "", "phone_number_verified": "true", PHONE: "+1"}, "auto verified"),
    ({}, {"birthdate": "1990-02-28"}, "mm/dd/yyyy"),
    ({}, {"birthdate": "02/30/1990"}, "mm/dd/yyyy"),
    ({}, {"updated_at": "yesterday"}, "epoch"),
    ({}, {"updated_at": "1700000000"}, None),
    ({}, {"cognito:mfa_enabled": "true"}, "MFA"),
    ({}, {"cognito:mfa_enabled": "false"}, None),
    ({}, {"name": "a" * 2049}, "longer than 2048"),
    ({}, {"name": "ä" * 1025}, "longer than 2048"),
    ({}, {"name": "a" * 2048}, None),
    ({}, {"name": "a,b"}, "as many values"),
    ({}, {"password_hash": "$2b$10$" + "a" * 53}, "needs a job with"),
    ({"MfaConfiguration": "ON"}, {"cognito:mfa_enabled": "false"}, "MFA"),
    ({"MfaConfiguration": "ON"}, {"cognito:mfa_enabled": "true"}, None),
    ({"Schema": SCHEMA}, {}, "required attribute given_name"),
    ({"Schema": SCHEMA}, {**GOOD, "custom:team": "a"}, "custom:team"),
    ({"Schema": SCHEMA}, {**GOOD, "custom:team": "abcde"}, "custom:team"),
    ({"Schema": SCHEMA}, {**GOOD, "custom:size": "ten"}, "custom:size"),
    ({"Schema": SCHEMA}, {**GOOD, "custom:size": "10"}, "custom:size"),
    ({"Schema": SCHEMA}, {**GOOD, "custom:team": "abcd", "custom:size": "9"}, None),
    ({"UsernameAttributes": [MAIL]}, {"cognito:username": "ann"}, "form of email"),
    ({"UsernameAttributes": [MAIL]}, {"cognito:username": "a@x.org", MAIL: ""}, None),
    ({"UsernameAttributes": [MAIL]}, {"cognito:username": "b@x.org"}, "not the user name"),
    ({"AliasAttributes": [MAIL]}, {"cognito:username": "a@x.org"}, "alias of the pool"),
    ({"AliasAttributes": [MAIL]}, {}, None),
]


@pytest.fixture
def aws(aws: LocalAws) -> LocalAws:
    """Have jobs go on however many rows fail."""
    aws.configure(give_up_rule=GiveUpRule.NEVER, pending_seconds=0)
    return aws


@pytest.mark.parametrize(
    "settings",
    [
        {},
        *(
            {key: None}
            for key in ("MfaConfiguration", "Schema", "UsernameAttributes", "AliasAttributes")
        ),
    ],
    ids=str,
)
def test_rows_fail_by_rule_under_their_line_numbers(
    aws: LocalAws, settings: dict[str, None]
) -> None:
    """A bad row fails alone, for its reason and under its line, and the others are imported."""
    cases = [case for case in ROWS if case[0].keys() == settings.keys()]
    pool = ImportScenario(aws, **cases[0][0])
    rows = [good_row(number, **values) for number, (_, values, _) in enumerate(cases)]

    job = pool.run(pool.csv(rows))

    expected = [reason is None for _, _, reason in cases]
    assert job["Status"] == "Succeeded"
    assert (job["ImportedUsers"], job["FailedUsers"]) == (sum(expected), expected.count(False))
    lines = pool.log_lines(job)
    for number, (line, (_, values, reason)) in enumerate(zip(lines, cases, strict=True), 2):
        outcome = "SUCCEEDED" if reason is None else "FAILED"
        assert line.startswith(f"[{outcome}] Line Number {number} - "), (values, line)
        assert (reason or "succeeded") in line, (values, line)


def test_mail_as_user_name_is_the_mail_of_the_user(aws: LocalAws) -> None:
    """In a pool whose users sign in with their email address the user's name is made up."""
    pool = ImportScenario(aws, UsernameAttributes=["email"])
    row = {"cognito:username": "ann@example.com", "email_verified": "true"}

    pool.run(pool.csv([row]))
    again = pool.run(pool.csv([row]))

    user = pool.cognito.admin_get_user(UserPoolId=pool.pool_id, Username="ann@example.com")
    attributes = {item["Name"]: item["Value"] for item in user["UserAttributes"]}
    assert user["Username"] == attributes["sub"]
    assert attributes["email"] == "ann@example.com"
    assert again["SkippedUsers"] == 1


def test_mail_alias_in_use_fails_its_row(aws: LocalAws) -> None:
    """In a pool with an email alias two users cannot have one verified address."""
    pool = ImportScenario(aws, AliasAttributes=["email"])

    job = pool.run(pool.csv([good_row(1), good_row(2, email="user1@example.com")]))

    assert (job["ImportedUsers"], job["FailedUsers"]) == (1, 1)


def test_unverified_mail_is_nobody_s_alias(aws: LocalAws) -> None:
    """Two users can have one email address as long as neither has verified it."""
    pool = ImportScenario(
        aws, AliasAttributes=["email"], AutoVerifiedAttributes=["email", "phone_number"]
    )
    values = {"email": "both@example.com", "email_verified": "false"}
    phone = {"phone_number": "+4912345", "phone_number_verified": "true"}

    job = pool.run(pool.csv([good_row(number, **values, **phone) for number in (1, 2)]))

    assert (job["ImportedUsers"], job["FailedUsers"]) == (2, 0)


def test_log_holds_no_user_data(aws: LocalAws) -> None:
    """Neither names nor addresses nor hashes get into the log."""
    pool = ImportScenario(aws)
    rows = [good_row(1, email="secret@", name="secret"), good_row(2, cognito="secret")]
    rows += [{"cognito:username": "secret secret"}, good_row(4, password_hash="secret")]

    job = pool.run(pool.csv(rows))

    assert len(pool.log_lines(job)) == 4
    assert "secret" not in "".join(pool.log_lines(job))


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("a,b", ("a", "b")),
        ("a\\,b,c", ("a,b", "c")),
        (" a , b\r", ("a", "b")),
        (",,", ("", "", "")),
        ('"a,b"', ('"a', 'b"')),
        ("a\\b,c", ("a\\b", "c")),
    ],
)
def test_lines_are_split_in_the_service_s_dialect(line: str, values: tuple[str, ...]) -> None:
    r"""Commas separate, `\,` is a comma, quotes mean nothing, white space is trimmed."""
    assert split(line) == values


@pytest.mark.parametrize(
    ("algorithm", "password_hash", "word"),
    [
        ("BCRYPT", "$2b$12$" + "a" * 53, None),
        ("BCRYPT", "$2b$13$" + "a" * 53, "bounds"),
        ("BCRYPT", "$2z$12$" + "a" * 53, "form"),
        ("SCRYPT", "65536$8$1$00ff$00ff", None),
        ("SCRYPT", "65536$8$2$00ff$00ff", "bounds"),
        ("SCRYPT", "65536$8$1$zz$00ff", "form"),
        ("ARGON2ID", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", None),
        ("ARGON2ID", "$argon2id$v=19$m=19457,t=2,p=1$c2FsdA$aGFzaA", "bounds"),
        ("ARGON2ID", "$argon2i$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", "form"),
        ("PBKDF2_SHA256", "$pbkdf2-sha256$600000$c2FsdA$aGFzaA", None),
        ("PBKDF2_SHA256", "$pbkdf2-sha256$600001$c2FsdA$aGFzaA", "bounds"),
        ("PBKDF2_SHA256", "$pbkdf2-sha1$1000$c2FsdA$aGFzaA", "form"),
    ],
)
def test_hashes_have_a_form_and_bounds(
    algorithm: str, password_hash: str, word: str | None
) -> None:
    """A hash out of form or out of bounds is refused without being shown."""
    problem = hash_problem(algorithm, password_hash)

    assert (problem is None) == (word is None)
    assert (word or "") in (problem or "")
    assert password_hash not in (problem or "")
