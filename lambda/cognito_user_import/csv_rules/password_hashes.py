"""The forms and the bounds of the password hashes that an import takes."""

import re
from typing import Final

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.values import Problem, ValueRule

_BASE64: Final = r"[A-Za-z0-9+/._=-]+"
# The groups are the costs, whose bounds and names follow.
_FORMS: Final = {
    "BCRYPT": (r"\$2[abxy]\$([0-9]{2})\$[./A-Za-z0-9]{53}", {"cost": 12}),
    "SCRYPT": (
        r"([0-9]+)\$([0-9]+)\$([0-9]+)\$(?:[0-9a-fA-F]{2})+\$(?:[0-9a-fA-F]{2})+",
        {"N": 65536, "r": 8, "p": 1},
    ),
    "ARGON2ID": (
        rf"\$argon2id\$v=[0-9]+\$m=([0-9]+),t=([0-9]+),p=([0-9]+)\${_BASE64}\${_BASE64}",
        {"m": 19456, "t": 2, "p": 1},
    ),
    "PBKDF2_SHA256": (
        rf"\$pbkdf2-sha256\$([0-9]+)\${_BASE64}\${_BASE64}",
        {"iterations": 600000},
    ),
}
_MAX_DIGITS: Final = 9


def password_hash(algorithm: str) -> ValueRule:
    """Return the rule of the hashes of an algorithm.

    :raises KeyError: Cognito takes no hashes of this algorithm.
    """
    text, bounds = _FORMS[algorithm]
    form = re.compile(text)
    within = ", ".join(f"{name} <= {bound}" for name, bound in bounds.items())

    def rule(value: str) -> Problem:
        if not value:
            return None
        match = form.fullmatch(value)
        if match is None:
            return rules.HASH_FORM, algorithm
        # Python refuses to read numbers of thousands of digits.
        costs = [digits.lstrip("0")[: _MAX_DIGITS + 1] or "0" for digits in match.groups()]
        if any(int(cost) > bound for cost, bound in zip(costs, bounds.values(), strict=True)):
            return rules.HASH_BOUNDS, within
        return None

    return rule
