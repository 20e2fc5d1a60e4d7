"""Which field of the source becomes which column of the file."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cognito_user_import.csv_rules.csv_format import BASE_COLUMNS, CUSTOM, PASSWORD_HASH, USERNAME
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import_cli.convert.known_names import OTHER_NAMES, SAME_NAMES, normalized
from cognito_user_import_cli.convert.record import shown

_METADATA: Final = frozenset({"user_metadata", "raw_user_meta_data"})
_UNKNOWN_NAMES: Final = "If its first line is a user, add a line with column names above it."


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person decided about columns.

    :param fields: Fields by column, from --map.
    :param constants: Values by column, from --set.
    :param username_from: The column or field that has the user name, or empty.
    :param id_column: The column for the old ID, or empty.
    :param id_from: The field with the old ID, or empty.
    :param needs_id: Whether the old IDs are written.
    """

    fields: Mapping[str, str]
    constants: Mapping[str, str]
    username_from: str = ""
    id_column: str = ""
    id_from: str = ""
    needs_id: bool = False


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """The columns of the file, and where their values come from.

    :param columns: The header.
    :param fields: Fields by column.
    :param constants: Values by column.
    :param username_columns: The columns of which the first with a value is the user name, or none.
    :param id_field: The field with the old ID, or empty.
    :param unused: The fields with values that go nowhere.
    :param decisions: What a person has to decide before the conversion.
    """

    columns: tuple[str, ...]
    fields: Mapping[str, str]
    constants: Mapping[str, str]
    username_columns: tuple[str, ...]
    id_field: str
    unused: tuple[str, ...]
    decisions: tuple[str, ...]


class ColumnNames:
    """The columns that a field could be, by its name.

    :param known: Columns by the fields of the source's kind, which come first.
    """

    def __init__(self, known: Mapping[str, str], profile: PoolProfile, wishes: Wishes) -> None:
        self._known = known
        self._profile = profile
        self._wished = wishes.fields
        custom = [name for name in profile.columns or () if name not in BASE_COLUMNS]
        self._custom = {normalized(name.rpartition(":")[2]): name for name in custom}

    def columns(self, field: str) -> tuple[str, ...]:
        """Return the columns that a field could be."""
        wished = (column for column, name in self._wished.items() if name == field)
        return (*wished, self.ranked(field)[1])

    def ranked(self, field: str) -> tuple[int, str]:
        """Return how sure the column is, 1 for certain, and the column, if any."""
        name = normalized(field)
        found = (
            (1, self._known.get(field, "")),
            (2, field if CUSTOM in field and self._profile.may_have(field) else ""),
            (2, SAME_NAMES.get(name, "")),
            (3, self._custom.get(name, "")),
            (4, OTHER_NAMES.get(name, "")),
            (5, self._of_metadata(field)),
        )
        return next(((rank, column) for rank, column in found if column), (9, ""))

    def _of_metadata(self, field: str) -> str:
        """Return the column of what a system keeps in fields of people's own."""
        prefix, _, name = field.partition(".")
        if prefix not in _METADATA:
            return ""
        plain = normalized(name)
        return SAME_NAMES.get(plain) or self._custom.get(plain) or OTHER_NAMES.get(plain, "")


def plan_columns(
    used: Sequence[str],
    names: ColumnNames,
    ids: Sequence[str],
    profile: PoolProfile,
    wishes: Wishes,
    hashed: Mapping[str, Collection[str]],
) -> ColumnPlan:
    """Return the plan for a file.

    :param used: The fields that have values.
    :param hashed: The fields with hashes that can be imported.
    :param ids: The fields in which the source's kind has an ID, the best first.
    """
    decisions: list[str] = []
    fields = _fields(used, names, profile, wishes, decisions)
    id_field = _id_field(used, ids, wishes, decisions)
    if wishes.id_column and id_field:
        fields[wishes.id_column] = id_field
    for column in wishes.constants:
        fields.pop(column, None)
    username_columns = _username_columns(used, fields, profile, wishes, decisions)
    has_hashes = bool(hashed.get(fields.get(PASSWORD_HASH, "")))
    if has_hashes and profile.password_hashes is False:
        decisions.append(
            "The pool's CSV header has no password_hash, so the pool takes no password hashes. "
            "--set password_hash= leaves them out."
        )
    decisions += _unverified(fields, profile, wishes)
    taken = {*fields.values(), *([id_field] if wishes.needs_id else [])}
    unused = tuple(name for name in used if name not in taken)
    columns = _header({*fields, *wishes.constants}, profile, has_hashes=has_hashes)
    return ColumnPlan(
        columns, fields, wishes.constants, username_columns, id_field, unused, tuple(decisions)
    )


