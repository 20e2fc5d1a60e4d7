"""Password hashes as other systems write them, made by their own libraries where there are any."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import struct
import warnings
from collections.abc import Callable

import argon2
import bcrypt
from werkzeug.security import generate_password_hash

PASSWORD = "correct horse battery"
SALT = b"0123456789abcdef"

with warnings.catch_warnings():
    # passlib's last release is older than some of what it imports.
    warnings.simplefilter("ignore")
    import passlib.hash as passlib


def django(name: str, **costs: int) -> str:
    """Return a hash of Django's own hasher."""
    from django.conf import settings

    if not settings.configured:
        settings.configure()
    from django.contrib.auth import hashers

    hasher = getattr(hashers, f"{name}PasswordHasher")()
    for cost, value in costs.items():
        setattr(hasher, cost, value)
    return str(hasher.encode(PASSWORD, hasher.salt()))


@functools.cache
def bcrypt_hash(prefix: str = "2b", cost: int = 4) -> str:
    """Return a hash of bcrypt's library, with the prefix of another one."""
    made = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(cost)).decode()
    return made.replace("$2b$", f"${prefix}$", 1)


def argon2_hash(
    memory: int = 64, time: int = 1, lanes: int = 1, kind: argon2.Type = argon2.Type.ID
) -> str:
    """Return a hash of argon2's library."""
    return argon2.PasswordHasher(time, memory, lanes, type=kind).hash(PASSWORD)


def asp_net(function: str = "sha256", number: int = 1, rounds: int = 1000) -> str:
    """Return a blob of ASP.NET Core Identity V3, by its published layout."""
    digest = hashlib.pbkdf2_hmac(function, PASSWORD.encode(), SALT, rounds, 32)
    return base64.b64encode(struct.pack(">BIII", 1, number, rounds, 16) + SALT + digest).decode()


def keycloak(algorithm: str = "pbkdf2-sha256", rounds: int = 1000, size: int = 64) -> str:
    """Return a credential of Keycloak's realm export."""
    function = algorithm.partition("-")[2] or "sha1"
    digest = hashlib.pbkdf2_hmac(function, PASSWORD.encode(), SALT, rounds, size)
    return _credential(digest, {"hashIterations": rounds, "algorithm": algorithm})


def keycloak_argon2(time: int = 5, memory: int = 7168) -> str:
    """Return a credential of Keycloak's default since version 24."""
    digest = argon2.low_level.hash_secret_raw(
        PASSWORD.encode(), SALT, time, memory, 1, 32, argon2.Type.ID, 19
    )
    parameters = {
        "hashLength": ["32"],
        "memory": [str(memory)],
        "type": ["id"],
        "version": ["1.3"],
        "parallelism": ["1"],
    }
    data = {"hashIterations": time, "algorithm": "argon2", "additionalParameters": parameters}
    return _credential(digest, data)


def _credential(digest: bytes, data: dict[str, object]) -> str:
    value, salt = (base64.b64encode(part).decode() for part in (digest, SALT))
    return json.dumps(
        {
            "type": "password",
            "secretData": json.dumps({"value": value, "salt": salt}),
            "credentialData": json.dumps({"additionalParameters": {}, **data}),
        }
    )


def spring_pbkdf2() -> str:
    """Return a hash of Spring Security 5.8's Pbkdf2PasswordEncoder, by its source."""
    digest = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), SALT, 310_000, 32)
    return "{pbkdf2@SpringSecurity_v5_8}" + (SALT + digest).hex()


def spring_scrypt() -> str:
    """Return a hash of Spring Security 5.8's SCryptPasswordEncoder, by its source."""
    digest = hashlib.scrypt(
        PASSWORD.encode(), salt=SALT, n=65536, r=8, p=1, dklen=32, maxmem=1 << 27
    )
    parts = (base64.b64encode(part).decode() for part in (SALT, digest))
    return "{scrypt@SpringSecurity_v5_8}$" + "$".join(["100801", *parts])


def phc_pbkdf2() -> str:
    """Return a hash in the PHC string format."""
    digest = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), SALT, 1000, 32)
    parts = (base64.b64encode(part).decode().rstrip("=") for part in (SALT, digest))
    return "$pbkdf2-sha256$i=1000,l=32$" + "$".join(parts)


Make = Callable[[], str]

