"""A job that this command makes, for one file: made, and made anew while its role is unknown."""

import re
import secrets
from pathlib import Path
from typing import Final

from cognito_user_import.aws.deadline import SYSTEM_CLOCK, Clock
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_name import MAX_BASE_NAME_LENGTH
from cognito_user_import.errors import ExpiredUrlError
from cognito_user_import.judgement.of_job import read_no_row
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import_cli.errors import AwsError, UsageError
from cognito_user_import_cli.interruption import on_interrupt
from cognito_user_import_cli.jobs.import_steps import FileImport
from cognito_user_import_cli.output import Output

_ROLE_PAUSES: Final = (5.0, 10.0, 20.0)
"""Seconds before a job that read no row is made anew; no job can be deleted."""
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


class NewJob:
    """A job for a file.

    :param jobs: Those of the pool; they know for how long the role may be unknown.
    :param properties: Of the job; its base name is made a name that no other job has, so that
        nobody's file meets the job of somebody else.
    """

    def __init__(
        self,
        out: Output,
        jobs: ImportJobs,
        steps: FileImport,
        properties: ImportProperties,
        *,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._out, self._jobs, self._steps, self._clock = out, jobs, steps, clock
        self._properties = properties

    def carry_out(self, *, wait: bool) -> None:
        """Make the job and take it to its end, or to its start.

        A job that fails before its first row while its role may be unknown is made anew.

        :raises UnsuccessfulImport: It has not ended as it should.
        """
        job = self._with_file()
        if not wait:
            self._steps.finish(job)
            return
        for pause in (*_ROLE_PAUSES, None):
            ended = self._steps.watch(self._steps.start(job))
            if pause is None or not (read_no_row(ended) and self._jobs.is_propagating):
                self._steps.conclude(ended)
                return
            self._out.say(
                f"job {ended.job_id} read no row; its role may not be known yet: another job is "
                f"made in {pause:.0f} s"
            )
            with on_interrupt(f"job {ended.job_id} has failed, and no other one is made."):
                self._clock.sleep(pause)
            job = self._with_file()

    def _with_file(self) -> ImportJob:
        job = self._made()
        try:
            self._steps.upload(job)
        except ExpiredUrlError as error:
            self._out.say(f"{error} Another job is made.")
            job = self._made()
            try:
                self._steps.upload(job)
            except ExpiredUrlError as again:
                raise AwsError(
                    f"{str(again).rstrip('.')}. The pre-signed URLs of two jobs have expired "
                    "during the upload, and nothing was imported: they live 15 minutes, so use a "
                    "faster network, or import the file in parts."
                ) from None
        return job

    def _made(self) -> ImportJob:
        name = f"{self._properties.base_name}-{secrets.token_hex(6)}"
        with on_interrupt(
            "a job may have been made; nothing was uploaded, and it will expire by itself."
        ):
            job = self._jobs.create(name, self._properties)
        self._out.say(f"job {job.job_id} ({job.job_name}) is made")
        return job
