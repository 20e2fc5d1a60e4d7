"""Exponential backoff with jitter, for all retries."""

from collections.abc import Iterator
from random import random
from typing import Final

_FIRST: Final = 0.5
_LONGEST: Final = 8.0


def pauses() -> Iterator[float]:
    """Yield the seconds before each retry: up to 0.5, then twice as long each time, up to 8.

    Jitter shortens a pause by at most half.
    """
    longest = _FIRST
    while True:
        yield longest * (1 + random()) / 2  # noqa: S311 - spreads load, guards nothing
        longest = min(2 * longest, _LONGEST)