def _fields(
    used: Sequence[str],
    names: ColumnNames,
    profile: PoolProfile,
    wishes: Wishes,
    decisions: list[str],
) -> dict[str, str]:
    """Return the fields by column. Where several are equally likely, a person decides."""
    likely: dict[str, list[tuple[int, str]]] = {}
    wished = {*wishes.fields.values()}
    for field in used:
        rank, column = names.ranked(field)
        if column not in wishes.fields and profile.may_have(column):
            # A field that a person sends elsewhere goes here only if no other one does.
            likely.setdefault(column, []).append((rank + 10 * (field in wished), field))
    if profile.username_attributes:
        likely.pop(USERNAME, None)
    found = dict(wishes.fields)
    for column, entries in likely.items():
        best = min(rank for rank, _ in entries)
        fields = [field for rank, field in entries if rank == best]
        if len(fields) > 1 and column not in wishes.constants:
            decisions.append(
                f"Which of {_listed(fields)} is {column}? Choose one: "
                f"--map {column}={_quoted(shown(fields[0]))}"
            )
        found[column] = fields[0]
    return found


def _username_columns(
    used: Sequence[str],
    fields: dict[str, str],
    profile: PoolProfile,
    wishes: Wishes,
    decisions: list[str],
) -> tuple[str, ...]:
    wished = wishes.username_from
    if wished:
        if wished in fields or wished in wishes.constants:
            return (wished,)
        same = [name for name in used if normalized(name) == normalized(wished)]
        if len(same) == 1:
            fields[USERNAME] = same[0]
            return ()
        decisions.append(
            f"--username-from must be a column or a field of the file. Received: {wished[:64]!r}. "
            f"Allowed: {_listed([*sorted(fields), *used])}."
        )
        return ()
    if USERNAME in fields:
        return ()
    # If no name is known, they may be the values of a user, which no message contains.
    named = f"Fields: {_listed(used)}." if fields else _UNKNOWN_NAMES
    if profile.username_attributes:
        there = [name for name in ("email", "phone_number") if name in profile.username_attributes]
        present = tuple(name for name in there if name in fields)
        if not present:
            decisions.append(
                f"Users of the pool sign in with {' or '.join(there)}, and no field has it. Name "
                f"it: --map {there[0]}=FIELD. {named}"
            )
        return present
    decisions.append(
        "No field is certainly the user name. Name it: --username-from FIELD. In a pool whose "
        f"users sign in with their email address: --username-from email. {named}"
    )
    return ()


def _id_field(used: Sequence[str], ids: Sequence[str], wishes: Wishes, decisions: list[str]) -> str:
    if not wishes.needs_id:
        return ""
    if wishes.id_from:
        if wishes.id_from not in used:
            decisions.append(
                f"--id-from must be a field of the file. Received: {wishes.id_from[:64]!r}. "
                f"Allowed: {_listed(used)}."
            )
        return wishes.id_from
    found = next((name for name in ids if name in used), "")
    if not found:
        decisions.append(
            f"No field is certainly the old ID. Name it: --id-from FIELD. Fields: {_listed(used)}."
        )
    return found


def _unverified(fields: Mapping[str, str], profile: PoolProfile, wishes: Wishes) -> Iterable[str]:
    """Yield the decision that a pool with auto-verified attributes needs."""
    flags = [f"{name}_verified" for name in sorted(profile.auto_verified or ())]
    if flags and not any(name in fields or name in wishes.constants for name in flags):
        yield (
            f"Cognito imports users only if {' or '.join(flags)} is true, and no field says it. If "
            f"the addresses are verified: --set {flags[0]}=true. If a field says it: --map "
            f"{flags[0]}=FIELD."
        )


def _header(used: set[str], profile: PoolProfile, *, has_hashes: bool) -> tuple[str, ...]:
    columns = {*profile.known_columns, *used} - {PASSWORD_HASH}
    hashes = has_hashes or profile.password_hashes is True
    first = [name for name in BASE_COLUMNS if name in columns]
    custom = sorted(columns.difference(BASE_COLUMNS))
    return (*first, *custom, *([PASSWORD_HASH] if hashes else []))


def _listed(fields: Iterable[str]) -> str:
    names = list(dict.fromkeys(map(shown, fields)))
    more = f", and {len(names) - 30} more" if len(names) > 30 else ""
    return ", ".join(names[:30]) + more


def _quoted(name: str) -> str:
    return f"'{name}'" if " " in name else name
