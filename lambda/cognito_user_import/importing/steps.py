"""One import from a source, step by step: check, create, upload, start, wait, judge.

Each step can be called by itself, as a workflow would.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cognito import job_control
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.cognito.job_log import JobLog
from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.csv_rules.columns import PASSWORD_HASH
from cognito_user_import.errors import (
    DeadlineError,
    ExpiredUrlError,
    ImportFailedError,
    InvalidFileError,
    InvalidPoolError,
    ServiceError,
    UploadError,
)
from cognito_user_import.judgement.of_file import Describe, FileVerdict, of_line, of_row, verdict
from cognito_user_import.judgement.of_job import failure, objection
from cognito_user_import.properties.import_properties import ImportProperties
from cognito_user_import.properties.source_properties import SourceFormat, SourceProperties
from cognito_user_import.transfer.stored_object import Blocks, Source, StoredObject
from cognito_user_import.transfer.upload import Upload
from cognito_user_import.transfer.users_file import users_file

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserPoolTypeTypeDef

logger = logging.getLogger(__name__)

_LOG_TIME: Final = 60.0
"""Seconds that are kept for reading the job's log: with a handler of 15 minutes, 13 are waited."""
_IMPORT_TIME: Final = 420.0
"""Seconds that a check leaves for upload and import, or half of them all."""
_LINES_TOLD: Final = 15

Result = TypeVar("Result")