IMPORTABLE: dict[str, tuple[str, Make]] = {
    "bcrypt-2a": ("BCRYPT", lambda: bcrypt_hash("2a")),
    "bcrypt-2b": ("BCRYPT", bcrypt_hash),
    "php-2y": ("BCRYPT", lambda: bcrypt_hash("2y")),
    "spring-bcrypt": ("BCRYPT", lambda: "{bcrypt}" + bcrypt_hash("2a")),
    "dovecot-bcrypt": ("BCRYPT", lambda: "{BLF-CRYPT}" + bcrypt_hash("2y")),
    "django-bcrypt": ("BCRYPT", lambda: django("BCrypt", rounds=4)),
    "passlib-bcrypt": ("BCRYPT", bcrypt_hash),
    "argon2-cffi": ("ARGON2ID", argon2_hash),
    "argon2-at-the-limit": ("ARGON2ID", lambda: argon2_hash(19456, 2)),
    "spring-argon2": (
        "ARGON2ID",
        lambda: "{argon2@SpringSecurity_v5_8}" + argon2_hash(16384, 2),
    ),
    "django-argon2": (
        "ARGON2ID",
        lambda: django("Argon2", memory_cost=64, time_cost=1, parallelism=1),
    ),
    "django-pbkdf2": ("PBKDF2_SHA256", lambda: django("PBKDF2", iterations=1000)),
    "django-pbkdf2-at-the-limit": (
        "PBKDF2_SHA256",
        lambda: django("PBKDF2", iterations=600_000),
    ),
    "werkzeug-pbkdf2": (
        "PBKDF2_SHA256",
        lambda: generate_password_hash(PASSWORD, "pbkdf2:sha256:1000"),
    ),
    "passlib-pbkdf2": (
        "PBKDF2_SHA256",
        lambda: str(passlib.pbkdf2_sha256.using(rounds=1000).hash(PASSWORD)),
    ),
    "phc-pbkdf2": ("PBKDF2_SHA256", phc_pbkdf2),
    "asp-net": ("PBKDF2_SHA256", asp_net),
    "spring-pbkdf2": ("PBKDF2_SHA256", spring_pbkdf2),
    "werkzeug-scrypt": ("SCRYPT", lambda: generate_password_hash(PASSWORD, "scrypt")),
    "passlib-scrypt": (
        "SCRYPT",
        lambda: str(passlib.scrypt.using(rounds=10, block_size=8).hash(PASSWORD)),
    ),
    "django-scrypt": ("SCRYPT", lambda: django("Scrypt", work_factor=1024, parallelism=1)),
    "spring-scrypt": ("SCRYPT", spring_scrypt),
}
"""The algorithm and the maker of each form that Cognito's can be written from."""

UNIMPORTABLE: dict[str, tuple[str, Make]] = {
    "firebase": ("Firebase's own variant of scrypt", lambda: "{FIREBASE}"),
    "django-bcrypt-sha256": (
        "bcrypt of a SHA-256 digest",
        lambda: django("BCryptSHA256", rounds=4),
    ),
    "passlib-bcrypt-sha256": (
        "bcrypt of a SHA-256 digest",
        lambda: (
            "$bcrypt-sha256$v=2,t=2b,r=12$"
            + "n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2"
        ),
    ),
    "wordpress": ("phpass (WordPress)", lambda: str(passlib.phpass.using(rounds=7).hash(PASSWORD))),
    "wordpress-6.8": ("bcrypt of a SHA-384 digest", lambda: "$wp" + bcrypt_hash("2y")),
    "ldap-ssha": ("a digest of LDAP", lambda: str(passlib.ldap_salted_sha1.hash(PASSWORD))),
    "md5-hex": ("a plain digest in hex", lambda: "0123456789abcdef" * 2),
    "sha256-hex": ("a plain digest in hex", lambda: "0123456789abcdef" * 4),
    "hex-and-salt": ("a plain digest in hex", lambda: "0123456789abcdef" * 4 + ":pepper"),
    "salt-and-hex": ("a salt and a digest in hex", lambda: "pepper:" + "0123456789abcdef" * 4),
    "sha512-crypt": (
        "crypt's MD5, SHA, or yescrypt",
        lambda: str(passlib.sha512_crypt.using(rounds=1000).hash(PASSWORD)),
    ),
    "django-md5": ("a plain digest (Django)", lambda: django("MD5")),
    "django-sha1": ("PBKDF2 with SHA-1", lambda: django("PBKDF2SHA1", iterations=10)),
    "django-unusable": ("no usable password", lambda: "!" + "x" * 40),
    "django-default": (
        "over Cognito's limits: iterations <= 600000",
        lambda: django("PBKDF2", iterations=600_001),
    ),
    "django-scrypt": (
        "over Cognito's limits: N <= 65536, r <= 8, p <= 1",
        lambda: django("Scrypt", work_factor=1024, parallelism=2),
    ),
    "argon2-default": ("over Cognito's limits: m <= 19456", lambda: argon2_hash(65536, 1)),
    "argon2i": ("Argon2i or Argon2d", lambda: argon2_hash(kind=argon2.Type.I)),
    "werkzeug-sha512": (
        "PBKDF2 with SHA-384 or SHA-512",
        lambda: generate_password_hash(PASSWORD, "pbkdf2:sha512:1000"),
    ),
    "passlib-sha512": (
        "PBKDF2 with SHA-384 or SHA-512",
        lambda: str(passlib.pbkdf2_sha512.using(rounds=1000).hash(PASSWORD)),
    ),
    "asp-net-sha1": ("PBKDF2 with SHA-1 (ASP.NET Identity)", lambda: asp_net("sha1", 0)),
    "asp-net-sha512": ("PBKDF2 with SHA-512 (ASP.NET Identity)", lambda: asp_net("sha512", 2)),
    "asp-net-v2": (
        "PBKDF2 with SHA-1 (ASP.NET Identity)",
        lambda: base64.b64encode(b"\0" + bytes(range(48))).decode(),
    ),
    "spring-noop": ("a password in plain text", lambda: "{noop}" + PASSWORD),
    "spring-pbkdf2-sha1": ("PBKDF2 with SHA-1", lambda: "{pbkdf2}" + "0a" * 40),
    "cost-13": ("over Cognito's limits: cost <= 12", lambda: "$2b$13$" + "a" * 53),
    "cut-bcrypt": ("not a complete hash", lambda: bcrypt_hash()[:-1]),
    "cut-argon2": ("not a complete hash", lambda: "$argon2id$v=19$m=64,t=1,p=1$c2FsdA"),
    "plain-text": ("no known form of a password hash", lambda: PASSWORD),
}
"""Why Cognito can't import each of these, and its maker."""
