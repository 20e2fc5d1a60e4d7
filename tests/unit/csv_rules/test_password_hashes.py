"""The forms of password hashes, and each of their bounds: at it, and one above."""

import pytest

from cognito_user_import.cognito.service_model import PasswordHashingAlgorithm
from cognito_user_import.csv_rules.csv_format import split
from cognito_user_import.csv_rules.hash_forms import FORMS, looks_like, password_hash
from cognito_user_import.csv_rules.rules import CONVERT
from tests.user_files.system_hashes import IMPORTABLE, UNIMPORTABLE

BCRYPT_TAIL = "./" + "aZ9" * 17


def argon2id(m: str = "19456", t: str = "2", p: str = "1") -> str:
    """Return a hash of these costs."""
    return f"$argon2id$v=19$m={m},t={t},p={p}$c2FsdA$aGFzaA"


@pytest.mark.parametrize(
    ("algorithm", "good"),
    [
        *(("BCRYPT", f"$2{letter}$12${BCRYPT_TAIL}") for letter in "abxy"),
        ("BCRYPT", f"$2b$04${BCRYPT_TAIL}"),
        ("SCRYPT", "65536$8$1$00ff$00FF"),
        ("ARGON2ID", argon2id()),
        ("ARGON2ID", argon2id("8", "1", "01")),
        ("PBKDF2_SHA256", "$pbkdf2-sha256$600000$c2FsdA$aGFzaA=="),
        *((algorithm, "") for algorithm in PasswordHashingAlgorithm),
    ],
)
def test_a_hash_at_its_bounds_is_good(algorithm: str, good: str) -> None:
    """A missing hash is good, too: the user sets a password."""
    assert password_hash(algorithm)(good) is None


@pytest.mark.parametrize(
    ("algorithm", "costly"),
    [
        ("BCRYPT", f"$2b$13${BCRYPT_TAIL}"),
        ("SCRYPT", "65537$8$1$00ff$00ff"),
        ("SCRYPT", "65536$9$1$00ff$00ff"),
        ("SCRYPT", "65536$8$2$00ff$00ff"),
        ("ARGON2ID", argon2id(m="19457")),
        ("ARGON2ID", argon2id(t="3")),
        ("ARGON2ID", argon2id(p="2")),
        ("ARGON2ID", argon2id(m="9" * 5_000)),
        ("PBKDF2_SHA256", "$pbkdf2-sha256$600001$c2FsdA$aGFzaA"),
    ],
)
def test_a_hash_above_a_bound_is_refused(algorithm: str, costly: str) -> None:
    """For each of its costs. The issue says what is allowed, and nothing of the hash."""
    problem = password_hash(algorithm)(costly)

    assert problem is not None
    rule, within = problem
    assert rule.code == "CUI-403"
    assert within in (
        "cost <= 12",
        "N <= 65536, r <= 8, p <= 1",
        "m <= 19456, t <= 2, p <= 1",
        "iterations <= 600000",
    )


@pytest.mark.parametrize(
    ("algorithm", "malformed"),
    [
        ("BCRYPT", f"$2c$12${BCRYPT_TAIL}"),
        ("BCRYPT", f"$2b$12${BCRYPT_TAIL[1:]}"),
        ("BCRYPT", f"$2b$12${BCRYPT_TAIL}a"),
        ("BCRYPT", f"$2b$9${BCRYPT_TAIL}"),
        ("BCRYPT", f"$2b$12${BCRYPT_TAIL[1:]}="),
        ("SCRYPT", "65536$8$1$00f$00ff"),
        ("SCRYPT", "65536$8$1$00ff"),
        ("SCRYPT", "65536$8$1$00ff$00gg"),
        ("SCRYPT", "\u0661$8$1$00ff$00ff"),
        ("ARGON2ID", argon2id().replace("argon2id", "argon2i")),
        ("ARGON2ID", argon2id().replace(",p=1", "")),
        ("ARGON2ID", argon2id(m="-1")),
        ("PBKDF2_SHA256", "$pbkdf2-sha512$1$c2FsdA$aGFzaA"),
        ("PBKDF2_SHA256", "$pbkdf2-sha256$1$c2FsdA"),
        ("BCRYPT", argon2id()),
        ("ARGON2ID", f"$2b$12${BCRYPT_TAIL}"),
    ],
)
def test_another_form_is_refused(algorithm: str, malformed: str) -> None:
    """That of another algorithm as well: a job has one."""
    problem = password_hash(algorithm)(malformed)

    assert problem is not None
    rule, detail = problem
    assert rule.code == "CUI-402"
    assert detail.startswith(f"{algorithm}, such as {FORMS[algorithm].example}")
    assert malformed not in detail


@pytest.mark.parametrize("algorithm", FORMS)
def test_the_example_of_a_form_is_good(algorithm: str) -> None:
    """As a file has it."""
    [example] = split(FORMS[algorithm].example)

    assert password_hash(algorithm)(example) is None
    assert looks_like(example) == f"; this is {algorithm}"


@pytest.mark.parametrize("name", IMPORTABLE)
def test_a_hash_that_convert_can_write_is_said_to_be_one(name: str) -> None:
    """With the algorithm."""
    algorithm, make = IMPORTABLE[name]

    told = looks_like(make())

    assert told in (
        f"; this is {algorithm}",
        f"; this looks like {algorithm} of another system. {CONVERT}",
    )


@pytest.mark.parametrize(
    "name", [name for name, (why, _) in UNIMPORTABLE.items() if not why.startswith("over")]
)
def test_no_other_hash_is_said_to_be_one_for_convert(name: str) -> None:
    """It would leave the hash out."""
    told = looks_like(UNIMPORTABLE[name][1]())

    assert CONVERT not in told
    assert bool(told) is (name != "plain-text")


def test_every_algorithm_of_the_api_has_a_form() -> None:
    """And no other one has."""
    for algorithm in PasswordHashingAlgorithm:
        assert password_hash(algorithm)("x") is not None
    with pytest.raises(KeyError):
        password_hash("MD5")
