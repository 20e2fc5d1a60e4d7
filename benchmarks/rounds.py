"""Rounds of measurements, so that what else the machine does meets all subjects alike."""

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import TypeVar

Subject = TypeVar("Subject")
Figure = TypeVar("Figure")


def interleaved(
    title: str,
    subjects: Mapping[str, Subject],
    measure: Callable[[Subject], Figure],
    rounds: int,
    *,
    warm_up: bool = True,
) -> dict[str, list[Figure]]:
    """Measure every subject once a round, one at a time, and return the figures by subject.

    Each round begins with another subject, so that none always follows the same one.

    :param warm_up: Whether there is a round before the first one, which is dropped.
    """
    figures: dict[str, list[Figure]] = {name: [] for name in subjects}
    names = list(subjects)
    for number in range(0 if warm_up else 1, rounds + 1):
        head = f"round {number} of {rounds}" if number else "warm-up"
        print(f"bench: {title}, {head} ", end="", flush=True)
        start = time.perf_counter()
        for name in _rotated(names, number):
            figure = measure(subjects[name])
            print(".", end="", flush=True)
            if number:
                figures[name].append(figure)
        print(f" {time.perf_counter() - start:.1f} s", flush=True)
    return figures


def ratios(of: Sequence[float], to: Sequence[float]) -> float:
    """Return the median of the ratios, each of two figures of one round."""
    return median(a / b for a, b in zip(of, to, strict=True))


def is_settled(seconds: Sequence[float]) -> bool:
    """Say whether the three fastest runs agree within 5 %: the fastest was not disturbed, then."""
    fastest = sorted(seconds)[:3]
    return fastest[-1] <= 1.05 * fastest[0]


def _rotated(names: Sequence[str], by: int) -> list[str]:
    start = by % len(names)
    return [*names[start:], *names[:start]]
