"""Prepares a conversion: reads the source once, and finds what a person has to decide."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cognito_user_import.csv_rules.csv_format import PASSWORD_HASH, USERNAME
from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.convert.calendar_dates import DateOrder
from cognito_user_import_cli.convert.column_plan import (
    ColumnNames,
    ColumnPlan,
    Wishes,
    plan_columns,
)
from cognito_user_import_cli.convert.record import shown
from cognito_user_import_cli.convert.survey import Survey, surveyed
from cognito_user_import_cli.convert.user_source import UserSource


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that a conversion needs to know.

    :param order: The order of dates that are neither ISO 8601 nor have dots.
    :param country: The country of phone numbers without a country code, or None.
    :param algorithms: The algorithms of the hashes that are written, the most common first.
    """

    source: UserSource
    survey: Survey
    plan: ColumnPlan
    order: DateOrder
    country: str | None
    algorithms: tuple[str, ...]

    def targets(self, output: Path) -> Mapping[str, Path]:
        """Return the files by algorithm: one, unless the hashes have several."""
        if len(self.algorithms) < 2:
            return dict.fromkeys(self.algorithms or ("",), output)
        return {
            algorithm: output.with_name(f"{output.stem}.{algorithm.lower()}{output.suffix}")
            for algorithm in self.algorithms
        }


def prepared(
    source: UserSource,
    profile: PoolProfile,
    wishes: Wishes,
    *,
    date_order: DateOrder | None,
    country: str | None,
    algorithm: str | None,
    seen: Callable[[int], None],
) -> Prepared:
    """Read the source, and return how to convert it.

    :raises UsageError: A person has to decide something first. The text has every decision.
    """
    names = ColumnNames(source.kind.columns, profile, wishes)
    survey = surveyed(source.records(), names.columns, seen)
    if not survey.used:
        if survey.users and source.dialect:
            raise UsageError(
                f"No row of {source.path} can be a user. If a title stands above the names of the "
                "columns, remove it."
            )
        raise UsageError(f"{source.path} has no users.")
    _require_fields(source, survey, wishes.fields)
    plan = plan_columns(survey.used, names, source.kind.ids, profile, wishes, survey.hashes)
    order = date_order or _known_order(survey, plan)
    decisions = [*plan.decisions]
    if order is None:
        decisions += _date_decisions(survey, plan)
    if not country:
        decisions += _phone_decisions(survey, plan)
    if decisions:
        listed = "\n".join(f"- {decision}" for decision in decisions)
        raise UsageError(f"{source.path} can't be converted before you decide:\n{listed}")
    algorithms = tuple(name for name, _ in _hashes(survey, plan).most_common())
    if algorithm and PASSWORD_HASH in plan.columns:
        algorithms = (algorithm,)
    return Prepared(source, survey, plan, order or "mdy", country, algorithms)


def _hashes(survey: Survey, plan: ColumnPlan) -> Counter[str]:
    return survey.hashes.get(plan.fields.get(PASSWORD_HASH, ""), Counter())


def _require_fields(source: UserSource, survey: Survey, fields: Mapping[str, str]) -> None:
    for column, name in fields.items():
        if name not in survey.names:
            known = ", ".join(map(shown, list(survey.names)[:50]))
            raise UsageError(
                f"--map {column}=... must name a field of {source.path}. Received: {name[:64]!r}. "
                f"Allowed: {known}."
            )


def _known_order(survey: Survey, plan: ColumnPlan) -> DateOrder | None:
    """Return the order of the dates, or None if a person has to decide."""
    evidence = survey.dates.get(plan.fields.get("birthdate", ""))
    if evidence is None or not (evidence.day_first or evidence.month_first or evidence.open):
        return "mdy"
    # Such a file has Cognito's names, and probably Cognito's dates.
    if USERNAME in survey.names and not evidence.day_first:
        return "mdy"
    return evidence.order()


def _date_decisions(survey: Survey, plan: ColumnPlan) -> Iterator[str]:
    name = plan.fields["birthdate"]
    evidence = survey.dates[name]
    if evidence.day_first and evidence.month_first:
        yield (
            f"Which order have the dates in {shown(name)}? {evidence.day_first:,} can only have "
            f"the day first, and {evidence.month_first:,} only the month. The ones that don't fit "
            "become blank: --date-order dmy or --date-order mdy."
        )
        return
    yield (
        f"Which comes first in the dates in {shown(name)}, day or month? "
        f"{evidence.open:,} of them fit both: --date-order dmy or --date-order mdy."
    )


def _phone_decisions(survey: Survey, plan: ColumnPlan) -> Iterator[str]:
    name = plan.fields.get("phone_number", "")
    if count := survey.national[name]:
        yield (
            f"Which country are the phone numbers in {shown(name)} from? {count:,} have no country "
            "code: name it, such as --country DE. --set phone_number= leaves all numbers out."
        )
