"""Checks a file by the rules of the import."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.csv_rules.report import FIRST_ISSUES
from cognito_user_import_cli.checking.check_file import check_file
from cognito_user_import_cli.checking.demands import demands
from cognito_user_import_cli.checking.issue_listing import Listing, report_document
from cognito_user_import_cli.errors import UsageError
from cognito_user_import_cli.exit_codes import ExitCode
from cognito_user_import_cli.jobs.options import HashingAlgorithm
from cognito_user_import_cli.local_files.readable import readable, size_of
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.progress import checking

_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def check(
    file: Path,
    /,
    *,
    user_pool_id: str | None = None,
    template: Path | None = None,
    resource: str | None = None,
    password_hashing_algorithm: HashingAlgorithm = None,
    max_errors: Annotated[int | None, Parameter(validator=Number(gte=1))] = None,
    all: bool = False,  # noqa: A002 - the option's name
    strict: bool = False,
    format: Literal["text", "json", "github"] | None = None,  # noqa: A002 - the option's name
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> ExitCode:
    """Check a CSV file by the rules of the import.

    Without a pool, the rules of every pool are checked; nothing is asked of AWS then.

    :param file: CSV file to check.
    :param user_pool_id: Pool that the file is for, whose own rules are read from AWS.
    :param template: CloudFormation template that the pool is in, such as cdk.out/X.template.json.
    :param resource: Logical id of the pool in the template. Default: its only pool.
    :param password_hashing_algorithm: Algorithm that the import job will name.
    :param max_errors: Stop at so many errors. Default: read the file to its end.
    :param all: List every issue. Default: the first 100, and the first of each rule.
    :param strict: Let warnings fail the check, too.
    :param format: How issues are written; github is for a workflow's log. Default: text.
    """
    if options.json and format not in (None, "json"):
        raise UsageError(f"--json is --format json: it can't be --format {format} too.")
    chosen = "json" if options.json else format or "text"
    out = Output(replace(options, json=chosen == "json"))
    size = size_of(file)
    profile = demands(user_pool_id, template, resource, aws)
    _say_what_is_unknown(out, profile, has_pool=bool(user_pool_id or template))
    listing = Listing(file, out.line, format_="github" if chosen == "github" else "text")
    with checking(out, size, lambda: out.front) as tell_read, readable(file):
        report = check_file(
            file,
            profile,
            password_hashing_algorithm=password_hashing_algorithm or "",
            limit=None if all or max_errors else FIRST_ISSUES,
            stop_after=max_errors,
            tell=None if out.is_json else listing.tell,
            tell_read=tell_read,
        )
    if out.is_json:
        out.result(report_document(file, report, profile), "")
    else:
        listing.end(report)
    return ExitCode.BAD_FILE if report.errors or (strict and report.warnings) else ExitCode.DONE


def _say_what_is_unknown(out: Output, profile: PoolProfile, *, has_pool: bool) -> None:
    if not has_pool:
        out.say("Checked by the rules of every pool: name yours with --user-pool-id or --template")
    elif profile.unknown:
        out.say(f"Not known of the pool, and not checked: {', '.join(profile.unknown)}")
