"""Turns a record of the source into a row of the file."""

from collections.abc import Callable, Iterable
from typing import Final

from cognito_user_import.csv_rules.csv_format import MAX_ROW_CHARACTERS, PASSWORD_HASH, USERNAME
from cognito_user_import.csv_rules.pool_profile import SIGN_IN_FORMS, PoolProfile
from cognito_user_import_cli.convert.column_plan import ColumnPlan
from cognito_user_import_cli.convert.conversion_tally import ConversionTally
from cognito_user_import_cli.convert.record import Record
from cognito_user_import_cli.convert.value_fixes import Fix, cleaned, is_plain

Row = dict[str, str]

NO_USERNAME: Final = "without a user name"
TOO_LONG: Final = "with a row of more than 16,000 characters"
WITHOUT_ADDRESS: Final = "true without an address"


class RowConversion:
    """Converts records by a plan, and counts what it changes.

    :param fix_of: Returns the fix of a column.
    """

    def __init__(
        self,
        plan: ColumnPlan,
        profile: PoolProfile,
        fix_of: Callable[[str], Fix | None],
        tally: ConversionTally,
    ) -> None:
        self._steps = [
            (column, name, fix_of(column))
            for column, name in plan.fields.items()
            # Hashes that nobody can import are counted, even if the file has no column for them.
            if column in plan.columns or column == PASSWORD_HASH
        ]
        self._constants = {
            column: value for column, value in plan.constants.items() if column in plan.columns
        }
        self._username_columns = plan.username_columns
        self._sign_in = profile.username_attributes or frozenset()
        self._flags = [
            (f"{name}_verified", name)
            for name in SIGN_IN_FORMS
            if {f"{name}_verified"} & {*plan.fields, *plan.constants}
        ]
        self._id_field = plan.id_field
        self._demanded = [f"{name}_verified" for name in sorted(profile.auto_verified or ())]
        self._tally = tally

    def old_id(self, record: Record) -> str:
        """Return the ID that a user has in the source, or nothing."""
        return record.fields.get(self._id_field, "").strip()

    def row(self, record: Record) -> Row | None:
        """Return a row without the blank values, or None if the user is left out."""
        tally = self._tally
        tally.read += 1
        if record.left_out:
            tally.leave_out(record.place, record.left_out, is_to_fix=record.is_to_fix)
            return None
        row = self._values(record)
        if self._username_columns:
            row[USERNAME] = self._username(row)
        if not row.get(USERNAME):
            tally.leave_out(record.place, NO_USERNAME, is_to_fix=True)
            return None
        self._check_flags(record.place, row)
        if sum(map(len, row.values())) * 2 > MAX_ROW_CHARACTERS and _is_too_long(row.values()):
            tally.leave_out(record.place, TOO_LONG, is_to_fix=True)
            return None
        tally.disabled += record.is_disabled
        tally.unverified += bool(self._demanded) and not any(
            row.get(name) == "true" for name in self._demanded
        )
        tally.written += 1
        return row

    def _values(self, record: Record) -> Row:
        tally, fields = self._tally, record.fields
        row: Row = {}
        for column, name, fix in self._steps:
            value = fields.get(name, "")
            if not value:
                continue
            if not is_plain(value):
                value, done, reason = cleaned(value)
                for what in done:
                    tally.changed[column, what] += 1
                if reason and column != PASSWORD_HASH:
                    tally.lose(record.place, column, reason)
                    continue
                if not value:
                    continue
            if fix:
                value, what = fix(value)
                if not value:
                    tally.lose(record.place, column, what)
                    continue
                if what:
                    tally.changed[column, what] += 1
            row[column] = value
        row.update(self._constants)
        return row

    def _username(self, row: Row) -> str:
        """Return the address or other value that is the user name, a verified one first."""
        there = [name for name in self._username_columns if row.get(name)]
        there.sort(key=lambda name: row.get(f"{name}_verified") != "true")
        return row[there[0]] if there else ""

    def _check_flags(self, place: int, row: Row) -> None:
        """Blank what says that a missing address is verified."""
        for flag, name in self._flags:
            if row.get(flag) == "true" and not row.get(name):
                if name in self._sign_in and SIGN_IN_FORMS[name].fullmatch(row[USERNAME]):
                    continue
                del row[flag]
                self._tally.lose(place, flag, WITHOUT_ADDRESS)


def _is_too_long(values: Iterable[str]) -> bool:
    # With a comma for each of 100 columns, and a backslash for each comma in a value.
    return sum(len(value) + value.count(",") for value in values) > MAX_ROW_CHARACTERS - 100
