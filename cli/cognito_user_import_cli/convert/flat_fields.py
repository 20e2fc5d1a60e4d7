"""Nested fields as flat text: ``profile.firstName``."""

import re
from collections.abc import Mapping
from typing import Any, Final

_DEEPEST: Final = 4
_BLANK: Final = frozenset({"null", "NULL", "\\N"})
_HALF_A_PAIR: Final = re.compile("[\ud800-\udfff]")


def flat(fields: Mapping[str, Any], prefix: str = "", depth: int = 1) -> dict[str, str]:
    """Return the fields as text by dotted names. Lists of objects have no text."""
    found: dict[str, str] = {}
    for name, value in fields.items():
        if isinstance(value, Mapping):
            if depth < _DEEPEST:
                found |= flat(value, f"{prefix}{name}.", depth + 1)
        else:
            text = value if isinstance(value, str) else _text(value)
            # What other systems write for a missing value in a CSV file.
            found[f"{prefix}{name}"] = "" if text in _BLANK else text
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        is_simple = not any(isinstance(entry, Mapping | list) for entry in value)
        return ",".join(map(_text, value)) if is_simple else ""
    return str(value)
