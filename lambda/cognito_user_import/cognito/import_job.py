"""An import job as Cognito describes it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

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
    """All members of UserImportJobType by name; empty if the job has no value."""

    @classmethod
    def of(cls, described: "UserImportJobTypeTypeDef") -> "ImportJob":
        """Read a UserImportJobType."""
        members = dict(described)
        return cls(
            job_id=described.get("JobId", ""),
            job_name=described.get("JobName", ""),
            status=described.get("Status", ""),
            creation_date=described.get("CreationDate", datetime.now(UTC)),
            attributes={name: _text(members.get(name)) for name in ATTRIBUTES},
        )

    @classmethod
    def gone(cls, job_id: str) -> "ImportJob":
        """Return what is left of a job that no longer exists: its ID."""
        attributes = dict.fromkeys(ATTRIBUTES, "")
        return cls(job_id, "", "", datetime.min.replace(tzinfo=UTC), attributes)

    @property
    def imported_users(self) -> int:
        """The number of rows that became users."""
        return self._count("ImportedUsers")

    @property
    def skipped_users(self) -> int:
        """The number of rows whose user already existed."""
        return self._count("SkippedUsers")

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
    def read_rows(self) -> int:
        """The number of rows that the job reports so far."""
        return self.imported_users + self.skipped_users + self.failed_users

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
