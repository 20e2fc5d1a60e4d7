"""Password hashes of other systems in Cognito's forms.

A hash keeps its algorithm, costs, salt, and digest. Only its writing changes, so that the user's
password stays the same. ``csv_rules.hash_forms`` has Cognito's forms and limits.
"""

import base64
import binascii
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.hash_forms import password_hash
from cognito_user_import_cli.convert.unimportable_hashes import INCOMPLETE, why_not


class PasswordForm(NamedTuple):
    """A hash in Cognito's form, or why there is none.

    :param algorithm: Empty if Cognito can't import the hash.
    :param text: The hash, or the reason.
    """

    algorithm: str
    text: str


_Form = tuple[str, str]
_Match = re.Match[str]
_B64: Final = r"[A-Za-z0-9+/.]+={0,2}"


def cognito_form(value: str) -> PasswordForm:
    """Return a hash in Cognito's form, from any form that is known."""
    for pattern, write in _WRITERS:
        if match := pattern.fullmatch(value):
            try:
                algorithm, text = write(match)
            except (ValueError, binascii.Error):
                return PasswordForm("", INCOMPLETE)
            return _within_limits(algorithm, text)
    if text := _asp_net(value):
        return _within_limits("PBKDF2_SHA256", text)
    return PasswordForm("", why_not(value))


def algorithm_of(text: str) -> str:
    """Return the algorithm of a hash in Cognito's form; empty for no hash."""
    for start, algorithm in _STARTS.items():
        if text.startswith(start):
            return algorithm
    return "SCRYPT" if text else ""


_STARTS: Final = {"$2": "BCRYPT", "$argon2id$": "ARGON2ID", "$pbkdf2-sha256$": "PBKDF2_SHA256"}
_RULES: Final = {
    name: password_hash(name) for name in ("BCRYPT", "SCRYPT", "ARGON2ID", "PBKDF2_SHA256")
}


def _within_limits(algorithm: str, text: str) -> PasswordForm:
    broken = _RULES[algorithm](text)
    if broken is None:
        return PasswordForm(algorithm, text)
    rule, limits = broken
    is_over = rule is rules.HASH_BOUNDS
    return PasswordForm("", f"over Cognito's limits: {limits}" if is_over else INCOMPLETE)


def _pbkdf2(iterations: str, salt: bytes, digest: bytes) -> _Form:
    # AWS doesn't document the alphabet of the base64 text [?]. Without padding and with + and /,
    # both the PHC string format and passlib can read it.
    texts = (base64.b64encode(part).decode().rstrip("=") for part in (salt, digest))
    return "PBKDF2_SHA256", f"$pbkdf2-sha256${int(iterations)}${'$'.join(texts)}"


def _scrypt(n: int, r: int, p: int, salt: bytes, digest: bytes) -> _Form:
    return "SCRYPT", f"{n}${r}${p}${salt.hex()}${digest.hex()}"


def _decoded(text: str) -> bytes:
    """Return bytes from base64, padded or not, in the alphabet of the standard or of passlib."""
    bare = text.rstrip("=").replace(".", "+")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)


def _cognito_scrypt(match: _Match) -> _Form:
    return "SCRYPT", match[0]


def _phc_scrypt(match: _Match) -> _Form:
    n, r, p = 1 << int(match["ln"]), int(match["r"]), int(match["p"])
    return _scrypt(n, r, p, _decoded(match["salt"]), _decoded(match["digest"]))


def _text_salt_scrypt(match: _Match) -> _Form:
    """Write a scrypt hash of Werkzeug, in hex, or of Django, in base64. Their salts are text."""
    text = match["digest"]
    digest = bytes.fromhex(text) if match["kind"] == ":" else _decoded(text)
    costs = int(match["n"]), int(match["r"]), int(match["p"])
    return _scrypt(*costs, match["salt"].encode(), digest)


def _spring_scrypt(match: _Match) -> _Form:
    costs = int(match["costs"], 16)
    n, r, p = 1 << (costs >> 16), costs >> 8 & 0xFF, costs & 0xFF
    return _scrypt(n, r, p, _decoded(match["salt"]), _decoded(match["digest"]))


def _spring_pbkdf2(match: _Match) -> _Form:
    """Write a hash of Spring Security 5.8's defaults: a salt of 16 bytes, and 310,000 rounds."""
    content = bytes.fromhex(match["hex"])
    return _pbkdf2("310000", content[:16], content[16:])


