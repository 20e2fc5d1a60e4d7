"""The counts of a conversion: by column and kind of change, never a value."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

_MOST_PLACES: Final = 100

Counts = Counter[tuple[str, str]]


class Loss(NamedTuple):
    """A value, or a user, that isn't in the file.

    :param place: The line, or the user's place, in the source.
    :param column: Empty for the user as a whole.
    """

    place: int
    column: str
    reason: str


@dataclass(slots=True)
class ConversionTally:
    """What became of the users of the source.

    :param ids: Users with an old ID, if the IDs are written.
    :param hashes: Users with a password hash, by its algorithm.
    :param changed: Values written in another form, by column and kind.
    :param blanked: Values left blank, by column and reason.
    :param left_out: Users without a row, by reason.
    :param to_fix: The users among them whom a change to the source would bring in.
    :param losses: The first places of blank values and of users to fix.
    """

    read: int = 0
    written: int = 0
    disabled: int = 0
    unverified: int = 0
    ids: int = 0
    hashes: Counter[str] = field(default_factory=Counter)
    changed: Counts = field(default_factory=Counter)
    blanked: Counts = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    to_fix: int = 0
    losses: list[Loss] = field(default_factory=list)

    def lose(self, place: int, column: str, reason: str) -> None:
        """Count a value that is blank in the file."""
        self.blanked[column, reason] += 1
        self._keep(place, column, reason)

    def leave_out(self, place: int, reason: str, *, is_to_fix: bool) -> None:
        """Count a user who isn't in the file."""
        self.left_out[reason] += 1
        if is_to_fix:
            self.to_fix += 1
            self._keep(place, "", reason)

    def _keep(self, place: int, column: str, reason: str) -> None:
        if len(self.losses) < _MOST_PLACES:
            self.losses.append(Loss(place, column, reason))

    def document(self) -> dict[str, Any]:
        """Return the counts as JSON."""
        return {
            "read": self.read,
            "written": self.written,
            "ids": self.ids,
            "disabled": self.disabled,
            "unverified": self.unverified,
            "changed": _entries(self.changed),
            "blanked": _entries(self.blanked),
            "left_out": dict(self.left_out),
            "losses": [loss._asdict() for loss in self.losses],
        }


def _entries(counts: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [
        {"column": column, "what": what, "count": count}
        for (column, what), count in sorted(counts.items())
    ]
