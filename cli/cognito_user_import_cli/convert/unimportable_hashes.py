"""Password hashes that Cognito can't import, and why."""

import base64
import binascii
import re
from typing import Final

from cognito_user_import_cli.convert.service_kinds import FIREBASE_HASH

INCOMPLETE: Final = "not a complete hash"
UNKNOWN: Final = "no known form of a password hash"
_ASP_NET: Final = {
    0: "PBKDF2 with SHA-1 (ASP.NET Identity)",
    1: "not a complete hash",
    2: "PBKDF2 with SHA-512 (ASP.NET Identity)",
}
_PATTERNS: Final = [
    (re.compile(pattern, re.I), reason)
    for pattern, reason in (
        (re.escape(FIREBASE_HASH) + ".*", "Firebase's own variant of scrypt"),
        (r"[!*].*", "no usable password"),
        (r"(?:bcrypt_sha256\$|\$bcrypt-sha256\$).*", "bcrypt of a SHA-256 digest"),
        (r"\$wp\$.*", "bcrypt of a SHA-384 digest (WordPress)"),
        (r"\$[PH]\$.*", "phpass (WordPress)"),
        (r"\$S\$.*", "SHA-512 (Drupal)"),
        (r"\{noop\}.*", "a password in plain text"),
        (r"(?:argon2|\{argon2(?:@\w+)?\})?\$argon2[id]\$.*", "Argon2i or Argon2d"),
        (r".*\$argon2id\$.*", INCOMPLETE),
        (r"(?:\{\w+\}|bcrypt\$)?\$2[abxy]?\$.*", INCOMPLETE),
        (
            r"\$?pbkdf2[-_:]?(?:sha1[$:]|\$).*|\{pbkdf2(?:@SpringSecurity_v5_5)?\}.*",
            "PBKDF2 with SHA-1",
        ),
        (r"\$?pbkdf2[-_:]sha(?:384|512)[$:].*", "PBKDF2 with SHA-384 or SHA-512"),
        (r".*pbkdf2.*|\$?scrypt[$:].*", INCOMPLETE),
        (
            r"(?:\{crypt\})?\$[156]\$.*|(?:\{crypt\})?\$(?:y|7|gy)\$.*",
            "crypt's MD5, SHA, or yescrypt",
        ),
        (r"\{(?:s?sha(?:224|256|384|512)?|s?md5|ssha\d*|x-.*|crypt)\}.*", "a digest of LDAP"),
        (r"(?:md5|sha1|unsalted_\w+|crypt)\$.*", "a plain digest (Django)"),
        (
            r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})"
            r"(?::.+)?",
            "a plain digest in hex",
        ),
        (r"[^:\s]+:[0-9a-f]{32,}", "a salt and a digest in hex"),
    )
]


def why_not(value: str) -> str:
    """Return why Cognito can't import a hash that has none of the importable forms."""
    for pattern, reason in _PATTERNS:
        if pattern.fullmatch(value):
            return reason
    return _asp_net(value) or UNKNOWN


def _asp_net(value: str) -> str:
    try:
        blob = base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error):
        return ""
    if len(blob) == 49 and blob[0] == 0:
        return _ASP_NET[0]
    return _ASP_NET.get(int.from_bytes(blob[1:5], "big"), "") if blob[:1] == b"\x01" else ""
