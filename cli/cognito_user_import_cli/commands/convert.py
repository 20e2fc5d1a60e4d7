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
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.convert.calendar_dates import DateOrder
from cognito_user_import_cli.convert.column_options import constants, mapped, require_column
from cognito_user_import_cli.convert.column_plan import Wishes
from cognito_user_import_cli.convert.conversion import convert_users
from cognito_user_import_cli.convert.conversion_summary import ConversionSummary
from cognito_user_import_cli.convert.csv_dialect import SEPARATORS
from cognito_user_import_cli.convert.phone_numbers import require_country
from cognito_user_import_cli.convert.preparation import prepared
from cognito_user_import_cli.convert.recognition import KINDS, recognized
from cognito_user_import_cli.exit_codes import ExitCode
from cognito_user_import_cli.jobs.job_options import HashingAlgorithm
from cognito_user_import_cli.local_files.new_files import new_files, require_new
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.progress import counting

_AWS = AwsOptions()
_OUTPUT = OutputOptions()
_FILE: Final = Path("users.csv")

KindName = Literal[
    "csv", "json", "auth0", "cognito", "django", "firebase", "keycloak", "okta", "supabase"
]


def convert(
    file: Path,
    /,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])] = _FILE,
    kind: Annotated[KindName | None, Parameter(name="--from")] = None,
    user_pool_id: str | None = None,
    template: Path | None = None,
    resource: str | None = None,
    map: Annotated[Sequence[str], Parameter(name="--map")] = (),  # noqa: A002
    set: Annotated[Sequence[str], Parameter(name="--set")] = (),  # noqa: A002
    username_from: str | None = None,
    id_column: str | None = None,
    id_map: Path | None = None,
    id_from: str | None = None,
    date_order: DateOrder | None = None,
    country: str | None = None,
    encoding: str | None = None,
    separator: Literal["comma", "semicolon", "tab", "bar"] | None = None,
    password_hashing_algorithm: HashingAlgorithm = None,
    dry_run: bool = False,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> ExitCode:
    """Convert a file of users to the file that an import takes.

    Without --user-pool-id, the command doesn't call AWS.

    :param file: CSV of any dialect, JSON, or the export of a system.
    :param output: File to write. Never overwrites a file. Default: users.csv
    :param kind: What the file is. Default: recognized
    :param user_pool_id: User pool that the file is for. The command reads its settings from AWS.
    :param template: CloudFormation template with the pool, such as cdk.out/X.template.json.
    :param resource: Logical ID of the pool in the template. Default: the only pool.
    :param map: COLUMN=FIELD. Column for a field of the file, such as email=E-Mail. Repeatable.
    :param set: COLUMN=VALUE. Value for all users, such as email_verified=true. Repeatable.
    :param username_from: Column or field that has the user name, such as email.
    :param id_column: Column for the users' old ID, such as custom:legacy_id.
    :param id_map: File to write: the users' old ID and user name. See the command subs.
    :param id_from: Field with the old ID. Default: that of the system, such as Auth0's user_id.
    :param date_order: Order of dates such as 01/02/1990, if the file doesn't show it.
    :param country: Country of phone numbers without a country code, such as DE.
    :param encoding: Encoding of the file, such as cp1252. Default: found in the file.
    :param separator: Sign between the values of a CSV file. Default: found in the file.
    :param password_hashing_algorithm: Write only this algorithm's hashes. Default: a file for each.
    :param dry_run: Report what would be written, but write nothing.
    """
    out = Output(options)
    id_files = [id_map] if id_map else []
    if not dry_run:
        if output.exists() and file.exists() and output.samefile(file):
            raise UsageError(f"{file} is the file to convert. Name another file to write: -o FILE.")
        require_new(output, *id_files)
    profile = demands(user_pool_id, template, resource, aws)
    if id_column:
        require_column("--id-column", id_column, profile)
    if id_from and not (id_column or id_map):
        raise UsageError("--id-from needs --id-column or --id-map, which use the ID.")
    wishes = Wishes(
        fields=mapped(map, profile),
        constants=constants(set, profile),
        username_from=username_from or "",
        id_column=id_column or "",
        id_from=id_from or "",
        needs_id=bool(id_column or id_map),
    )
    country = require_country(country) if country else None
    source = recognized(
        file,
        KINDS[kind] if kind else None,
        encoding,
        SEPARATORS[separator] if separator else None,
    )
    with counting(out, "users read", None) as seen:
        known = prepared(
            source,
            profile,
            wishes,
            date_order=date_order,
            country=country,
            algorithm=password_hashing_algorithm,
            seen=seen,
        )
    targets = known.targets(output)
    with TemporaryDirectory() as folder:
        # A dry run writes, too, so that it finds the same.
        place = Path(folder) if dry_run else None
        paths = [_placed(path, place) for path in (*targets.values(), *id_files)]
        require_new(*paths)
        with (
            counting(out, "users converted", known.survey.users) as seen,
            new_files(*paths, like=file) as files,
        ):
            named = dict(zip(targets, files, strict=False))
            tally = convert_users(known, profile, named, files[len(targets) :], seen)
        reports = [
            _checked(out, path, name, profile, algorithm)
            for path, (algorithm, name) in zip(paths, targets.items(), strict=False)
        ]
    summary = ConversionSummary(known, targets, tally, id_map, is_dry=dry_run)
    listed = [
        {
            "file": str(path),
            "password_hashing_algorithm": algorithm or None,
            "users": report.file.rows,
            "check": report_document(path, report, profile),
        }
        for (algorithm, path), report in zip(targets.items(), reports, strict=True)
    ]
    out.result({**summary.document(), "files": listed}, summary.text())
    is_bad = tally.to_fix or any(report.errors for report in reports)
    return ExitCode.BAD_FILE if is_bad else ExitCode.DONE


def _placed(path: Path, folder: Path | None) -> Path:
    return folder / path.name if folder else path


def _checked(out: Output, path: Path, name: Path, profile: PoolProfile, algorithm: str) -> Report:
    """Check what was written, and list its issues on stderr.

    :param name: The name for the issues: that of the file, even if nothing stays written.
    """
    listing = Listing(name, out.say, out.tell)
    report = check_file(path, profile, password_hashing_algorithm=algorithm, tell=listing.tell)
    listing.end(report)
    return report
