"""The steps of an import from this machine: check, upload, start, wait, and show.

``upload`` runs them with an existing job, ``run`` with a new one.
"""

import math
from dataclasses import dataclass
from typing import Any

from cognito_user_import.aws.deadline import SYSTEM_CLOCK, Clock, Deadline
from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.errors import ExpiredUrlError, UploadError
from cognito_user_import.judgement.duration import USERS_PER_SECOND, estimate
from cognito_user_import.transfer.job_upload import upload_to
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import (
    BadFileError,
    FileChangedError,
    UnsuccessfulImport,
)
from cognito_user_import_cli.interruption import on_interrupt
from cognito_user_import_cli.jobs.document import job_document, moment, upload_end
from cognito_user_import_cli.jobs.file_to_send import FileToSend
from cognito_user_import_cli.jobs.follow_up import of_job, to_watch, upload_to_job
from cognito_user_import_cli.jobs.job_end import limits_of, show_end
from cognito_user_import_cli.jobs.job_options import ImportLimits
from cognito_user_import_cli.jobs.job_start import busy, start_job
from cognito_user_import_cli.jobs.upload_attempts import UploadAttempts
from cognito_user_import_cli.jobs.upload_connection import connecting
from cognito_user_import_cli.jobs.watching import PATIENCE, watch
from cognito_user_import_cli.local_files.opened_file import UsersFile
from cognito_user_import_cli.output import Output
from cognito_user_import_cli.progress import uploading


@dataclass(frozen=True, slots=True)
class Choices:
    """The optional steps of an import.

    :param check: Whether to check the rows of the file first.
    :param skip_existing: Whether to leave out the rows whose users already exist.
    :param start: Whether to start the job.
    :param wait: Whether to wait for the job to end.
    """

    limits: ImportLimits
    check: bool = True
    skip_existing: bool = True
    start: bool = True
    wait: bool = True


class FileImport:
    """One file on its way into one user pool."""

    def __init__(
        self,
        aws: Aws,
        out: Output,
        file: UsersFile,
        user_pool_id: str,
        choices: Choices,
        *,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.user_pool_id = user_pool_id
        self.jobs = aws.jobs(user_pool_id, patience=PATIENCE)
        self.file = FileToSend(out, file, self.jobs)
        self._aws, self._out, self._choices, self._clock = aws, out, choices, clock

    def check(self, algorithm: str) -> None:
        """Check everything that can be checked before a job exists, because jobs can't be deleted.

        It also finds the rows that stay out of the upload.

        :param algorithm: The job's password hashing algorithm, or empty.
        :raises BadFileError: The file can't be imported.
        :raises InvalidPoolError: The pool can't import users, or hashes.
        :raises UnsuccessfulImport: Too many rows would be skipped.
        """
        try:
            most = self._choices.limits.max_failed_users
            self.file.check(algorithm, most, row_rules=self._choices.check)
            if self._choices.skip_existing:
                with busy(self._out, "finding users who already exist"):
                    self.file.leave_out_existing()
                self.file.require_within(limits_of(self._choices.limits, algorithm))
        except (BadFileError, UnsuccessfulImport):
            if self._out.is_json:
                self._out.result(self.document(None), "")
            raise

    def say_estimate(self) -> None:
        """Say how long the import takes, if it takes a minute."""
        rows = self.file.rows_to_send
        if rows >= 60 * USERS_PER_SECOND:
            self._out.say(f"importing {rows:,} users takes {estimate(rows)}")

    def end_without_new_users(self, job: ImportJob | None) -> None:
        """Show the result of an import whose users all exist.

        :param job: The job that isn't used, if there is one.
        """
        unused = "and no job was created"
        if job:
            unused = f"and job {job.job_id} isn't used. It expires by itself"
        self._out.result(
            self.document(job),
            f"nothing was imported: all users of {self.file.path} already exist, {unused}",
        )

    def upload(self, job: ImportJob) -> None:
        """Upload the file to a job's pre-signed URL.

        :raises ExpiredUrlError: The URL no longer accepts an upload.
        :raises UploadError: The file wasn't uploaded.
        :raises FileChangedError: The file changed.
        """
        again = upload_to_job(self._aws.options, job, str(self.file.path))
        left = (
            f"{job.job_id} has no file and isn't started. It accepts one until "
            f"{moment(upload_end(job))}: {again}"
        )
        name, size = self.file.path.name, self.file.upload_size
        connect = connecting(self._aws.ca_bundle)
        self._out.say(f"uploading {self.file.path} ({size:,} bytes) to job {job.job_id}")
        with (
            on_interrupt(f"job {left}"),
            uploading(self._out, name, size, clock=self._clock) as seen,
        ):
            blocks = UploadAttempts(self.file.blocks_to_send, seen)
            try:
                upload_to(job, size, blocks, Deadline(math.inf, self._clock), connect)
            except ExpiredUrlError:
                raise
            except UploadError as error:
                raise UploadError(f"{error} Job {left}") from None
            except FileChangedError:
                raise FileChangedError(self.file.path, f"Job {left}") from None

    def finish(self, job: ImportJob) -> None:
        """Start the job that has the file, wait for it to end, and show it, as far as chosen.

        :raises UnsuccessfulImport: The job didn't end with the expected result.
        """
        if not self._choices.start:
            rows = "--rows", str(self.file.rows_to_send)
            start = of_job(self._aws.options, "start", job, *rows)
            self._out.say(f"job {job.job_id} isn't started. To start it: {start}")
            job = self._with_left_out(self.jobs.look(job.job_id))
            self._out.result(self.document(job), f"job {job.job_id} is {job.status}")
            return
        started = self.start(job)
        self.show(self.wait(started) if self._choices.wait else started)

    def show(self, job: ImportJob) -> None:
        """Print the job's result, or without waiting, its status.

        :raises UnsuccessfulImport: The job didn't end with the expected result.
        """
        options, job = self._aws.options, self._with_left_out(job)
        if not self._choices.wait:
            watching = to_watch(options, job, self.file.rows_to_send)
            self._out.say(f"job {job.job_id} is running. To watch it: {watching}")
            self._out.result(self.document(job), f"job {job.job_id} is {job.status}")
            return
        show_end(
            self._aws,
            self._out,
            self.jobs,
            job,
            self._choices.limits,
            rows=lambda: self.file.rows,
            failures=of_job(options, "failures", job, str(self.file.path)),
            further=self.file.document,
            selected=self.file.selected,
        )

    def start(self, job: ImportJob) -> ImportJob:
        """Start the job, as soon as the account runs no other job."""
        return start_job(self._aws, self._out, job, clock=self._clock)

    def wait(self, job: ImportJob) -> ImportJob:
        """Return the job once it has ended."""
        return watch(self._out, self.jobs, job, self._aws.options, self.file.rows_to_send)

    def wait_for_rows(self, job: ImportJob) -> ImportJob:
        """Return the job once it reads rows or has ended, if its role may not be available yet."""
        with busy(self._out, f"waiting for job {job.job_id} to read rows"):
            return job_control.wait_for_rows(self.jobs, job)

    def document(self, job: ImportJob | None) -> dict[str, Any]:
        """Return the JSON document of an import that hasn't ended."""
        shown = job_document(job) if job else None
        return {"job": shown, "failed_lines": [], **self.file.document}

    def _with_left_out(self, job: ImportJob) -> ImportJob:
        """Return the job with the rows that its name can't show if others created it."""
        return job.with_left_out(self.file.left_out or 0)