class CsvImport:
    """The import of one source into one user pool.

    :param limits: The source's own properties, which say what the import may lose.
    :param log_of: The log of a job of the pool of a name.
    """

    def __init__(
        self,
        properties: ImportProperties,
        limits: SourceProperties,
        jobs: ImportJobs,
        source: Source,
        upload: Upload,
        log_of: Callable[[ImportJob, str], JobLog],
    ) -> None:
        self.properties = properties
        self.limits = limits
        self.jobs = jobs
        self._source = source
        self._upload = upload
        self._log_of = log_of

    @property
    def version(self) -> str:
        """What tells this content of the source from another one; looks the object up."""
        return self._stored.etag if self.limits.is_versioned else ""

    def check(self) -> None:
        """Check what an import would fail by: no job that was made can be deleted.

        :raises InvalidPoolError: The pool can import no users, or no hashes.
        :raises InvalidFileError: The file breaks rules.
        :raises DeadlineError: The check would take the time that the import needs.
        """
        algorithm = self.properties.password_hashing_algorithm
        if not self._pool.get("AutoVerifiedAttributes"):
            raise InvalidPoolError(
                f"The {self.jobs.pool} auto-verifies neither e-mail addresses nor phone numbers: "
                "Cognito imports no users into such a pool."
            )
        if algorithm and PASSWORD_HASH not in self._header:
            raise InvalidPoolError(
                f"The {self.jobs.pool} takes no password hashes: its CSV header has no column "
                f"{PASSWORD_HASH}. Received the algorithm {algorithm}."
            )
        for warning in self._accepted.warnings(self._describe).values():
            logger.warning("%s: %s", self.limits, warning)

    @property
    def rows(self) -> int:
        """The number of users in the file; reads all of it.

        :raises InvalidFileError: It can't be imported, and may not have been read to its end.
        """
        return self._accepted.report.file.rows

    def upload(self, job: ImportJob) -> None:
        """Upload the file to a job's pre-signed URL.

        :raises ExpiredUrlError: The URL takes no upload any more.
        :raises UploadError: The file was not taken.
        """
        lives = job.seconds_to_upload(datetime.now(UTC))
        deadline = Deadline(min(lives, self.jobs.deadline.remaining), self.jobs.deadline.clock)
        url, size = job.attributes["PreSignedUrl"], self._verdict.report.file.bytes
        try:
            self._with_file(lambda blocks: self._upload(url, size, blocks, deadline))
        except ExpiredUrlError:
            raise
        except UploadError as error:
            if job.is_old(datetime.now(UTC)):
                raise ExpiredUrlError(str(error)) from None
            raise
        logger.info("job %s has the file", job.job_id)

    def start(self, job: ImportJob) -> ImportJob:
        """Start a job that has the file, when the account runs no other one."""
        return job_control.start(self.jobs, job)

    def wait(self, job: ImportJob) -> ImportJob:
        """Return the job once it has ended.

        :raises DeadlineError: It had not ended in the time that there is.
        """
        remaining = self.jobs.deadline.remaining
        return job_control.wait(self.jobs, job, remaining - min(_LOG_TIME, remaining / 4))

    def objection(self, job: ImportJob) -> str:
        """Say what is wrong with the end of a job, empty when nothing is."""
        return objection(job, self.limits, lambda: self.rows)

    def judge(self, job: ImportJob) -> ImportJob:
        """Return a job that has ended as it should.

        :raises ImportFailedError: It has not; the text names counts, lines and the log.
        """
        if not (wrong := self.objection(job)):
            return job
        try:
            log = self._log_of(job, self._pool.get("Name", ""))
        except ServiceError as error:
            logger.warning("the job's log is unknown: %s", error)
            raise ImportFailedError(failure(job, wrong, [], "that of the user pool")) from error
        lines = log.failed_lines(job.failed_users)
        raise ImportFailedError(failure(job, wrong, lines, f"{log.group}, stream {log.stream}"))

    @cached_property
    def _stored(self) -> StoredObject:
        return self._source.locate()

    @cached_property
    def _pool(self) -> "UserPoolTypeTypeDef":
        return self.jobs.user_pool()

    @cached_property
    def _header(self) -> tuple[str, ...]:
        return self.jobs.csv_header()

    @property
    def _accepted(self) -> FileVerdict:
        if self._verdict.refused:
            raise self._refusal
        return self._verdict

    @cached_property
    def _verdict(self) -> FileVerdict:
        """What is in the file, and whether it may be imported; reads all of it."""
        is_csv = self.limits.format == SourceFormat.CSV
        profile = PoolProfile.of_service(self._pool, self._header)
        remaining = self.jobs.deadline.remaining
        found = self._with_file(
            lambda blocks: verdict(
                self._in_time(blocks(), min(_IMPORT_TIME, remaining / 2)),
                profile,
                algorithm=self.properties.password_hashing_algorithm,
                max_failed_rows=self.limits.max_failed_users,
                size=self._stored.size if is_csv else None,
                row_rules=self.limits.validate,
            )
        )
        logger.info("%s: %s", self.limits, found.summary)
        return found

    def _in_time(self, blocks: Iterable[bytes], reserve: float) -> Iterator[bytes]:
        """Yield the blocks as long as there is more time than a reserve of so many seconds."""
        for block in blocks:
            if self.jobs.deadline.remaining < reserve:
                escape = ", or validate=False, which leaves the rows unchecked"
                raise DeadlineError(
                    f"The check of {self.limits} takes so long that too little time would be left "
                    "for its import: it has very many lines with quotes, backslashes or errors, or "
                    "S3 is slow. Use smaller files, a larger handler_memory_size"
                    f"{escape if self.limits.validate else ''}."
                )
            yield block

    @property
    def _refusal(self) -> InvalidFileError:
        """Why the file is not imported, the most important first: it may be cut at its end."""
        found = self._verdict
        lines = found.first_lines(self._describe, _LINES_TOLD)
        what = "CSV file" if self.limits.format == SourceFormat.CSV else "users of"
        return InvalidFileError(
            f"The {what} {self.limits} can't be imported: {found.summary}. {'. '.join(lines)}."
        )

    @property
    def _describe(self) -> Describe:
        return of_line if self.limits.format == SourceFormat.CSV else of_row

    def _with_file(self, use: Callable[[Blocks], Result]) -> Result:
        if self.limits.format == SourceFormat.CSV:
            return self._source.read(self._stored, use)
        return use(lambda: [self._written])

    @cached_property
    def _written(self) -> bytes:
        """The file that is written of users given as JSON."""
        content = self._source.read(self._stored, lambda blocks: b"".join(blocks()))
        return users_file(_users(content), self._header)


def _users(content: bytes) -> Sequence[Mapping[str, str]]:
    try:
        users: Any = json.loads(content)["users"]
    except (ValueError, KeyError, TypeError):
        users = None
    if not isinstance(users, list) or not all(map(_is_user, users)):
        raise InvalidFileError("The object with the users is not what was deployed.")
    return users


def _is_user(user: object) -> bool:
    return isinstance(user, dict) and all(isinstance(value, str) for value in user.values())
