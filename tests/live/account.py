"""A user pool in some account, and the steps of an import into it."""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from cognito_user_import.aws.deadline import Deadline
from cognito_user_import.cognito.service_model import RUNNING, JobStatus
from cognito_user_import.transfer.upload import upload

Client = Callable[[str], Any]
Job = dict[str, Any]
PROPAGATION_CODES = {
    "AccessDeniedException",
    "InvalidParameterException",
    "NotAuthorizedException",
}
"""What import_job.create waits out, as the sign of a role that is not known everywhere yet."""


def code_of(call: Callable[[], object]) -> str:
    """Return the code of the error that a call ends with, or nothing."""
    try:
        call()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


@dataclass(frozen=True)
class Account:
    """A user pool and a role for the logs of its jobs, in some account."""

    client: Client
    cognito: Any
    user_pool_id: str
    logs_role_arn: str
    unassumable_role_arn: str
    user_pool_name: str

    def create(self, role_arn: str = "", **options: str) -> str:
        """Create a job and return its id."""
        job = self.cognito.create_user_import_job(
            JobName=f"live-{secrets.token_hex(4)}",
            UserPoolId=self.user_pool_id,
            CloudWatchLogsRoleArn=role_arn or self.logs_role_arn,
            **options,
        )
        job_id: str = job["UserImportJob"]["JobId"]
        return job_id

    def create_when_possible(self, **options: str) -> str:
        """Create a job as soon as the role made moments ago can be assumed."""
        end = time.monotonic() + 60
        while True:
            try:
                return self.create(**options)
            except ClientError as error:
                code = error.response["Error"]["Code"]
                assert code in PROPAGATION_CODES
                assert time.monotonic() < end, code
                time.sleep(2)

    def header(self) -> list[str]:
        """Return the columns of the pool."""
        columns: list[str] = self.cognito.get_csv_header(UserPoolId=self.user_pool_id)["CSVHeader"]
        return columns

    def file(self, *rows: Mapping[str, str], columns: Iterable[str] = ()) -> bytes:
        """Return a file of these rows, with all columns of the pool by default."""
        header = list(columns) or self.header()
        lines = [header, *([row.get(column, "") for column in header] for row in rows)]
        return "".join(f"{','.join(line)}\n" for line in lines).encode()

    def upload(self, job_id: str, content: bytes) -> None:
        """Upload a file."""
        url = self.describe(job_id)["PreSignedUrl"]
        upload(url, len(content), lambda: [content], Deadline(60))

    def start(self, job_id: str) -> None:
        """Start a job."""
        self.cognito.start_user_import_job(UserPoolId=self.user_pool_id, JobId=job_id)

    def stop(self, job_id: str) -> None:
        """Stop a job."""
        self.cognito.stop_user_import_job(UserPoolId=self.user_pool_id, JobId=job_id)

    def describe(self, job_id: str) -> Job:
        """Return a job as it is now."""
        described = self.cognito.describe_user_import_job(
            UserPoolId=self.user_pool_id, JobId=job_id
        )
        job: Job = described["UserImportJob"]
        return job

    def ended(self, job_id: str) -> Job:
        """Return a job once it has ended."""
        end = time.monotonic() + 300
        while (job := self.describe(job_id))["Status"] in (*RUNNING, JobStatus.CREATED):
            assert time.monotonic() < end, job["Status"]
            time.sleep(0.5)
        return job

    def imported(self, content: bytes, **options: str) -> Job:
        """Import a file, and return the job as it ended."""
        job_id = self.create_when_possible(**options)
        self.upload(job_id, content)
        self.start(job_id)
        return self.ended(job_id)

    def log_lines(self, job: Job, count: int) -> list[str]:
        """Return the lines of a job's log, once there are this many of rows."""
        logs = self.client("logs")
        end = time.monotonic() + 60
        while True:
            with suppress(logs.exceptions.ResourceNotFoundException):
                events = logs.filter_log_events(
                    logGroupName=self.log_group,
                    logStreamNames=[f"{job['JobId']}/{job['JobName']}"],
                )["events"]
                if len([event for event in events if event["message"].startswith("[")]) >= count:
                    return [event["message"] for event in events]
            assert time.monotonic() < end, "the log has fewer lines"
            time.sleep(1)

    @property
    def log_group(self) -> str:
        """The group of the logs of the pool's jobs."""
        return f"/aws/cognito/userpools/{self.user_pool_id}/{self.user_pool_name}"

    def signs_in(self, client_id: str, username: str, password: str) -> bool:
        """Sign a user in by a password."""
        auth = {"USERNAME": username, "PASSWORD": password}
        return not code_of(
            lambda: self.cognito.admin_initiate_auth(
                UserPoolId=self.user_pool_id,
                ClientId=client_id,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters=auth,
            )
        )

    @contextmanager
    def other_pool(self, **settings: Any) -> Iterator["Account"]:
        """Yield the account with another pool, which is removed again."""
        name = f"{self.user_pool_name}-other"
        made = self.cognito.create_user_pool(PoolName=name, **settings)["UserPool"]
        try:
            yield Account(
                self.client,
                self.cognito,
                made["Id"],
                self.logs_role_arn,
                self.unassumable_role_arn,
                name,
            )
        finally:
            self.cognito.delete_user_pool(UserPoolId=made["Id"])

    def remove(self) -> None:
        """Remove the pool and its logs; a job that runs is stopped before."""
        listed = self.cognito.list_user_import_jobs(UserPoolId=self.user_pool_id, MaxResults=60)
        for job in listed["UserImportJobs"]:
            if job["Status"] in RUNNING:
                with suppress(ClientError):
                    self.stop(job["JobId"])
                self.ended(job["JobId"])
        self.cognito.delete_user_pool(UserPoolId=self.user_pool_id)
        logs = self.client("logs")
        with suppress(logs.exceptions.ResourceNotFoundException):
            logs.delete_log_group(logGroupName=self.log_group)
