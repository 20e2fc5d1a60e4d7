"""The forms and bounds of the password hashes that an import takes."""

from __future__ import annotations

import re

_B64 = r"[A-Za-z0-9+/._=-]+"
_FORMS = {
    "BCRYPT": re.compile(r"\$2[abxy]\$(\d{2})\$[./A-Za-z0-9]{53}"),
    "SCRYPT": re.compile(r"(\d+)\$(\d+)\$(\d+)\$(?:[0-9a-fA-F]{2})+\$(?:[0-9a-fA-F]{2})+"),
    "ARGON2ID": re.compile(rf"\$argon2id\$v=\d+\$m=(\d+),t=(\d+),p=(\d+)\${_B64}\${_B64}"),
    "PBKDF2_SHA256": re.compile(rf"\$pbkdf2-sha256\$(\d+)\${_B64}\${_B64}"),
}
_BOUNDS = {
    "BCRYPT": (12,),
    "SCRYPT": (65536, 8, 1),
    "ARGON2ID": (19456, 2, 1),
    "PBKDF2_SHA256": (600000,),
}


def hash_problem(algorithm: str, password_hash: str) -> str | None:
    """Return why a hash cannot be imported, without showing it, or None."""
    match = _FORMS[algorithm].fullmatch(password_hash)
    if match is None:
        return f"The password hash is not in the form of {algorithm}."
    costs = [int(cost) for cost in match.groups()]
    if any(cost > bound for cost, bound in zip(costs, _BOUNDS[algorithm], strict=True)):
        return f"The password hash exceeds the bounds of {algorithm}."
    return None
