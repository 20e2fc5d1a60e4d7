"""What a part of the benchmarks finds: a table, and its budgets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.table import Table

RECORDED: Final = "bb7836c"
"""The commit at which the recorded figures were measured."""


@dataclass(frozen=True)
class Budget:
    """A limit, and the figure that must not exceed it.

    :param unit: Empty for a ratio to a peer that was measured in the same rounds.
    :param recorded: The figure at the commit ``RECORDED``, or None.
    """

    name: str
    measured: float
    limit: float
    unit: str = ""
    recorded: float | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the figure is within the limit."""
        return self.measured <= self.limit


@dataclass(frozen=True)
class Findings:
    """The result of one part."""

    table: Table
    budgets: Sequence[Budget]


def table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], caption: str = ""
) -> Table:
    """Return a table whose first column is a name and whose others are figures."""
    made = Table(title=title, caption=caption, title_justify="left", caption_justify="left")
    for index, column in enumerate(columns):
        made.add_column(column, justify="right" if index else "left")
    for row in rows:
        made.add_row(*row)
    return made


def budget_table(budgets: Iterable[Budget]) -> Table:
    """Show each budget beside what was measured, now and before."""
    columns = ("", "measured", "at most", "", f"at {RECORDED}", "")
    rows = [
        (
            budget.name,
            _figure(budget.measured),
            _figure(budget.limit),
            budget.unit,
            "" if budget.recorded is None else _figure(budget.recorded),
            "kept" if budget.is_kept else "[bold red]missed[/bold red]",
        )
        for budget in budgets
    ]
    return table("Budgets", columns, rows)


def verdict(budgets: Sequence[Budget]) -> str:
    """Say how the benchmarks ended, in one line."""
    missed = [budget.name for budget in budgets if not budget.is_kept]
    kept = f"bench: {len(budgets) - len(missed)} of {len(budgets)} budgets kept"
    return f"{kept}; missed: {'; '.join(missed)}" if missed else kept


def _figure(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"
