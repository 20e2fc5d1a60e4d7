"""Imports a file with a new job."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.service_model import ROLE_ARN
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import UsageError
from cognito_user_import_cli.interruption import on_interrupt
from cognito_user_import_cli.jobs.job_options import HashingAlgorithm, ImportLimits
from cognito_user_import_cli.jobs.logs_role import (
    LogsRole,
    made_or_found,
    newest_job_with_role,
    role_name,
    role_of,
)
from cognito_user_import_cli.local_files.opened_file import opened
from cognito_user_import_cli.options import AwsOptions, OutputOptions
from cognito_user_import_cli.output import Output

if TYPE_CHECKING:
    from cognito_user_import_cli.jobs.import_steps import FileImport

_LIMITS = ImportLimits()
_AWS = AwsOptions()
_OUTPUT = OutputOptions()


def run(
    file: Path,
    /,
    *,
    user_pool_id: str,
    role: str | None = None,
    create_role: bool = False,
    job_name: str | None = None,
    password_hashing_algorithm: HashingAlgorithm = None,
    limits: ImportLimits = _LIMITS,
    no_check: bool = False,
    no_skip_existing: bool = False,
    no_wait: bool = False,
    dry_run: bool = False,
    aws: AwsOptions = _AWS,
    options: OutputOptions = _OUTPUT,
) -> None:
    """Import a CSV file into a user pool with a new job.

    The command checks the file, creates a job, uploads the file, starts the job, waits for it to
    end, and checks the result. If the file breaks a rule, no job is created. Rows whose users
    already exist stay out of the upload.

    :param file: CSV file with the users.
    :param user_pool_id: ID of the user pool, such as eu-central-1_AbCdEfGhI.
    :param role: ARN of the role that Cognito uses to write the job's log. Default: the role of the
        pool's newest job.
    :param create_role: Create or reuse a role for all imports in the Region.
    :param job_name: Start of the job's name. Default: the name of the file.
    :param password_hashing_algorithm: Algorithm of the hashes in the password_hash column.
    :param no_check: Don't check the rows. A file or pool that AWS can't import is still refused.
    :param no_skip_existing: Send all rows. Cognito skips those whose users already exist.
    :param no_wait: Exit when the job starts, without checking its result.
    :param dry_run: Check the file and show what would be created. Create nothing.
    """
    # Here, because it takes 0.04 s, which --help shouldn't cost.
    from cognito_user_import_cli.jobs.import_steps import Choices, FileImport
    from cognito_user_import_cli.jobs.new_job import base_name, import_with_new_jobs

    out = Output(options)
    out.tell_steps()
    name = base_name(job_name, file)
    if role is not None:
        _require_role(role, create_role=create_role)
    services = Aws(aws, user_pool_id)
    algorithm = password_hashing_algorithm or ""
    with opened(file) as users:
        choices = Choices(
            limits,
            check=not no_check,
            skip_existing=not no_skip_existing,
            wait=not no_wait,
        )
        steps = FileImport(services, out, users, user_pool_id, choices)
        with on_interrupt("nothing was created or uploaded."):
            steps.check(algorithm)
            if not steps.file.has_new_users:
                steps.end_without_new_users(None)
                return
            steps.say_estimate()
            known = None if create_role else _known_role(out, steps.jobs, role, asks=not dry_run)
        if dry_run:
            _tell_plan(out, steps, name, known or role_name(services.region))
            return
        with on_interrupt("the role may have been created; nothing was uploaded."):
            found = LogsRole(known) if known else _made_role(out, services)
        jobs = services.jobs(user_pool_id, propagation=found.propagation)
        import_with_new_jobs(
            out,
            jobs,
            steps,
            base_name=name,
            role_arn=found.arn,
            algorithm=algorithm,
            wait=not no_wait,
        )


def _require_role(role: str, *, create_role: bool) -> None:
    if create_role:
        raise UsageError("--role can't be combined with --create-role.")
    if ROLE_ARN.violation(role):
        raise UsageError(
            f"--role must be the ARN of a role. Received: {role[:128]!r}. Example: "
            "arn:aws:iam::111122223333:role/CognitoLogs."
        )


def _known_role(out: Output, jobs: ImportJobs, role: str | None, *, asks: bool) -> str | None:
    """Return the ARN of a role, or None to create one.

    :param asks: Whether to ask a person at a terminal about creating one.
    """
    if role:
        return role
    if newest := newest_job_with_role(jobs):
        out.say(f"using the role of the newest job, {newest.job_id}: {role_of(newest)}")
        return role_of(newest)
    if asks and sys.stdin and sys.stdin.isatty() and sys.stderr.isatty() and _agrees():
        return None
    raise UsageError(
        "The user pool has no job whose role can be reused. Name a role with --role, or create one "
        "with --create-role."
    )


def _agrees() -> bool:
    sys.stderr.write("Cognito needs a role to write the job's log. Create one? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _made_role(out: Output, services: Aws) -> LogsRole:
    found = made_or_found(services)
    out.say(f"role {found.arn} {'created' if found.is_new else 'already exists'}")
    return found


def _tell_plan(out: Output, steps: "FileImport", name: str, role: str) -> None:
    left_out = f" without {steps.file.left_out:,} existing users" if steps.file.left_out else ""
    plan = {"user_pool_id": steps.user_pool_id, "job_name": name, "role": role}
    out.result(
        {**steps.document(None), "plan": plan},
        f"nothing was created. Without --dry-run, job {name}-... with role {role} would import "
        f"{steps.file.path}{left_out} into user pool {steps.user_pool_id}",
    )
