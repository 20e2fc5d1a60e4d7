"""Looks for what would keep an import from working."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.exit_codes import ExitCode
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output

if TYPE_CHECKING:
    from rich.text import Text

    from cognito_user_import.cognito.import_job import ImportJob
    from cognito_user_import_cli.diagnosis.finding import Finding

_AWS = AwsOptions()
_OUTPUT = OutputOptions()
_STYLES = {"ok": "green", "warning": "yellow", "failed": "red"}


def doctor(
    *,
    user_pool_id: str | None = None,
    role: str | None = None,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> ExitCode:
    """Look for what would keep an import from working. Create and change nothing.

    :param user_pool_id: ID of the user pool, such as eu-central-1_AbCdEfGhI. Default: no pool.
    :param role: ARN of the role for the job's log. Default: that of the newest job.
    """
    out = Output(options)
    found = []
    for finding in _findings(Aws(aws, user_pool_id), user_pool_id, role):
        found.append(finding)
        if not options.json:
            out.line(_line(finding), partial(_styled, finding))
    counts = {name: sum(finding.health == name for finding in found) for name in _STYLES}
    if options.json:
        checks = [finding.document for finding in found]
        out.result({"user_pool_id": user_pool_id, **counts, "checks": checks}, "")
    else:
        out.say(", ".join(f"{count} {name}" for name, count in counts.items()))
    return ExitCode.AWS if counts["failed"] else ExitCode.DONE


def _findings(aws: Aws, user_pool_id: str | None, role: str | None) -> "Iterator[Finding]":
    # Here, because boto3 takes 0.1 s, which --help shouldn't cost.
    from cognito_user_import_cli.diagnosis import pool_checks, surroundings
    from cognito_user_import_cli.diagnosis.finding import Health, good, looked
    from cognito_user_import_cli.diagnosis.role_check import logs_role
    from cognito_user_import_cli.jobs.logs_role import role_of

    yield surroundings.versions()
    yield surroundings.region(aws)
    if not aws.region:
        return
    yield surroundings.endpoints(aws)
    credentials, *clock = surroundings.caller(aws)
    yield from (credentials, *clock)
    if credentials.health == Health.FAILED:
        # Every other call would fail for the same reason.
        yield surroundings.upload_host(aws, "")
        return
    listed: list[ImportJob] = []
    if user_pool_id:
        jobs = aws.jobs(user_pool_id, patience=surroundings.PATIENCE)
        yield pool_checks.pool(jobs)
        yield pool_checks.password_hashes(jobs)

        def jobs_of_pool() -> "Finding":
            listed.extend(jobs.newest_first())
            return pool_checks.quota(listed)

        yield looked("job quota", "cognito-idp", jobs_of_pool)
    else:
        yield good("user pool", "not looked at. Name one with --user-pool-id")
    yield pool_checks.running_jobs(aws, user_pool_id, listed)
    arns = [role, *map(role_of, listed)]
    yield logs_role(aws, next(filter(None, arns), None))
    urls = [job.attributes["PreSignedUrl"] for job in listed]
    yield surroundings.upload_host(aws, next(filter(None, urls), ""))


def _line(finding: "Finding") -> str:
    return f"{finding.health:<9}{finding.check:<17}{finding.text}"


def _styled(finding: "Finding") -> "Text":
    from rich.text import Text

    text = Text(_line(finding))
    text.stylize(_STYLES[finding.health], 0, len(finding.health))
    return text
