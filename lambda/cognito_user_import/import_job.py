"""The import jobs of a user pool: find, create, stop. The only place that calls Cognito."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from cognito_user_import.errors import ServiceError
from cognito_user_import.properties import ImportProperties
from cognito_user_import.service_call import ServiceCalls
from cognito_user_import.service_model import PRE_SIGNED_URL_LIFETIME, RUNNING, JobStatus

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import (
        ListUserImportJobsResponseTypeDef,
        UserImportJobTypeTypeDef,
    )

logger = logging.getLogger(__name__)

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
"""The members of UserImportJobType, as its model orders them."""

_STOP_POLL: Final = 1.0
# What Stop answers for a job that has ended, or is gone, by the time it arrives [?].
_NOTHING_TO_STOP: Final = frozenset(
    {"PreconditionNotMetException", "InvalidParameterException", "ResourceNotFoundException"}
)


@dataclass(frozen=True, slots=True)
class ImportJob:
    """An import job as Cognito describes it."""

    job_id: str
    job_name: str
    status: str
    creation_date: datetime
    attributes: dict[str, str]
    """By the names of UserImportJobType, all of them; empty where the job has no value."""

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

    @property
    def is_running(self) -> bool:
        """Whether the job keeps its user pool from being updated or deleted."""
        return self.status in RUNNING

    def is_of_use(self, now: datetime) -> bool:
        """Say whether the job runs, or its pre-signed URL takes an upload."""
        return self.is_running or (self.status == JobStatus.CREATED and not self.is_old(now))

    def is_old(self, now: datetime) -> bool:
        """Say whether the pre-signed URL has expired."""
        return now - self.creation_date >= timedelta(seconds=PRE_SIGNED_URL_LIFETIME)


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value)


class ImportJobs:
    """The import jobs of one user pool.

    :param calls: For the same user pool.
    """

    def __init__(
        self, client: "CognitoIdentityProviderClient", user_pool_id: str, calls: ServiceCalls
    ) -> None:
        self._client = client
        self._user_pool_id = user_pool_id
        self._calls = calls

    def find(self, job_name: str) -> ImportJob | None:
        """Return the job of this name, or None.

        Of several the first that is of use: two deliveries of one request at the same time can
        make two, and must answer the same one. Where none is of use it is the newest.

        :raises ServiceError: ListUserImportJobs failed.
        """
        now = datetime.now(UTC)
        newest = first_of_use = None
        for job in self._all():
            if newest and job.is_old(now):
                break
            if job.job_name == job_name:
                newest = newest or job
                first_of_use = job if job.is_of_use(now) else first_of_use
        return first_of_use or newest

    def _all(self) -> Iterator[ImportJob]:
        """Yield the jobs of the pool, the newest first; botocore has no paginator for them."""
        token = ""
        while True:
            page = self._calls("ListUserImportJobs", partial(self._page, token))
            yield from map(ImportJob.of, page.get("UserImportJobs", []))
            token = page.get("PaginationToken", "")
            if not token:
                return

    def _page(self, token: str) -> "ListUserImportJobsResponseTypeDef":
        further = {"PaginationToken": token} if token else {}
        return self._client.list_user_import_jobs(
            UserPoolId=self._user_pool_id, MaxResults=60, **further
        )

    def describe(self, job_id: str) -> ImportJob | None:
        """Return the job of this id, or None when it or the pool does not exist.

        :raises ServiceError: DescribeUserImportJob failed.
        """
        try:
            answer = self._calls(
                "DescribeUserImportJob",
                lambda: self._client.describe_user_import_job(
                    UserPoolId=self._user_pool_id, JobId=job_id
                ),
            )
        except ServiceError as error:
            if error.code == "ResourceNotFoundException":
                return None
            raise
        return ImportJob.of(answer["UserImportJob"])

    def create(self, job_name: str, properties: ImportProperties) -> ImportJob:
        """Create the job and return the job of this name: another delivery may have been first.

        Before a repeat it is looked up, since an answer can be lost.

        :raises ServiceError: CreateUserImportJob or ListUserImportJobs failed.
        """
        algorithm = properties.password_hashing_algorithm
        created = self._calls(
            "CreateUserImportJob",
            lambda: ImportJob.of(
                self._client.create_user_import_job(
                    JobName=job_name,
                    UserPoolId=self._user_pool_id,
                    CloudWatchLogsRoleArn=properties.logs_role_arn,
                    **({"PasswordHashingAlgorithm": algorithm} if algorithm else {}),  # type: ignore[arg-type]
                )["UserImportJob"]
            ),
            before_repeat=lambda: self._find_of_use(job_name),
            # What Create answers for a role that is not assumable yet is not documented [?].
            propagating=(
                "AccessDeniedException",
                "InvalidParameterException",
                "NotAuthorizedException",
            ),
        )
        return self._find_of_use(job_name) or created

    def _find_of_use(self, job_name: str) -> ImportJob | None:
        """Return the job of this name that a Create of just now made, if there is one.

        One that is of no use is of an earlier life of the resource. Whether a job is in the list at
        once is not documented [?].
        """
        found = self.find(job_name)
        return found if found and found.is_of_use(datetime.now(UTC)) else None

    def stop(self, job: ImportJob) -> ImportJob | None:
        """Stop a running job and wait until it has ended; None when it is gone.

        A job that was never started is left to expire.

        :raises ServiceError: StopUserImportJob or DescribeUserImportJob failed.
        :raises DeadlineError: The job had not ended by the deadline.
        """
        seen: ImportJob | None = job
        if job.status in (JobStatus.PENDING, JobStatus.IN_PROGRESS):
            logger.info("stopping job %s, which is %s", job.job_id, job.status)
            self._request_stop(job.job_id)
            seen = self.describe(job.job_id)
        while seen and seen.is_running:
            self._calls.deadline.pause(_STOP_POLL, f"job {job.job_id}, {seen.status}, to end")
            seen = self.describe(job.job_id)
        return seen

    def _request_stop(self, job_id: str) -> None:
        try:
            self._calls(
                "StopUserImportJob",
                lambda: self._client.stop_user_import_job(
                    UserPoolId=self._user_pool_id, JobId=job_id
                ),
            )
        except ServiceError as error:
            if error.code not in _NOTHING_TO_STOP:
                raise
            logger.info("job %s needs no stop: %s", job_id, error.code)