def _django_pbkdf2(match: _Match) -> _Form:
    return _pbkdf2(match["rounds"], match["salt"].encode(), _decoded(match["digest"]))


def _werkzeug_pbkdf2(match: _Match) -> _Form:
    return _pbkdf2(match["rounds"], match["salt"].encode(), bytes.fromhex(match["digest"]))


def _phc_pbkdf2(match: _Match) -> _Form:
    return _pbkdf2(match["rounds"], _decoded(match["salt"]), _decoded(match["digest"]))


_SALT_AND_DIGEST: Final = rf"\$(?P<salt>{_B64})\$(?P<digest>{_B64})"
_NUMBER: Final = "[0-9]{1,9}"
_N: Final = rf"(?P<n>{_NUMBER})"
_R: Final = rf"(?P<r>{_NUMBER})"
_P: Final = rf"(?P<p>{_NUMBER})"
_ROUNDS: Final = rf"(?P<rounds>{_NUMBER})"
_WRITERS: Final[list[tuple[re.Pattern[str], Callable[[_Match], _Form]]]] = [
    (re.compile(pattern), write)
    for pattern, write in (
        # bcrypt's own, also with a prefix: Django's, Spring's, Dovecot's, and LDAP's.
        (
            r"(?:bcrypt\$|\{(?i:bcrypt|blf-crypt|crypt)\})?(\$2[abxy]\$[0-9]{2}\$[./A-Za-z0-9]{53})",
            lambda match: ("BCRYPT", match[1]),
        ),
        # The PHC string format, also with a prefix of Django, Spring, or Dovecot.
        (
            rf"(?:argon2|\{{(?i:argon2(?:id)?(?:@\w+)?)\}})?(\$argon2id\$v=[0-9]+\$.+\${_B64}\${_B64})",
            lambda match: ("ARGON2ID", match[1]),
        ),
        (rf"\$scrypt\$ln=(?P<ln>[0-9]{{1,2}}),r={_R},p={_P}{_SALT_AND_DIGEST}", _phc_scrypt),
        (rf"\$pbkdf2-sha256\$(?:i=)?{_ROUNDS}(?:,l=[0-9]+)?{_SALT_AND_DIGEST}", _phc_pbkdf2),
        # Cognito's own, which none of the others has.
        (r"[0-9]+\$[0-9]+\$[0-9]+\$[0-9a-fA-F]+\$[0-9a-fA-F]+", _cognito_scrypt),
        (rf"pbkdf2_sha256\${_ROUNDS}\$(?P<salt>[^$]+)\$(?P<digest>{_B64})", _django_pbkdf2),
        (
            rf"scrypt(?P<kind>\$){_N}\$(?P<salt>[^$]+)\${_R}\${_P}\$(?P<digest>{_B64})",
            _text_salt_scrypt,
        ),
        (
            rf"pbkdf2:sha256:{_ROUNDS}\$(?P<salt>[^$]+)\$(?P<digest>[0-9a-f]+)",
            _werkzeug_pbkdf2,
        ),
        (
            rf"scrypt(?P<kind>:){_N}:{_R}:{_P}\$(?P<salt>[^$]+)\$(?P<digest>[0-9a-f]+)",
            _text_salt_scrypt,
        ),
        (
            rf"\{{scrypt(?:@\w+)?\}}\$(?P<costs>[0-9a-f]{{1,8}}){_SALT_AND_DIGEST}",
            _spring_scrypt,
        ),
        (r"\{pbkdf2@SpringSecurity_v5_8\}(?P<hex>[0-9a-f]{96})", _spring_pbkdf2),
    )
]


_SHA256: Final = 1
_HEADER: Final = 13


def _asp_net(value: str) -> str:
    """Return the hash in a blob of ASP.NET Core Identity V3 with HMAC-SHA256, if it is one.

    The blob has 1, the function, the iterations, and the salt's length, then salt and digest.
    """
    try:
        blob = base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error):
        return ""
    numbers = [int.from_bytes(blob[start : start + 4], "big") for start in (1, 5, 9)]
    function, iterations, size = numbers
    if blob[:1] != b"\x01" or function != _SHA256 or len(blob) < _HEADER + size + 16 or size < 8:
        return ""
    salt, digest = blob[_HEADER : _HEADER + size], blob[_HEADER + size :]
    return _pbkdf2(str(iterations), salt, digest)[1]
