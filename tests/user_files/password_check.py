"""Checks a password against a hash in Cognito's forms, by other code than the product's."""

from __future__ import annotations

import base64
import hashlib
import re

import argon2
import bcrypt


def is_password(text: str, password: str) -> bool:
    """Recompute a hash from its own parts, and return whether it is the password's."""
    if text.startswith("$2"):
        return bcrypt.checkpw(password.encode(), text.encode())
    if text.startswith("$argon2id$"):
        try:
            return argon2.PasswordHasher().verify(text, password)
        except argon2.exceptions.VerifyMismatchError:
            return False
    if match := re.fullmatch(r"\$pbkdf2-sha256\$(\d+)\$([^$]+)\$([^$]+)", text):
        salt, digest = (base64.b64decode(part + "==") for part in match.groups()[1:])
        made = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, int(match[1]), len(digest))
        return made == digest
    n, r, p, salt_hex, digest_hex = text.split("$")
    digest = bytes.fromhex(digest_hex)
    made = hashlib.scrypt(
        password.encode(),
        salt=bytes.fromhex(salt_hex),
        n=int(n),
        r=int(r),
        p=int(p),
        dklen=len(digest),
        maxmem=1 << 27,
    )
    return made == digest
