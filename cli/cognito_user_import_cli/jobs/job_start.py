"""Starts a job that has its file."""

from contextlib import AbstractContextManager, nullcontext
from typing import Final

from cognito_user_import.aws.deadline import SYSTEM_CLOCK, Clock, Deadline
from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.refusal import Refusal
from cognito_user_import.errors import ServiceError
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.interruption import on_interrupt
from cognito_user_import_cli.jobs.follow_up import of_job, upload_to_job
from cognito_user_import_cli.output import Output

_SLOT_SECONDS: Final = 3600.0
"""The longest wait for the account's other import."""


def start_job(aws: Aws, out: Output, job: ImportJob, *, clock: Clock = SYSTEM_CLOCK) -> ImportJob:
    """Start the job, as soon as the account runs no other job.

    :raises ServiceError: StartUserImportJob failed, for an hour if another import runs.
    """
    jobs = aws.jobs(job.attributes["UserPoolId"], Deadline(_SLOT_SECONDS, clock))
    advice = (
        f"An account runs one import job at a time. Job {job.job_id} has its file. When no other "
        f"job is running, start it: {of_job(aws.options, 'start', job)}"
    )
    status = of_job(aws.options, "status", job)
    with (
        on_interrupt(f"job {job.job_id} has its file, and may start. To check it: {status}"),
        busy(out, f"starting job {job.job_id}"),
    ):
        try:
            return job_control.start(jobs, job, slot_advice=advice)
        except ServiceError as error:
            if Refusal.of(error) != Refusal.FILE:
                raise
            upload = upload_to_job(aws.options, job)
            raise error.advised(f"If the job has no file yet, upload one: {upload}") from None


def busy(out: Output, what: str) -> AbstractContextManager[object]:
    """Show what the command does during the block, in a terminal."""
    return out.talk.status(what) if out.is_live else nullcontext()
