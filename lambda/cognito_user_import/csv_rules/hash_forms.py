"""The rule for password hashes: Cognito's forms and limits, and how other hashes look.

No message has a hash from the file. The examples are invented.
"""

import re
from typing import Final, NamedTuple

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.rules import CONVERT
from cognito_user_import.csv_rules.values import Problem, ValueRule


class HashForm(NamedTuple):
    """Cognito's form of an algorithm's hashes.

    :param pattern: The groups are the costs, in the order of ``limits``.
    :param example: As a file has it, with its commas escaped.
    """

    pattern: re.Pattern[str]
    limits: dict[str, int]
    example: str

    @property
    def within(self) -> str:
        """The limits as text."""
        return ", ".join(f"{name} <= {most}" for name, most in self.limits.items())


_BASE64: Final = r"[A-Za-z0-9+/._=-]+"
_HEX: Final = "(?:[0-9a-fA-F]{2})+"
FORMS: Final = {
    "BCRYPT": HashForm(
        re.compile(r"\$2[abxy]\$([0-9]{2})\$[./A-Za-z0-9]{53}"),
        {"cost": 12},
        "$2b$12$ThisHashIsInventedToShow.ItsForm.NobodyHasSuchAPasswd",
    ),
    "SCRYPT": HashForm(
        re.compile(rf"([0-9]+)\$([0-9]+)\$([0-9]+)\${_HEX}\${_HEX}"),
        {"N": 65536, "r": 8, "p": 1},
        "16384$8$1$5a17ab1e$1f0e2d3c4b5a69788796a5b4c3d2e1f0",
    ),
    "ARGON2ID": HashForm(
        re.compile(
            rf"\$argon2id\$v=[0-9]+\$m=([0-9]+),t=([0-9]+),p=([0-9]+)\${_BASE64}\${_BASE64}"
        ),
        {"m": 19456, "t": 2, "p": 1},
        r"$argon2id$v=19$m=19456\,t=2\,p=1$aW52ZW50ZWQ$dGhpcyBpcyBpbnZlbnRlZA",
    ),
    "PBKDF2_SHA256": HashForm(
        re.compile(rf"\$pbkdf2-sha256\$([0-9]+)\${_BASE64}\${_BASE64}"),
        {"iterations": 600000},
        "$pbkdf2-sha256$600000$aW52ZW50ZWQ$dGhpcyBpcyBpbnZlbnRlZA",
    ),
}
_ELSEWHERE: Final = "; this looks like {} of another system. " + CONVERT
_CUT: Final = "; this looks like {}, but isn't complete"
LOOKS: Final = [
    (re.compile(start, re.IGNORECASE), what)
    for start, what in (
        (r"(\{(bcrypt|blf-crypt|crypt)\}|bcrypt\$)\$2", _ELSEWHERE.format("BCRYPT")),
        (r"(\{argon2[^}]*\}|argon2)\$argon2id\$", _ELSEWHERE.format("ARGON2ID")),
        (
            # The last is the beginning of ASP.NET's blob.
            r"pbkdf2[_:]sha256[$:]|\$pbkdf2-sha256\$i=|\{pbkdf2@SpringSecurity_v5_8|AQAAAAE",
            _ELSEWHERE.format("PBKDF2_SHA256"),
        ),
        (r"\$?scrypt[:$]|\{scrypt", _ELSEWHERE.format("SCRYPT")),
        (r"\$2[abxy]?\$", _CUT.format("BCRYPT")),
        (r"\$argon2id\$", _CUT.format("ARGON2ID")),
        (r"\$pbkdf2-sha256\$", _CUT.format("PBKDF2_SHA256")),
        (
            r"\$|\{\w|[!*]|\w+\$|[^$]*[0-9a-f]{32}|pbkdf2|AQAAAA|A[A-P][\w+/]{64}==$",
            "; this looks like a hash that Cognito can't import",
        ),
    )
]
"""How other hashes begin, and what to say of them. The first that fits decides."""
_MAX_DIGITS: Final = 9


def password_hash(algorithm: str) -> ValueRule:
    """Return the rule for the hashes of an algorithm.

    :raises KeyError: Cognito doesn't accept this algorithm.
    """
    form = FORMS[algorithm]
    expected = f"{algorithm}, such as {form.example}"

    def rule(value: str) -> Problem:
        if not value:
            return None
        match = form.pattern.fullmatch(value)
        if match is None:
            return rules.HASH_FORM, expected + looks_like(value)
        # Python refuses to read numbers of thousands of digits.
        costs = [digits.lstrip("0")[: _MAX_DIGITS + 1] or "0" for digits in match.groups()]
        if any(int(cost) > most for cost, most in zip(costs, form.limits.values(), strict=True)):
            return rules.HASH_BOUNDS, form.within
        return None

    return rule


def looks_like(value: str) -> str:
    """Return what a value that isn't of the job's form looks like; empty if like nothing known."""
    for name, form in FORMS.items():
        if form.pattern.fullmatch(value):
            return f"; this is {name}"
    return next((what for start, what in LOOKS if start.match(value)), "")
