"""The jobs that ``run`` creates for one file."""

import math
import re
import secrets
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Final

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_name import MAX_BASE_NAME_LENGTH, left_out_suffix
from cognito_user_import.errors import ExpiredUrlError
from cognito_user_import.importing.carry_out import carry_out
from cognito_user_import_cli.command_errors import AwsError, UsageError
from cognito_user_import_cli.interruption import on_interrupt
from cognito_user_import_cli.jobs.import_steps import FileImport
from cognito_user_import_cli.output import Output

_NO_NAME: Final = re.compile(r"[^\w+=,.@-]+", re.ASCII)


def base_name(given: str | None, file: Path) -> str:
    """Return the start of a job's name: the given one, or the file's name.

    :raises UsageError: It can't be part of a job's name.
    """
    if given is None:
        return _NO_NAME.sub("-", file.stem)[:MAX_BASE_NAME_LENGTH].strip("-") or "users"
    if not 0 < len(given) <= MAX_BASE_NAME_LENGTH or _NO_NAME.search(given.replace(" ", "-")):
        raise UsageError(
            f"--job-name must be 1 to {MAX_BASE_NAME_LENGTH} letters, digits, spaces, and "
            f"characters of +=,.@-_ only. Received: {given[:160]!r}"
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
    """Create a job for a file, and run it to its end, or to its start.

    :param jobs: The pool's jobs. They know how long the role takes to reach all of AWS.
    :param algorithm: The job's password hashing algorithm, or empty.
    :raises UnsuccessfulImport: The job didn't end with the expected result.
    """

    def create(_replaced: Sequence[ImportJob] = ()) -> ImportJob:
        # A unique name, so that nobody's file goes to somebody else's job.
        name = f"{base_name}-{secrets.token_hex(6)}{left_out_suffix(steps.file.left_out or 0)}"
        with on_interrupt(
            "a job may have been created. Nothing was uploaded, and the job expires by itself."
        ):
            job = jobs.create(name, role_arn, algorithm)
        out.say(f"job {job.job_id} ({job.job_name}) created")
        return job

    calls = copy(jobs.calls)
    calls.deadline = _PausesBetweenJobs(math.inf, calls.deadline.clock)
    job = create()
    try:
        job = carry_out(job, steps, create, calls, wait=wait)
    except ExpiredUrlError as error:
        raise AwsError(
            f"{str(error).rstrip('.')}. The pre-signed URLs of two jobs expired during the upload, "
            "and nothing was imported. A URL expires after 15 minutes. Use a faster network, or "
            "import the file in parts."
        ) from None
    steps.show(job)


class _PausesBetweenJobs(Deadline):
    def pause(self, seconds: float, purpose: str) -> None:
        """Wait before another job. Every other step has its own text for Ctrl-C."""
        with on_interrupt("the last job failed, and no other job was created."):
            super().pause(seconds, purpose)
