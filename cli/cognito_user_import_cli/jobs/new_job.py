"""The jobs that this command creates for one file."""

import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_name import MAX_BASE_NAME_LENGTH
from cognito_user_import.errors import ExpiredUrlError
from cognito_user_import.importing.carry_out import carry_out
from cognito_user_import_cli.errors import AwsError, UsageError
from cognito_user_import_cli.interruption import on_interrupt
from cognito_user_import_cli.jobs.import_steps import FileImport
from cognito_user_import_cli.output import Output

_NO_NAME: Final = re.compile(r"[^\w+=,.@-]+", re.ASCII)


def base_name(given: str | None, file: Path) -> str:
    """Return what a job's name begins with: what is given, or what the file is called.

    :raises UsageError: No job can be called so.
    """
    if given is None:
        return _NO_NAME.sub("-", file.stem)[:MAX_BASE_NAME_LENGTH].strip("-") or "users"
    if not 0 < len(given) <= MAX_BASE_NAME_LENGTH or _NO_NAME.search(given.replace(" ", "-")):
        raise UsageError(
            f"--job-name takes 1 to {MAX_BASE_NAME_LENGTH} letters, digits, spaces and +=,.@-_ "
            f"signs. Received: {given[:160]!r}"
        )
    return given


def import_with_new_jobs(
    out: Output,
    jobs: ImportJobs,
    steps: FileImport,
    *,
    base_name: str,
    role_arn: str,
    algorithm: str,
    wait: bool,
) -> None:
    """Create a job for a file and take it to its end, or to its start.

    :param jobs: Those of the pool; they know for how long the role may be unknown.
    :param algorithm: The job's password hashing algorithm, or empty.
    :raises UnsuccessfulImport: The job has not ended as it should.
    """

    def create(_replaced: Sequence[ImportJob] = ()) -> ImportJob:
        # A name that no other job has, so that nobody's file meets the job of somebody else.
        name = f"{base_name}-{secrets.token_hex(6)}"
        with on_interrupt(
            "a job may have been created; nothing was uploaded, and it will expire by itself."
        ):
            job = jobs.create(name, role_arn, algorithm)
        out.say(f"job {job.job_id} ({job.job_name}) is created")
        return job

    job = create()
    try:
        with on_interrupt("the last job has failed, and no other one is created."):
            job = carry_out(job, steps, create, jobs.calls, wait=wait)
    except ExpiredUrlError as error:
        raise AwsError(
            f"{str(error).rstrip('.')}. The pre-signed URLs of two jobs have expired during the "
            "upload, and nothing was imported: they live 15 minutes, so use a faster network, or "
            "import the file in parts."
        ) from None
    steps.show(job)
