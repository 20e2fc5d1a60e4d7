"""What users sign in with: no two rows of a file may have the same."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from cognito_user_import.csv_rules import rules
from cognito_user_import.csv_rules.columns import USERNAME
from cognito_user_import.csv_rules.duplicates import Batch, Values
from cognito_user_import.csv_rules.issues import Issue, Rule
from cognito_user_import.csv_rules.pool_profile import PoolProfile

_RULES: Final = {
    "email": rules.SAME_EMAIL,
    "phone_number": rules.SAME_PHONE,
    "preferred_username": rules.SAME_PREFERRED,
}


class SignIn:
    """The user names and the aliases of a file.

    :param columns: The file's header.
    """

    def __init__(self, profile: PoolProfile, columns: Sequence[str]) -> None:
        self._places = {name: place for place, name in enumerate(columns)}
        fold = profile.case_sensitive is False
        self._usernames = Values(fold=fold)
        self._instead = [
            name for name in sorted(profile.username_attributes or ()) if name in self._places
        ]
        self._aliases = {
            name: Values(fold=fold)
            for name in sorted(profile.aliases or ())
            if name in _RULES and {name, self._flag(name)} <= self._places.keys()
        }

    def add(self, column: Callable[[int], list[str]], lines: Sequence[int]) -> None:
        """Add rows.

        :param column: Gives the cells of all these rows at a place, from 0.
        :param lines: Their lines.
        """
        if USERNAME not in self._places:
            return
        names = _trimmed(column(self._places[USERNAME]))
        _add(self._usernames, rules.SAME_USERNAME, USERNAME, lines, names)
        for name in self._instead:
            # Beside a user name that is an e-mail address a phone number signs in too.
            values = _trimmed(column(self._places[name]))
            if any(values) and values != names:
                pairs = zip(values, names, strict=True)
                others = ["" if value == username else value for value, username in pairs]
                _add(self._usernames, _RULES[name], name, lines, others)
        for name, known in self._aliases.items():
            values = _trimmed(column(self._places[name]))
            flag = self._flag(name)
            if flag != name:
                values = _verified(values, column(self._places[flag]))
            _add(known, _RULES[name], name, lines, values)

    def seen(self) -> tuple[tuple[Batch, ...], ...]:
        """Return what ``skip`` needs to know of the rows."""
        return tuple(tuple(values.batches) for values in self._all())

    def skip(self, seen: Sequence[Iterable[Batch]], lines: int) -> None:
        """Add rows that were checked elsewhere.

        :param lines: How many lines further down they are than it was thought there.
        """
        for values, batches in zip(self._all(), seen, strict=True):
            for batch in batches:
                values.add_batch(batch, lines)

    def issues(self) -> Iterator[Issue]:
        """Yield what is there twice."""
        for values in self._all():
            for again in values.twice():
                place = self._places[again.column] + 1
                yield Issue(again.rule, again.line, again.column, place, str(again.first_line))

    def _all(self) -> list[Values]:
        return [self._usernames, *self._aliases.values()]

    @staticmethod
    def _flag(name: str) -> str:
        """Return the column that says whether an alias is in force; else the alias itself."""
        return name if name == "preferred_username" else f"{name}_verified"


def _add(known: Values, rule: Rule, name: str, lines: Sequence[int], cells: list[str]) -> None:
    if all(cells):
        known.add(rule, name, lines, cells)
    else:
        filled = [(line, cell) for line, cell in zip(lines, cells, strict=True) if cell]
        known.add(rule, name, [line for line, _ in filled], [cell for _, cell in filled])


def _trimmed(cells: list[str]) -> list[str]:
    return list(map(str.strip, cells))


def _verified(values: list[str], flags: list[str]) -> list[str]:
    if flags.count("true") == len(flags):
        return values
    pairs = zip(values, flags, strict=True)
    return [value if flag.strip().lower() == "true" else "" for value, flag in pairs]
