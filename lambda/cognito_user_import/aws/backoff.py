"""Exponential backoff with jitter, for everything that is repeated."""

from collections.abc import Iterator
from random import random
from typing import Final

_FIRST: Final = 0.5
_LONGEST: Final = 8.0


def pauses() -> Iterator[float]:
    """Yield the seconds before each further attempt: up to 0.5, then twice as long, up to 8.

    Jitter takes off at most half.
    """
    longest = _FIRST
    while True:
        yield longest * (1 + random()) / 2  # noqa: S311 - spreads load, guards nothing
        longest = min(2 * longest, _LONGEST)
