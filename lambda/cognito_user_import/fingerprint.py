"""Fingerprints: a few hexadecimal digits that represent content in names and IDs."""

import hashlib
import json
from typing import Final

FINGERPRINT_LENGTH: Final = 12


def fingerprint(*content: str) -> str:
    """Return 12 hexadecimal digits that represent these strings in this order."""
    # JSON keeps ("ab", "c") and ("a", "bc") apart.
    return digest(json.dumps(content))[:FINGERPRINT_LENGTH]


def digest(text: str) -> str:
    """Return the SHA-256 of a text, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
