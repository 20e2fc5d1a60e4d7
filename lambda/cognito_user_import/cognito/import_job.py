"""An import job as Cognito describes it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cognito_user_import.cognito.job_name import left_out_of
from cognito_user_import.cognito.service_model import PRE_SIGNED_URL_LIFETIME, RUNNING, JobStatus

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserImportJobTypeTypeDef

ATTRIBUTES: Final = (
    "JobName",
    "JobId",
    "UserPoolId",
    "PreSignedUrl",
    "CreationDate",
    "StartDate",
    "CompletionDate",
    "Status",
    "CloudWatchLogsRoleArn",
    "ImportedUsers",
    "SkippedUsers",
    "FailedUsers",
    "CompletionMessage",
    "PasswordHashingAlgorithm",
)
"""The members of UserImportJobType, in the order of its model."""

COUNTS: Final = ("ImportedUsers", "SkippedUsers", "FailedUsers")

UPLOAD_TIME: Final = 300.0
"""Seconds that a person or another stack has for the upload, of the URL's 15 minutes. A deployment
that finds a job with less time creates another one. An upload that has begun can use all of it."""


@dataclass(frozen=True, slots=True)
class ImportJob:
    """An import job at the time of one look."""

    job_id: str
    job_name: str
    status: str
    creation_date: datetime
    attributes: dict[str, str]
    """All members of UserImportJobType by name; empty if the job has no value. SkippedUsers also
    counts the rows that the upload left out because their users already existed."""
    left_out_users: int = 0
    """The number of rows that the upload left out."""

    @classmethod
    def of(cls, described: "UserImportJobTypeTypeDef") -> "ImportJob":
        """Read a UserImportJobType."""
        members = dict(described)
        job = cls(
            job_id=described.get("JobId", ""),
            job_name=described.get("JobName", ""),
            status=described.get("Status", ""),
            creation_date=described.get("CreationDate", datetime.now(UTC)),
            attributes={name: _text(members.get(name)) for name in ATTRIBUTES},
        )
        return job.with_left_out(left_out_of(job.job_name))

    def with_left_out(self, rows: int) -> "ImportJob":
        """Return the job of an upload that left out this many rows."""
        skipped = self.skipped_users - self.left_out_users + rows
        attributes = {**self.attributes, "SkippedUsers": str(skipped)} if rows else self.attributes
        return replace(self, attributes=attributes, left_out_users=rows)

    @classmethod
    def none(cls, resource_id: str, **attributes: str) -> "ImportJob":
        """Return what stands for a job that doesn't exist: the resource's ID, and attributes."""
        known = {**dict.fromkeys(ATTRIBUTES, ""), **attributes}
        return cls(resource_id, "", known["Status"], datetime.min.replace(tzinfo=UTC), known)

    @property
    def imported_users(self) -> int:
        """The number of rows that became users."""
        return self._count("ImportedUsers")

    @property
    def skipped_users(self) -> int:
        """The number of rows whose user already existed, in the upload or left out of it."""
        return self._count("SkippedUsers")

    @property
    def read_rows(self) -> int:
        """The number of rows that Cognito counted."""
        counted = self.imported_users + self.skipped_users + self.failed_users
        return counted - self.left_out_users

    @property
    def failed_users(self) -> int:
        """The number of rows that failed."""
        return self._count("FailedUsers")

    @property
    def is_running(self) -> bool:
        """Whether the job blocks updates and deletion of its user pool."""
        return self.status in RUNNING

    @property
    def has_read_no_row(self) -> bool:
        """Whether the job failed before its first row, for example for lack of its role."""
        return self.status == JobStatus.FAILED and not self.has_read_a_row

    @property
    def has_read_a_row(self) -> bool:
        """Whether a row was counted. AWS doesn't document when a running job counts [?]."""
        return self.read_rows > 0

    @property
    def answer(self) -> dict[str, str]:
        """The attributes for CloudFormation, without the counts of a running job."""
        if not self.is_running:
            return self.attributes
        return {**self.attributes, **dict.fromkeys(COUNTS, "")}

    def is_of_use(self, now: datetime) -> bool:
        """Return whether the job runs, or its pre-signed URL leaves others time to upload."""
        leaves_time = self.seconds_to_upload(now) >= UPLOAD_TIME
        return self.is_running or (self.status == JobStatus.CREATED and leaves_time)

    def is_old(self, now: datetime) -> bool:
        """Return whether the pre-signed URL has expired."""
        return self.seconds_to_upload(now) <= 0

    def seconds_to_upload(self, now: datetime) -> float:
        """Return the seconds until the pre-signed URL expires; negative if it has expired."""
        lifetime = timedelta(seconds=PRE_SIGNED_URL_LIFETIME)
        return (self.creation_date + lifetime - now).total_seconds()

    def _count(self, name: str) -> int:
        return int(self.attributes[name] or 0)


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value)
