"""The steps that import one S3 object into one user pool.

Each step can be called by itself.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cognito_user_import.aws.clients import Clients
from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_log import FailedLine
from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.errors import (
    ImportFailedError,
    UserImportError,
)
from cognito_user_import.importing.existing_users import find_existing
from cognito_user_import.importing.failure import why_it_failed
from cognito_user_import.importing.source_file import SourceFile
from cognito_user_import.judgement.of_job import JobVerdict, Limits
from cognito_user_import.judgement.of_pool import require_importable
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.properties.source_properties import SourceFormat
from cognito_user_import.transfer.job_upload import upload_to
from cognito_user_import.transfer.stored_object import S3_ADVICE, StoredObject

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserPoolTypeTypeDef

logger = logging.getLogger(__name__)

_LOG_TIME: Final = 60.0
"""Seconds reserved to read the job's log: a handler with 15 minutes waits up to 13."""
_SHORTEST_RUN: Final = 60.0
"""Seconds that must be left after a start to see the end of a small job."""


class ImportSteps:
    """The steps of one import.

    :param properties: Those of an import with a source.
    :param guard: Called right before each attempt to start a job, and right after the start. Raises
        an error if the import is no longer wanted.
    :param watch: Called at each poll of a running job. Its errors end the wait.
    :param out_of_time: Called if the job needs more time. Raises an error if it gets more.
    """

    def __init__(
        self,
        jobs: ImportJobs,
        properties: ImportProperties,
        clients: Clients,
        *,
        guard: Callable[[ImportJob], None],
        watch: Callable[[ImportJob], None],
        out_of_time: Callable[[ImportJob], None],
    ) -> None:
        self.jobs = jobs
        self._run_time = min(_SHORTEST_RUN + _LOG_TIME, jobs.calls.deadline.remaining / 4)
        self._guard, self._watch, self._out_of_time = guard, watch, out_of_time
        if properties.source is None:
            raise ValueError("an import needs a source")
        self.source: Final = properties.source
        self.limits = Limits(
            self.source.max_failed_users,
            self.source.max_skipped_users,
            with_hashes=bool(properties.password_hashing_algorithm),
        )
        self._properties, self._clients = properties, clients

    @property
    def rows(self) -> int:
        """The number of users in the file. Reads the whole file.

        :raises InvalidFileError: The file can't be imported, and may not be read to its end.
        """
        return self._file.rows

    @property
    def version(self) -> str:
        """The version of the source's content. Looks the object up."""
        return self._stored.head.etag if self.source.is_versioned else ""

    @property
    def left_out(self) -> int:
        """The number of rows that stay out of the upload because their users exist."""
        selected = self._file.selected
        return selected.rows_left_out if selected else 0

    @property
    def has_new_users(self) -> bool:
        """Whether a row is left to upload. A file without rows is for Cognito to judge."""
        return not self.left_out or self.left_out < self.rows

    def check(self) -> None:
        """Check everything before a job exists, and find the rows that stay out of the upload.

        :raises InvalidPoolError: The pool can't import users or hashes.
        :raises InvalidFileError: The file breaks rules.
        :raises ImportFailedError: Too many rows would be skipped.
        :raises DeadlineError: The check would use up the time that the import needs.
        """
        require_importable(
            self._profile, self._properties.password_hashing_algorithm, self.jobs.calls.subject
        )
        self._file.check()
        for warning in self._file.warnings():
            logger.warning("%s: %s", self._stored, warning)
        if self.source.skip_existing_users:
            self._leave_out_existing()

    def _leave_out_existing(self, created_before: datetime | None = None) -> None:
        """Leave out the rows whose users exist, or existed at a time."""
        file = self._file
        existing = find_existing(
            self.jobs.users,
            self._profile,
            file.usernames,
            file.rows,
            estimated_users=self._pool.get("EstimatedNumberOfUsers", 0),
            created_before=created_before,
        )
        file.selected = None
        if existing:
            file.leave_out(existing.__contains__)
        if (selected := file.selected) and not created_before:
            rows, hashes = selected.rows_left_out, selected.hashes_left_out
            logger.info("%d of %d rows are left out: their users exist", rows, file.rows)
            if excess := self.limits.excess_left_out(rows, hashes):
                raise ImportFailedError(f"Nothing was imported: {excess.rstrip('.')}.")

    def create(
        self,
        job_name: str,
        *,
        includes: Callable[[ImportJob], bool],
        is_done: Callable[[ImportJob], bool],
    ) -> ImportJob:
        """Create a job for the file. ``ImportJobs.create`` documents the parameters."""
        return self.jobs.create(
            job_name,
            self._properties.logs_role_arn,
            self._properties.password_hashing_algorithm,
            includes=includes,
            is_done=is_done,
        )

    def upload(self, job: ImportJob) -> None:
        """Upload the file to a job's pre-signed URL.

        :raises ExpiredUrlError: The URL no longer accepts an upload.
        :raises UploadError: The file wasn't uploaded.
        """
        size, deadline = self._file.upload_size, self.jobs.calls.deadline
        self._file.send(lambda blocks: upload_to(job, size, blocks, deadline))

    def start(self, job: ImportJob) -> ImportJob:
        """Start a job that has the file, as soon as the account runs no other job.

        :raises WithdrawnError: The import is no longer wanted. The job may run.
        """
        started = job_control.start(
            self.jobs,
            job,
            run_time=self._run_time if self.source.wait else 0.0,
            before_attempt=lambda: self._guard(job),
            out_of_time=self._out_of_time,
        )
        self._guard(started)
        return started

    def wait(self, job: ImportJob) -> ImportJob:
        """Return the job once it has ended.

        :raises DeadlineError: The job didn't end in the time left.
        """
        remaining = self.jobs.calls.deadline.remaining
        limit = remaining - min(_LOG_TIME, remaining / 4)
        return job_control.wait(self.jobs, job, limit, self._watch, out_of_time=self._out_of_time)

    def wait_for_rows(self, job: ImportJob) -> ImportJob:
        """Return the job once it reads rows or has ended, if its role may not be available yet."""
        return job_control.wait_for_rows(self.jobs, job)

    def verdict(self, job: ImportJob, *, is_of_this_file: bool = True) -> JobVerdict:
        """Return the verdict on a job that has ended.

        :param is_of_this_file: Whether the job imported the source's current content.
        """
        return JobVerdict.of(job, self.limits, self._lines if is_of_this_file else None)

    def _lines(self) -> int:
        return self.rows + self._file.blank_lines

    def judge(self, job: ImportJob, *, is_of_this_file: bool = True) -> ImportJob:
        """Return a job that ended with the expected result. ``verdict`` documents the parameter.

        :raises ImportFailedError: It didn't. The text names the counts, the lines, and the log.
        """
        verdict = self.verdict(job, is_of_this_file=is_of_this_file)
        if not verdict.problem:
            return job
        raise ImportFailedError(
            why_it_failed(
                verdict,
                self._clients,
                self.jobs.calls,
                pool_name=lambda: self._pool.get("Name", ""),
                in_file=self._in_file,
                noun="Line Number" if self.source.format == SourceFormat.CSV else "Row",
            )
        )

    def _in_file(
        self, job: ImportJob, lines: Sequence[FailedLine]
    ) -> tuple[Sequence[FailedLine], str]:
        """Return the lines with their numbers in the file, or a note if these are unknown."""
        # Users given in code have row numbers from 1.
        shift = 0 if self.source.format == SourceFormat.CSV else 1
        if not lines or not (left_out := job.left_out_users):
            return [line._replace(number=line.number - shift) for line in lines], ""
        try:
            if self.left_out != left_out:
                # An earlier invocation uploaded the file.
                self._leave_out_existing(created_before=job.creation_date)
            if (selected := self._file.selected) and selected.rows_left_out == left_out:
                at = selected.file_line
                return [line._replace(number=at(line.number) - shift) for line in lines], ""
        except UserImportError as error:
            logger.warning("can't find the lines in the file: %s", error)
        lines = [line._replace(number=line.number - shift) for line in lines]
        return lines, f". Line numbers are those of the upload, without {left_out} existing users"

    @cached_property
    def _stored(self) -> StoredObject:
        source = self.source
        return StoredObject(
            source.bucket,
            source.key,
            source.version,
            source.digest,
            client=self._clients.s3,
            calls=self.jobs.calls.about(source.url, S3_ADVICE),
        )

    @cached_property
    def _pool(self) -> "UserPoolTypeTypeDef":
        return self.jobs.user_pool()

    @cached_property
    def _header(self) -> tuple[str, ...]:
        return self.jobs.csv_header()

    @cached_property
    def _profile(self) -> PoolProfile:
        return PoolProfile.of_service(self._pool, self._header)

    @cached_property
    def _file(self) -> SourceFile:
        return SourceFile(
            self._stored,
            self.source,
            profile=self._profile,
            header=self._header,
            algorithm=self._properties.password_hashing_algorithm,
            deadline=self.jobs.calls.deadline,
        )
