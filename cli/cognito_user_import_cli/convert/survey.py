"""What a file has, found by a first reading: names, and what a person may have to decide."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cognito_user_import.csv_rules.csv_format import PASSWORD_HASH
from cognito_user_import_cli.convert.calendar_dates import DateEvidence
from cognito_user_import_cli.convert.password_forms import cognito_form
from cognito_user_import_cli.convert.phone_numbers import is_national
from cognito_user_import_cli.convert.record import Record

_MOST_NAMES: Final = 1000

Look = Callable[[str], None]
ColumnsOf = Callable[[str], Sequence[str]]
"""Returns the columns that a field could be, by its name."""


@dataclass(slots=True)
class Survey:
    """What the users of a file have.

    :param names: The fields, and whether any user has a value there.
    :param dates: What is known of the order of dates, by field.
    :param national: The phone numbers without a country code, by field.
    :param hashes: How many hashes of each algorithm can be imported, by field.
    """

    users: int = 0
    names: dict[str, bool] = field(default_factory=dict)
    dates: dict[str, DateEvidence] = field(default_factory=dict)
    national: Counter[str] = field(default_factory=Counter)
    hashes: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def used(self) -> tuple[str, ...]:
        """The fields that have a value, in the order of the file."""
        return tuple(name for name, is_used in self.names.items() if is_used)


def surveyed(
    records: Iterable[Record], columns_of: ColumnsOf, seen: Callable[[int], None]
) -> Survey:
    """Read all records once.

    :param seen: Called now and then with the number of records.
    """
    survey = Survey()
    looks: list[tuple[str, Look]] = []
    before: Collection[str] = ()
    unused: list[str] = []
    for count, record in enumerate(records, 1):
        if not count % 10_000:
            seen(count)
        survey.users = count
        if record.left_out:
            continue
        fields = record.fields
        if fields.keys() != before:
            before = fields.keys()
            for name in before:
                if name not in survey.names and len(survey.names) < _MOST_NAMES:
                    survey.names[name] = False
                    unused.append(name)
                    looks += [(name, look) for look in _looks(survey, name, columns_of(name))]
        for name, look in looks:
            if value := fields.get(name, "").strip():
                look(value)
        for name in [name for name in unused if fields.get(name)]:
            survey.names[name] = True
            unused.remove(name)
    return survey


def _looks(survey: Survey, name: str, columns: Sequence[str]) -> Iterator[Look]:
    """Yield what looks at the values of a field."""
    if "birthdate" in columns:
        yield survey.dates.setdefault(name, DateEvidence()).add
    if "phone_number" in columns:

        def look_at_phone_number(value: str) -> None:
            survey.national[name] += is_national(value)

        yield look_at_phone_number
    if PASSWORD_HASH in columns:
        hashes = survey.hashes.setdefault(name, Counter())

        def look_at_hash(value: str) -> None:
            if algorithm := cognito_form(value).algorithm:
                hashes[algorithm] += 1

        yield look_at_hash
