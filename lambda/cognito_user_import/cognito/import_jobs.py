"""The import jobs of a user pool, one method per operation. The only place that calls Cognito."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from cognito_user_import.aws.service_call import Answer, ServiceCalls
from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.refusal import explained
from cognito_user_import.cognito.service_model import JobStatus
from cognito_user_import.errors import ServiceError

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import (
        ListUserImportJobsResponseTypeDef,
        UserPoolTypeTypeDef,
    )

    from cognito_user_import.cognito.pool_users import PoolUsers

logger = logging.getLogger(__name__)

_ONE_REQUEST: Final = timedelta(hours=1)
"""Between the first and the last job of one request, because CloudFormation waits no longer."""
# The codes of Stop for a job that has ended or is gone [?].
_NOTHING_TO_STOP: Final = frozenset(
    {"PreconditionNotMetException", "InvalidParameterException", "ResourceNotFoundException"}
)


class ImportJobs:
    """The import jobs of one user pool.

    :param calls: Calls about the same user pool. Their deadline applies to all work on the jobs.
    """

    def __init__(
        self, client: "CognitoIdentityProviderClient", user_pool_id: str, calls: ServiceCalls
    ) -> None:
        self._client = client
        self.user_pool_id = user_pool_id
        self.calls = calls

    def csv_header(self) -> tuple[str, ...]:
        """Return the columns of a file for the user pool, in the service's order.

        :raises ServiceError: GetCSVHeader failed.
        """
        answer = self.calls(
            "GetCSVHeader", lambda: self._client.get_csv_header(UserPoolId=self.user_pool_id)
        )
        return tuple(answer["CSVHeader"])

    def user_pool(self) -> "UserPoolTypeTypeDef":
        """Return the user pool from DescribeUserPool, with the members that models/ contains.

        :raises ServiceError: DescribeUserPool failed.
        """
        return self.calls(
            "DescribeUserPool",
            lambda: self._client.describe_user_pool(UserPoolId=self.user_pool_id),
        )["UserPool"]

    @property
    def users(self) -> "PoolUsers":
        """The users of the pool."""
        # Not in each cold start.
        from cognito_user_import.cognito.pool_users import PoolUsers

        return PoolUsers(self._client, self.user_pool_id, self.calls)

    def find(
        self,
        includes: Callable[[ImportJob], bool],
        *,
        is_done: Callable[[ImportJob], bool] = lambda _: False,
    ) -> ImportJob | None:
        """Return one of the included jobs, or None.

        Deliveries of one request can create several jobs, and all must choose the same one: a
        running job, else a job that is done, one that succeeded before others, else a job whose URL
        is valid, and among these the first. If no job qualifies, it is the newest.

        :param is_done: Whether a job has done what was requested.
        :raises ServiceError: ListUserImportJobs failed.
        """
        now = datetime.now(UTC)
        newest = best = None
        best_use = 1
        for job in self.newest_first():
            if newest and newest.creation_date - job.creation_date > _ONE_REQUEST:
                break
            if includes(job):
                newest = newest or job
                use = _use(job, now, is_done=is_done)
                if use >= best_use:
                    best, best_use = job, use
        return best or newest

    def newest_first(self) -> Iterator[ImportJob]:
        """Yield the jobs of the pool, page by page. botocore has no paginator for them.

        :raises ServiceError: ListUserImportJobs failed.
        """
        token = ""
        while True:
            page = self.calls("ListUserImportJobs", partial(self._page, token))
            yield from map(ImportJob.of, page.get("UserImportJobs", []))
            token = page.get("PaginationToken", "")
            if not token:
                return

    def _page(self, token: str) -> "ListUserImportJobsResponseTypeDef":
        further = {"PaginationToken": token} if token else {}
        return self._client.list_user_import_jobs(
            UserPoolId=self.user_pool_id, MaxResults=60, **further
        )

    def describe(self, job_id: str) -> ImportJob | None:
        """Return the job with this ID, or None if the job or the pool doesn't exist.

        :raises ServiceError: DescribeUserImportJob failed.
        """
        try:
            return self.look(job_id)
        except ServiceError as error:
            if error.code == "ResourceNotFoundException":
                return None
            raise

    def look(self, job_id: str) -> ImportJob:
        """Return the job with this ID.

        :raises ServiceError: DescribeUserImportJob failed, or the job doesn't exist.
        """
        answer = self.calls(
            "DescribeUserImportJob",
            lambda: self._client.describe_user_import_job(
                UserPoolId=self.user_pool_id, JobId=job_id
            ),
        )
        return ImportJob.of(answer["UserImportJob"])

    def create(
        self,
        job_name: str,
        logs_role_arn: str,
        password_hashing_algorithm: str = "",
        *,
        includes: Callable[[ImportJob], bool] | None = None,
        is_done: Callable[[ImportJob], bool] = lambda _: False,
    ) -> ImportJob:
        """Create the job, and return the job for this file: another delivery may have been first.

        Before a retry, it looks for the job, because a response can be lost.

        :param password_hashing_algorithm: The algorithm of the hashes in the file, or empty.
        :param includes: Whether another job may take the new job's place.
            Default: - a job with the same name
        :param is_done: Whether a job has done what the new job is for.
        :raises ServiceError: CreateUserImportJob or ListUserImportJobs failed.
        """

        def existing() -> ImportJob | None:
            # A job that is of no use is from an earlier life of the resource. AWS doesn't document
            # whether a new job is in the list at once [?].
            found = self.find(includes or (lambda job: job.job_name == job_name), is_done=is_done)
            is_of_use = found and (found.is_of_use(datetime.now(UTC)) or is_done(found))
            return found if is_of_use else None

        algorithm = password_hashing_algorithm
        created = self._refusable(
            "CreateUserImportJob",
            lambda: ImportJob.of(
                self._client.create_user_import_job(
                    JobName=job_name,
                    UserPoolId=self.user_pool_id,
                    CloudWatchLogsRoleArn=logs_role_arn,
                    **({"PasswordHashingAlgorithm": algorithm} if algorithm else {}),  # type: ignore[arg-type]
                )["UserImportJob"]
            ),
            before_repeat=existing,
            # AWS doesn't document the code of Create for a role that can't be assumed yet [?].
            propagating=(
                "AccessDeniedException",
                "InvalidParameterException",
                "NotAuthorizedException",
            ),
        )
        return existing() or created

    def start(self, job_id: str) -> ImportJob:
        """Start a job, once.

        :raises ServiceError: StartUserImportJob failed.
        """
        answer = self._refusable(
            "StartUserImportJob",
            lambda: self._client.start_user_import_job(UserPoolId=self.user_pool_id, JobId=job_id),
        )
        logger.info("job %s started", job_id)
        return ImportJob.of(answer["UserImportJob"])

    def _refusable(self, operation: str, attempt: Callable[[], Answer], **options: Any) -> Answer:
        try:
            answer: Answer = self.calls(operation, attempt, **options)
            return answer
        except ServiceError as error:
            raise explained(error) from None

    def stop(self, job_id: str) -> None:
        """Stop a running job. Do nothing if it has ended or is gone.

        :raises ServiceError: StopUserImportJob failed.
        """
        try:
            self.calls(
                "StopUserImportJob",
                lambda: self._client.stop_user_import_job(
                    UserPoolId=self.user_pool_id, JobId=job_id
                ),
            )
        except ServiceError as error:
            if error.code not in _NOTHING_TO_STOP:
                raise
            logger.info("job %s doesn't need to be stopped: %s", job_id, error.code)


def _use(job: ImportJob, now: datetime, *, is_done: Callable[[ImportJob], bool]) -> int:
    """Return how much use a job is to a request, from 0."""
    if job.is_running:
        return 4
    if is_done(job):
        return 3 if job.status == JobStatus.SUCCEEDED else 2
    return int(job.is_of_use(now))
