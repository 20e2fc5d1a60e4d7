"""Values that are there twice in a file, found in little memory.

Of each value an 8-byte hash is kept, and the text of all values as one string of bytes: about 30
bytes a row instead of the 100 of a set. The text tells whether equal hashes are equal values, so
that nothing is reported on the strength of a hash.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import compress
from typing import Final, NamedTuple

from cognito_user_import.csv_rules.issues import Rule

_HASHES_AT_ONCE: Final = 1 << 17


class Twice(NamedTuple):
    """A value that an earlier line has too."""

    rule: Rule
    column: str
    line: int
    first_line: int


class Batch(NamedTuple):
    """The values of some lines.

    :param start: How many values there are before them.
    :param lines: A line for each value, as a range or an array.
    :param text: The values, with newlines between them.
    """

    start: int
    rule: Rule
    column: str
    lines: Sequence[int]
    text: bytes


class Values:
    """Values of which there must not be two the same.

    :param fold: Whether capitals make no difference.
    """

    def __init__(self, *, fold: bool = False) -> None:
        self._fold = fold
        self._hashes = array("q")
        self.batches: list[Batch] = []

    def add(self, rule: Rule, column: str, lines: Sequence[int], values: list[str]) -> None:
        """Add the values of some lines, none of which holds a newline.

        :param rule: What is broken when one of them was there before.
        """
        if not values:
            return
        text = "\n".join(values)
        if self._fold and text != (folded := text.lower()):
            text = folded
            values = text.split("\n")
        if not isinstance(lines, range):
            lines = array("L", lines)
        self.batches.append(Batch(len(self._hashes), rule, column, lines, text.encode()))
        self._hashes.extend(map(hash, values))

    def add_batch(self, batch: Batch, lines: int) -> None:
        """Add the batch of another process, in which the same values have other hashes.

        :param lines: How many lines further down its values are.
        """
        moved = _moved(batch.lines, lines)
        self.batches.append(batch._replace(start=len(self._hashes), lines=moved))
        self._hashes.extend(map(hash, batch.text.decode().split("\n")))

    def twice(self) -> Iterator[Twice]:
        """Yield the values that an earlier line has too, by line."""
        again = self._hashes_again()
        if not again:
            return
        places = [place for place, value in enumerate(self._hashes) if value in again]
        lines_of: dict[str, int] = {}
        for line, value, batch in sorted(self._at(places), key=lambda found: found[0]):
            first_line = lines_of.setdefault(value, line)
            if first_line != line:
                yield Twice(batch.rule, batch.column, line, first_line)

    def _hashes_again(self) -> set[int]:
        """Return the hashes that are there more than once, a part of their range at a time."""
        parts = 1 + len(self._hashes) // _HASHES_AT_ONCE
        # One byte of each hash tells in which part it is: chosen in C.
        marks = memoryview(self._hashes).cast("B")[:: self._hashes.itemsize].tobytes()
        again: set[int] = set()
        for part in range(parts):
            is_in = bytes(byte % parts == part for byte in range(256))
            again |= _again(list(compress(self._hashes, marks.translate(is_in))))
        return again

    def _at(self, places: Sequence[int]) -> Iterator[tuple[int, str, Batch]]:
        starts = [batch.start for batch in self.batches]
        number = -1
        values: list[str] = []
        for place in places:
            if (found := bisect_right(starts, place) - 1) != number:
                number = found
                values = self.batches[number].text.decode().split("\n")
            batch = self.batches[number]
            yield batch.lines[place - batch.start], values[place - batch.start], batch


def _moved(lines: Sequence[int], by: int) -> Sequence[int]:
    if isinstance(lines, range):
        return range(lines.start + by, lines.stop + by)
    return array("L", [line + by for line in lines])


def _again(hashes: list[int]) -> set[int]:
    if len(set(hashes)) == len(hashes):
        return set()
    seen: set[int] = set()
    return {value for value in hashes if value in seen or seen.add(value)}  # type: ignore[func-returns-value]
