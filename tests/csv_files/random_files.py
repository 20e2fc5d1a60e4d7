"""Files that are right but for a few things, drawn at random from a seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from cognito_user_import.csv_rules.csv_format import MFA_ENABLED, PASSWORD_HASH, USERNAME, join

HASHES = {
    "BCRYPT": "$2b$12$" + "a" * 53,
    "SCRYPT": "65536$8$1$00ff$00ff",
    "ARGON2ID": "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
    "PBKDF2_SHA256": "$pbkdf2-sha256$600000$c2FsdA$aGFzaA",
}
_TOO_COSTLY = {
    "BCRYPT": "$2b$13$" + "a" * 53,
    "SCRYPT": "65536$8$2$00ff$00ff",
    "ARGON2ID": "$argon2id$v=19$m=19457,t=2,p=1$c2FsdA$aGFzaA",
    "PBKDF2_SHA256": "$pbkdf2-sha256$600001$c2FsdA$aGFzaA",
}
_ODD = (
    *("", " ", "x", " x ", "ab", "abcd", "abcde", "1", "9", "9.0", "10", "-5", "-6", "1e3", "true"),
    *("TRUE", "false", "no", "a@b.example", "u1@b.example", "U2@B.EXAMPLE", "@b", "a b@c", "+44"),
    *("+1001", "44", "+4a", "02/29/2000", "02/29/2001", "2000-02-29", "user1", "USER2", "user 3"),
    *("x" * 128, "x" * 129, "x" * 2048, "x" * 2049, "ä" * 1024, "ä" * 1025, "a,b", ",", '"x"'),
    *("02/31/2000", "17/05/1990", "1700000000000", "+1001234567890123", "+01"),
    *("a\\b", "a\tb", "a\u00a0b", "\u3000", "\x01", "Zoë", "+5"),
)
_SIGN_IN = (USERNAME, "email", "phone_number", "preferred_username")


@dataclass(frozen=True)
class RandomFile:
    """A file, and the algorithm of its job."""

    content: bytes
    algorithm: str


def random_file(random: Random, shape: dict[str, Any], header: Sequence[str]) -> RandomFile:
    """Draw a file for a pool: half of the files have nothing wrong with them on purpose."""
    columns = list(header)
    algorithm = random.choice(["", *HASHES]) if PASSWORD_HASH in columns else ""
    if PASSWORD_HASH in columns and not algorithm and random.random() < 0.3:
        columns.remove(PASSWORD_HASH)
    random.shuffle(columns)
    rows = [_good_row(random, shape, number, algorithm) for number in range(random.randint(1, 6))]
    is_bad = random.random() < 0.5
    if is_bad:
        for _ in range(random.randint(0, 3)):
            _spoil_row(random, random.choice(rows), rows, columns)
        if random.random() < 0.2:
            _spoil_columns(random, columns)
    lines = [join(columns), *(join([row.get(name, "") for name in columns]) for row in rows)]
    content = ("\n".join(lines) + "\n").encode()
    return RandomFile(_spoilt(random, content) if is_bad else content, algorithm)


def _good_row(random: Random, shape: dict[str, Any], number: int, algorithm: str) -> dict[str, str]:
    row = {
        "given_name": random.choice(["Ann", "Zoë"]),
        "address": random.choice(["", "1 Long Road, Leeds", " padded "]),
        "birthdate": "12/31/1999",
        "updated_at": random.choice(["", "1700000000"]),
        "email": f"u{number}@b.example",
        "email_verified": "true",
        "phone_number": f"+100{number}",
        "phone_number_verified": "true",
        "preferred_username": f"name{number}",
        MFA_ENABLED: random.choice(["", "true" if shape.get("MfaConfiguration") else "false"]),
        "custom:team": random.choice(["", "ab", "abcd"]),
        "custom:size": random.choice(["", "1", "9"]),
        "custom:low": random.choice(["", "-5", "99999"]),
        "custom:on": random.choice(["", "true", "false"]),
        PASSWORD_HASH: random.choice(["", HASHES[algorithm]]) if algorithm else "",
    }
    names = shape.get("UsernameAttributes", [])
    row[USERNAME] = row[random.choice(names)] if names else f"user{number}"
    if random.random() < 0.3:
        left_out = random.choice(["email", "phone_number"])
        others = set(shape.get("AutoVerifiedAttributes", ())) - {left_out}
        required = {attribute["Name"] for attribute in shape.get("Schema", ())}
        if others and left_out not in required and row[USERNAME] != row[left_out]:
            row[left_out] = row[f"{left_out}_verified"] = ""
    return row


def _spoil_row(
    random: Random, row: dict[str, str], rows: list[dict[str, str]], columns: list[str]
) -> None:
    match random.randrange(5):
        case 2:
            row["updated_at"] = random.choice(["1700000000000", "x"])
            row[PASSWORD_HASH] = random.choice(list(_TOO_COSTLY.values()))
        case 0:
            name = random.choice([*_SIGN_IN, MFA_ENABLED])
            row[name] = random.choice(["", "true", "false", "+44", "a@b.example"])
        case 1:
            name = random.choice(_SIGN_IN)
            value = random.choice(rows)[name]
            row[name] = value.upper() if random.random() < 0.5 else value
        case _:
            odd = (*_ODD, *_TOO_COSTLY.values(), *HASHES.values())
            row[random.choice(columns)] = random.choice(odd)


def _spoil_columns(random: Random, columns: list[str]) -> None:
    place = random.randrange(len(columns))
    match random.randrange(4):
        case 0:
            columns.pop(place)
        case 1:
            columns[place] = "Name"
        case 2:
            columns.insert(
                place, random.choice(["custom:unknown", "", "Name", '"name"', PASSWORD_HASH])
            )
        case _:
            columns.insert(place, random.choice(columns))


def _spoilt(random: Random, content: bytes) -> bytes:
    place = random.randrange(len(content) + 1)
    noise = random.choice([b",", b"\n", b"\r", b"\xe4", b"\\", b'"', b"\x00", b" ", b"\xc3\xa4"])
    return random.choice(
        [
            *[content] * 12,
            content[:-1],
            content.replace(b"\n", b"\r\n"),
            b"\xef\xbb\xbf" + content,
            content + b"\n",
            content[:place] + noise + content[place:],
            content[:place],
            b"\n" + content,
            b"[" + content,
            content.replace(b",", b";"),
            content.replace(b"\n", b"\r"),
            content.removesuffix(b"\n") + b"%\n",
        ]
    )
