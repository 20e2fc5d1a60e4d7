"""Checks a file against the import rules."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from cognito_user_import.csv_rules import PoolProfile, Report
from cognito_user_import.csv_rules.report import FIRST_ISSUES
from cognito_user_import.csv_rules.rules import ERROR
from cognito_user_import_cli.checking.check_file import check_file
from cognito_user_import_cli.checking.convert_command import convert_command
from cognito_user_import_cli.checking.demands import demands
from cognito_user_import_cli.checking.issue_listing import Listing, report_document
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.exit_codes import ExitCode
from cognito_user_import_cli.jobs.job_options import HashingAlgorithm
from cognito_user_import_cli.local_files.readable import readable, size_of
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import PROGRAM, Output
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
    """Check a CSV file against the import rules.

    Without a pool, the command checks only the rules that hold for all pools, and doesn't call AWS.

    :param file: CSV file to check.
    :param user_pool_id: User pool that the file is for. The command reads its settings from AWS.
    :param template: CloudFormation template with the pool, such as cdk.out/X.template.json.
    :param resource: Logical ID of the pool in the template. Default: the only pool.
    :param password_hashing_algorithm: Algorithm that the import job will use.
    :param max_errors: Stop after this many errors. Default: read the whole file.
    :param all: List every issue. Default: the first 100, and the first of each rule.
    :param strict: Fail the check for warnings, too.
    :param format: Format of the issues; github is for workflow logs. Default: text.
    """
    if options.json and format not in (None, "json"):
        raise UsageError(f"--json can't be combined with --format {format}.")
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
        if report.issues:
            out.say(f"What a rule means, and how to fix it: {PROGRAM} explain {_worst(report)}")
        if report.errors and (
            command := convert_command(
                file, report.issues, user_pool_id=user_pool_id, template=template, resource=resource
            )
        ):
            out.say(f"To convert it: {command}")
    return ExitCode.BAD_FILE if report.errors or (strict and report.warnings) else ExitCode.DONE


def _worst(report: Report) -> str:
    """Return the code of the rule that is broken most often, an error if there is one."""
    counts = report.counts.items()
    rule, _ = max(counts, key=lambda item: (item[0].severity == ERROR, item[1], item[0].code))
    return rule.code


def _say_what_is_unknown(out: Output, profile: PoolProfile, *, has_pool: bool) -> None:
    if not has_pool:
        out.say("Only the rules for all pools apply. For yours, set --user-pool-id or --template.")
    elif profile.unknown:
        out.say(f"Unknown pool settings, not checked: {', '.join(profile.unknown)}")
