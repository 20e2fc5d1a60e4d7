"""Converts a prepared source: one line for each user."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from cognito_user_import.csv_rules.pool_profile import PoolProfile
from cognito_user_import.csv_rules.writer import write
from cognito_user_import_cli.convert.conversion_tally import ConversionTally
from cognito_user_import_cli.convert.preparation import Prepared
from cognito_user_import_cli.convert.row_conversion import Row, RowConversion
from cognito_user_import_cli.convert.value_fixes import fixes

_STEP: Final = 10_000


def convert_users(
    prepared: Prepared, profile: PoolProfile, file: BinaryIO, seen: Callable[[int], None]
) -> ConversionTally:
    """Write the users of the source, and return what became of them.

    :param seen: Called now and then with the number of records.
    """
    tally = ConversionTally()
    fix_of = fixes(profile, prepared.order, prepared.country)
    conversion = RowConversion(prepared.plan, profile, fix_of, tally)

    def rows() -> Iterator[Row]:
        for record in prepared.source.records():
            if row := conversion.row(record):
                yield row
            if not tally.read % _STEP:
                seen(tally.read)

    file.writelines(write(rows(), prepared.plan.columns))
    return tally
