"""Filter patterns of CloudWatch Logs, those for unstructured log events.

From "Filter pattern syntax" in the CloudWatch Logs user guide: terms are case-sensitive, and all
must occur. Of terms with a question mark, one must occur; of terms with a minus sign, none. A term
with other characters than letters, digits, and underscores is in double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_TERM = re.compile(
    r'(?P<sign>[?-]?)(?:"(?P<quoted>(?:[^"\\]|\\.)+)"|(?P<plain>\w+))(?:\s+|$)', re.ASCII
)


class PatternError(Exception):
    """A pattern is invalid, or of a kind that this module doesn't model."""


def matcher(pattern: str) -> Callable[[str], bool]:
    """Return a function that tests whether a message matches a pattern."""
    text = pattern.strip()
    if text[:1] in ("{", "[", "%"):
        raise PatternError("Patterns for JSON, for columns and in regular expressions are missing")
    terms: dict[str, list[str]] = {"": [], "?": [], "-": []}
    place = 0
    while place < len(text):
        if (match := _TERM.match(text, place)) is None:
            raise PatternError(f"Invalid character(s) in term '{text[place:].split()[0]}'")
        terms[match["sign"]].append(match["plain"] or re.sub(r"\\(.)", r"\1", match["quoted"]))
        place = match.end()
    needed, any_of, unwanted = terms.values()
    if any_of and (needed or unwanted):
        raise PatternError("Terms with a question mark beside others are missing")

    def matches(message: str) -> bool:
        return (
            all(term in message for term in needed)
            and (not any_of or any(term in message for term in any_of))
            and not any(term in message for term in unwanted)
        )

    return matches
