"""Converts a file of users to the file that an import takes."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final, Literal

from cyclopts import Parameter

from cognito_user_import.csv_rules import PoolProfile, Report
from cognito_user_import_cli.checking.check_file import check_file
from cognito_user_import_cli.checking.demands import demands
from cognito_user_import_cli.checking.issue_listing import Listing, report_document
from cognito_user_import_cli.convert.calendar_dates import DateOrder
from cognito_user_import_cli.convert.column_options import constants, mapped
from cognito_user_import_cli.convert.column_plan import Wishes
from cognito_user_import_cli.convert.conversion import convert_users
from cognito_user_import_cli.convert.conversion_summary import ConversionSummary
from cognito_user_import_cli.convert.csv_dialect import SEPARATORS
from cognito_user_import_cli.convert.phone_numbers import require_country
from cognito_user_import_cli.convert.preparation import prepared
from cognito_user_import_cli.convert.user_source import recognized
from cognito_user_import_cli.exit_codes import ExitCode
from cognito_user_import_cli.local_files.new_files import new_files, require_new
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.progress import counting

_AWS = AwsOptions()
_OUTPUT = OutputOptions()
_FILE: Final = Path("users.csv")


def convert(
    file: Path,
    /,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])] = _FILE,
    user_pool_id: str | None = None,
    template: Path | None = None,
    resource: str | None = None,
    map: Annotated[Sequence[str], Parameter(name="--map")] = (),  # noqa: A002
    set: Annotated[Sequence[str], Parameter(name="--set")] = (),  # noqa: A002
    username_from: str | None = None,
    date_order: DateOrder | None = None,
    country: str | None = None,
    encoding: str | None = None,
    separator: Literal["comma", "semicolon", "tab", "bar"] | None = None,
    dry_run: bool = False,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> ExitCode:
    """Convert a file of users to the file that an import takes.

    Without --user-pool-id, the command doesn't call AWS.

    :param file: CSV file of any dialect.
    :param output: File to write. Never overwrites a file. Default: users.csv
    :param user_pool_id: User pool that the file is for. The command reads its settings from AWS.
    :param template: CloudFormation template with the pool, such as cdk.out/X.template.json.
    :param resource: Logical ID of the pool in the template. Default: the only pool.
    :param map: COLUMN=FIELD. Column for a field of the file, such as email=E-Mail. Repeatable.
    :param set: COLUMN=VALUE. Value for all users, such as email_verified=true. Repeatable.
    :param username_from: Column or field that has the user name, such as email.
    :param date_order: Order of dates such as 01/02/1990, if the file doesn't show it.
    :param country: Country of phone numbers without a country code, such as DE.
    :param encoding: Encoding of the file, such as cp1252. Default: found in the file.
    :param separator: Sign between the values of a CSV file. Default: found in the file.
    :param dry_run: Report what would be written, but write nothing.
    """
    out = Output(options)
    if not dry_run:
        require_new(output)
    profile = demands(user_pool_id, template, resource, aws)
    wishes = Wishes(
        fields=mapped(map, profile),
        constants=constants(set, profile),
        username_from=username_from or "",
    )
    country = require_country(country) if country else None
    source = recognized(file, encoding, SEPARATORS[separator] if separator else None)
    with counting(out, "users read", None) as seen:
        known = prepared(source, profile, wishes, date_order=date_order, country=country, seen=seen)
    with TemporaryDirectory() as folder:
        path = Path(folder) / output.name if dry_run else output
        with (
            counting(out, "users converted", known.survey.users) as seen,
            new_files(path, like=file) as [written],
        ):
            tally = convert_users(known, profile, written, seen)
        report = _checked(out, path, profile)
    summary = ConversionSummary(known, None if dry_run else output, tally)
    checks = report_document(output, report, profile)
    out.result({**summary.document(), "check": checks}, summary.text())
    return ExitCode.BAD_FILE if report.errors or tally.to_fix else ExitCode.DONE


def _checked(out: Output, path: Path, profile: PoolProfile) -> Report:
    """Check what was written, and list its issues on stderr."""
    listing = Listing(path, out.say, out.tell)
    report = check_file(path, profile, tell=listing.tell)
    listing.end(report)
    return report
