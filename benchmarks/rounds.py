"""Rounds of measurements, so that other load on the machine meets all subjects alike."""

import time
from collections.abc import Callable, Iterable, Mapping
from statistics import median
from typing import TypeVar

Figure = TypeVar("Figure")


def interleaved(
    title: str, subjects: Mapping[str, Callable[[], Figure]], rounds: int
) -> dict[str, list[Figure]]:
    """Measure every subject once a round, one at a time, and return the figures by subject.

    A warm-up round comes first and is dropped. Each round begins with another subject, so that
    none always follows the same one.
    """
    figures: dict[str, list[Figure]] = {name: [] for name in subjects}
    names = list(subjects)
    for number in range(rounds + 1):
        head = f"round {number} of {rounds}" if number else "warm-up"
        print(f"bench: {title}, {head} ", end="", flush=True)
        start = time.perf_counter()
        first = number % len(names)
        for name in [*names[first:], *names[:first]]:
            figure = subjects[name]()
            print(".", end="", flush=True)
            if number:
                figures[name].append(figure)
        print(f" {time.perf_counter() - start:.1f} s", flush=True)
    return figures


def ratio(of: Iterable[float], to: Iterable[float]) -> float:
    """Return the median of the ratios, each of two figures of one round: for wall times."""
    return median(a / b for a, b in zip(of, to, strict=True))


def fastest_ratio(of: Iterable[float], to: Iterable[float]) -> float:
    """Return the ratio of the fastest runs: for what only the processor decides.

    Other load on the machine only adds to it, so the fastest run is the least disturbed one.
    """
    return min(of) / min(to)
