"""Sign-in values, which must be unique in a file.

The values are kept as text, about 20 bytes each, in the order of the file. At the end, their hashes
show which may be duplicates, and the text decides.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import compress, count
from operator import eq
from struct import pack
from typing import Final, NamedTuple

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.csv_format import USERNAME
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import.csv_rules.rules import Issue, Rule

_RULES: Final = {
    USERNAME: rules.SAME_USERNAME,
    "email": rules.SAME_EMAIL,
    "phone_number": rules.SAME_PHONE,
    "preferred_username": rules.SAME_PREFERRED,
}
_HASHES_AT_ONCE: Final = 1 << 16


class Batch(NamedTuple):
    """The values that some lines have in one column.

    :param space: The column that these values are compared with.
    :param position: The column's place in the file, from 1.
    :param lines: A line for each value, as a range or an array.
    :param offset: The number of lines in the file before the first that ``lines`` counts.
    :param text: The values, with newlines between them.
    """

    space: str
    column: str
    position: int
    lines: Sequence[int]
    offset: int
    text: bytes

    @property
    def values(self) -> list[bytes]:
        """The values, in the order of the lines."""
        return self.text.split(b"\n")


class SignIn:
    """The columns of a file that users sign in with.

    :param columns: The file's header.
    """

    def __init__(self, profile: PoolProfile, columns: Sequence[str]) -> None:
        self._places = {name: place for place, name in enumerate(columns)}
        self._fold = profile.case_sensitive is False
        self._instead = [
            name for name in sorted(profile.username_attributes or ()) if name in self._places
        ]
        self._aliases = [
            name
            for name in sorted(profile.aliases or ())
            if name in _RULES and {name, _flag(name)} <= self._places.keys()
        ]

    def batches(self, column: Callable[[int], list[str]], lines: Sequence[int]) -> Iterator[Batch]:
        """Yield the sign-in values of some rows.

        :param column: Returns the cells of these rows in a column, from 0.
        :param lines: The lines of the rows.
        """
        if USERNAME not in self._places:
            return
        names = _trimmed(column(self._places[USERNAME]))
        yield from self._batch(USERNAME, USERNAME, lines, names)
        for name in self._instead:
            # If the user name is an email address, the phone number signs in, too.
            values = _trimmed(column(self._places[name]))
            if any(values) and values != names:
                pairs = zip(values, names, strict=True)
                others = ["" if value == username else value for value, username in pairs]
                yield from self._batch(USERNAME, name, lines, others)
        for name in self._aliases:
            values = _trimmed(column(self._places[name]))
            if (flag := _flag(name)) != name:
                values = _verified(values, column(self._places[flag]))
            yield from self._batch(name, name, lines, values)

    def _batch(
        self, space: str, column: str, lines: Sequence[int], values: list[str]
    ) -> Iterator[Batch]:
        if not all(values):
            lines = list(compress(lines, values))
            values = list(filter(None, values))
        if values:
            text = "\n".join(values)
            text = text.lower() if self._fold else text
            lines = lines if isinstance(lines, range) else array("L", lines)
            yield Batch(space, column, self._places[column] + 1, lines, 0, text.encode())


def twice(batches: Sequence[Batch], last_line: int) -> Iterator[Issue]:
    """Yield the duplicates, by column and line.

    :param last_line: The last line of the file that is compared.
    """
    for space in _RULES:
        compared = [batch for batch in batches if batch.space == space]
        line_of: dict[bytes, int] = {}
        found = [value for value in _suspects(compared) if value[0] <= last_line]
        for line, value, batch in sorted(found, key=lambda value: value[0]):
            first_line = line_of.setdefault(value, line)
            if first_line != line:
                rule: Rule = _RULES[batch.column]
                yield Issue(rule, line, batch.column, batch.position, str(first_line))


def _suspects(batches: Sequence[Batch]) -> Iterator[tuple[int, bytes, Batch]]:
    """Yield the values whose hashes occur more than once, with their lines in the file."""
    hashes, starts = array("q"), []
    for batch in batches:
        starts.append(len(hashes))
        values = batch.values
        # Five times as fast as extending an array by numbers.
        hashes.frombytes(pack(f"{len(values)}q", *map(hash, values)))
    again = hashes_again(hashes)
    number = -1
    for place in compress(count(), map(again.__contains__, hashes)) if again else ():
        if (found := bisect_right(starts, place) - 1) != number:
            number = found
            batch = batches[number]
            values = batch.values
        index = place - starts[number]
        yield batch.offset + batch.lines[index], values[index], batch


def hashes_again(hashes: "array[int]") -> set[int]:
    """Return the hashes that occur more than once, a part of their range at a time."""
    parts = 1 + len(hashes) // _HASHES_AT_ONCE
    # One byte of each hash chooses its part, in C.
    marks = memoryview(hashes).cast("B")[:: hashes.itemsize].tobytes()
    again: set[int] = set()
    for part in range(parts):
        is_in = bytes(byte % parts == part for byte in range(256))
        chosen = list(compress(hashes, marks.translate(is_in)))
        # Sorting takes longer, so only parts with a duplicate are sorted.
        if len(set(chosen)) < len(chosen):
            chosen.sort()
            again.update(compress(chosen, map(eq, chosen, chosen[1:])))
    return again


def _flag(name: str) -> str:
    """Return the column that says whether an alias is verified, or the alias itself."""
    return name if name == "preferred_username" else f"{name}_verified"


def _trimmed(cells: list[str]) -> list[str]:
    joined = "".join(cells)
    # Cells have no control characters, so a space is the only ASCII white space.
    if joined.isascii() and " " not in joined:
        return cells
    return list(map(str.strip, cells))


def _verified(values: list[str], flags: list[str]) -> list[str]:
    if flags.count("true") == len(flags):
        return values
    pairs = zip(values, flags, strict=True)
    return [value if flag.strip().lower() == "true" else "" for value, flag in pairs]
