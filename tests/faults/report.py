"""What `make faults` prints."""

import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from tests.faults.properties import Share
from tests.faults.trial import Outcome

_WIDE = 290
"""Columns where the output is no terminal: nothing is cut off."""
_FIGURES = 36
_SHARES = (0.30, 0.37, 0.33)
"""Of a line without its figures: the name, what was injected, what happened."""


def columns() -> int:
    """Return how wide a line may be."""
    return max(120, shutil.get_terminal_size().columns) if sys.stdout.isatty() else _WIDE


def line(outcome: Outcome, width: int) -> str:
    """Return the one line of a fault."""
    happened = outcome.happened if outcome.survived else f"NOT SURVIVED {outcome.happened}"
    texts = (outcome.name, outcome.injected, happened)
    cells = (
        _cell(text, int((width - _FIGURES) * share) - 2)
        for text, share in zip(texts, _SHARES, strict=True)
    )
    figures = f"{outcome.calls:4} calls {outcome.answers:4} answers {outcome.seconds:5.1f} s"
    return "  ".join((*cells, figures))


def _cell(text: str, width: int) -> str:
    return text.ljust(width) if len(text) <= width else f"{text[: width - 1]}…"


def property_line(name: str, shares: Sequence[Share]) -> str:
    """Return the one line of a property."""
    tried = sum(share.tried for share in shares)
    violations = sum(bool(share.violation) for share in shares)
    seconds = max(share.seconds for share in shares)
    remarks = "".join(f", {share.remark}" for share in shares if share.remark)
    return f"{name}: {tried:,} examples, {violations} violations{remarks}, {seconds:.1f} s"


def detail(outcome: Outcome) -> str:
    """Return why a fault was not survived."""
    return f"{outcome.verdict}\n{outcome.broken}".strip()


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return the last line."""
    survived = sum(outcome.survived for outcome in outcomes)
    broken: Counter[str] = Counter()
    for outcome in outcomes:
        broken.update(asdict(outcome.verdict))
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in broken.items())
    return f"{len(outcomes)} faults: {survived} survived, {counts}"
