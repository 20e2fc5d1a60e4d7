"""Amazon Cognito's import jobs in memory, below a real boto3 client.

The client's requests are caught before they are sent: its own code checks parameters, reads
answers and raises errors. tests/integration/test_fake_cognito.py holds this fake to the embedded
AWS.
"""

import dataclasses
import re
import secrets
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from cognito_user_import.aws.clients import cognito_client
from cognito_user_import.aws.deadline import Clock
from cognito_user_import.cognito.service_model import PRE_SIGNED_URL_LIFETIME, RUNNING, JobStatus
from local_aws import guesses
from local_aws.pools import ImportedUser, PoolSettings
from tests.fakes.client_twins import client_served_by
from tests.fakes.clock import FakeClock
from tests.fakes.import_run import (
    ImportRun,
    ImportSettings,
    Job,
    LogGroups,
    Outcome,
    RunPlace,
)
from tests.fakes.pools import DEFAULT_POOL, description
from tests.fakes.service import (
    FakeJsonService,
    FakeServiceError,
    Fault,
    answer_lost,
    refused,
    refused_until,
)

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

__all__ = [
    "POOL",
    "ROLE",
    "SECRET",
    "FakeCognito",
    "FakeServiceError",
    "Fault",
    "Job",
    "answer_lost",
    "refused",
    "refused_until",
]

ACCOUNT = "111122223333"
POOL = "eu-central-1_FakePool1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/CognitoLogs"
SECRET = "X-Amz-Signature=planted-pre-signed-url&X-Amz-Security-Token=planted-security-token"


class FakeCognito(FakeJsonService):
    """The import jobs of some user pools of one account.

    :param limit: The number of jobs that a pool keeps.
    :param clock: By which started jobs go on; that of the handler.
    """

    def __init__(
        self, pools: Iterable[str] = (POOL,), limit: int = 1000, clock: Clock | None = None
    ) -> None:
        super().__init__()
        self.pools = set(pools)
        self.denied_pools: set[str] = set()
        """Those that the caller may not use."""
        self.limit = limit
        self.clock = clock or FakeClock()
        self.settings = ImportSettings()
        """How started jobs run."""
        self.slots = 1
        """Jobs of the account that may be active at a time; 0 when somebody else has the slot."""
        self.slot_error = guesses.ANOTHER_JOB_ACTIVE_CODE, guesses.ANOTHER_JOB_ACTIVE
        """Code and message of Start when no slot is left."""
        self.make_run: type[ImportRun] = ImportRun
        self.now: Callable[[], float] = time.time
        """The time in epoch seconds, for the dates of jobs and the end of their URLs."""
        self.upload_url = "https://uploads.example"
        """What the pre-signed URLs of new jobs begin with."""
        self.url_lifetime: float = PRE_SIGNED_URL_LIFETIME
        self.files: dict[str, bytes | None] = {}
        """What was uploaded, by job; None where the content was not kept."""
        self.users: dict[str, dict[str, ImportedUser]] = defaultdict(dict)
        """By pool and user name."""
        self.estimated_users: int | None = None
        """EstimatedNumberOfUsers. Default: - the exact number"""
        self.seconds_per_page = 0.0
        """How long ListUsers takes on the clock."""
        self.listed: list[dict[str, Any]] = []
        """The options of each ListUsers."""
        self.logs = LogGroups()
        self._pool_settings: dict[str, PoolSettings] = defaultdict(lambda: DEFAULT_POOL)
        self._jobs: list[Job] = []
        self._runs: dict[str, ImportRun] = {}
        self.forced: deque[Outcome] = deque()
        """The outcomes of the next jobs that are started."""

    def client(self) -> "CognitoIdentityProviderClient":
        """Return a boto3 client of this service."""
        client: CognitoIdentityProviderClient = client_served_by(self._serve, cognito_client)
        return client

    @property
    def jobs(self) -> list[Job]:
        """All jobs as they are now, the oldest first; a test may change them."""
        with self._lock:
            for job in self._jobs:
                if run := self._runs.get(job["JobId"]):
                    run.advance()
            return self._jobs

    def job(self, job_id: str) -> Job:
        """Return the job of an id."""
        return next(job for job in self.jobs if job["JobId"] == job_id)

    def configure_pool(self, pool: str = POOL, **changes: Any) -> None:
        """Change a pool, by the names of the fields of PoolSettings."""
        self._pool_settings[pool] = dataclasses.replace(self._pool_settings[pool], **changes)

    def force(self, *outcomes: Outcome) -> None:
        """Have the next jobs that are started end so, whatever their files hold."""
        self.forced.extend(outcomes)

    def has_expired(self, job_id: str) -> bool:
        """Say whether a job's pre-signed URL takes no upload any more."""
        return self.now() > float(self.job(job_id)["CreationDate"]) + self.url_lifetime

    def receive(self, job_id: str, content: bytes | None) -> None:
        """Take a file for a job, as S3 does; None for one whose content is not kept."""
        with self._lock:
            self.files[job_id] = content

    def _perform(self, operation: str, parameters: dict[str, Any]) -> Any:
        if (pool := parameters["UserPoolId"]) in self.denied_pools:
            raise FakeServiceError("AccessDeniedException", f"not authorized to use {pool}")
        if pool not in self.pools:
            message = f"User pool {pool} does not exist."
            raise FakeServiceError("ResourceNotFoundException", message)
        return super()._perform(operation, parameters)

    def _DescribeUserPool(self, UserPoolId: str) -> dict[str, Any]:  # noqa: N802, N803
        described = description(UserPoolId, self._pool_settings[UserPoolId])
        exact = len(self.users[UserPoolId])
        estimate = exact if self.estimated_users is None else self.estimated_users
        return {"UserPool": {**described, "EstimatedNumberOfUsers": estimate}}

    def _ListUsers(  # noqa: N802
        self,
        UserPoolId: str,  # noqa: N803
        Limit: int,  # noqa: N803
        PaginationToken: str = "0",  # noqa: N803
        **options: Any,
    ) -> dict[str, Any]:
        self.listed.append(options)
        clock_pause = getattr(self.clock, "sleep", None)
        if self.seconds_per_page and clock_pause:
            clock_pause(self.seconds_per_page)
        wanted = options.get("AttributesToGet")
        users = [
            _listed(user, by_alias=bool(self._pool_settings[UserPoolId].username_attributes))
            for user in self.users[UserPoolId].values()
        ]
        if "Filter" in options:
            users = [user for user in users if _passes(user, options["Filter"])]
        start, end = int(PaginationToken), int(PaginationToken) + Limit
        page = users[start:end]
        for user in page:
            names = {attribute["Name"] for attribute in user["Attributes"]}
            if wanted and not names.issuperset(wanted):
                raise FakeServiceError("InvalidParameterException", "A user lacks an attribute.")
            if wanted:
                user["Attributes"] = [a for a in user["Attributes"] if a["Name"] in wanted]
        further = {"PaginationToken": str(end)} if end < len(users) else {}
        return {"Users": page, **further}

    def _GetCSVHeader(self, UserPoolId: str) -> dict[str, Any]:  # noqa: N802, N803
        header = list(self._pool_settings[UserPoolId].csv_header)
        return {"UserPoolId": UserPoolId, "CSVHeader": header}

    def _CreateUserImportJob(self, **parameters: str) -> dict[str, Job]:  # noqa: N802
        pool = parameters["UserPoolId"]
        if len([job for job in self.jobs if job["UserPoolId"] == pool]) >= self.limit:
            raise FakeServiceError("LimitExceededException", "Too many import jobs.")
        has_hashes = self._pool_settings[pool].takes_password_hashes
        if "PasswordHashingAlgorithm" in parameters and not has_hashes:
            message = guesses.NOT_ELIGIBLE.format(pool=pool)
            raise FakeServiceError(guesses.NOT_ELIGIBLE_CODE, message)
        job_id = f"import-{secrets.token_hex(5)}"
        job = {
            **parameters,
            "JobId": job_id,
            "Status": "Created",
            "CreationDate": self.now(),
            "PreSignedUrl": f"{self.upload_url}/{ACCOUNT}/{pool}/{job_id}?{SECRET}",
            "ImportedUsers": 0,
            "SkippedUsers": 0,
            "FailedUsers": 0,
        }
        self.jobs.append(job)
        return {"UserImportJob": job}

    def _StartUserImportJob(self, UserPoolId: str, JobId: str) -> dict[str, Job]:  # noqa: N802, N803
        pool, job = self._pool_settings[UserPoolId], self._find(UserPoolId, JobId)
        if not pool.auto_verified:
            message = guesses.NOTHING_AUTO_VERIFIED.format(pool=UserPoolId)
            raise FakeServiceError(guesses.NOTHING_AUTO_VERIFIED_CODE, message)
        if JobId not in self.files:
            message = f"No csv file was uploaded for {JobId}"
            raise FakeServiceError("PreconditionNotMetException", message)
        _require(job, "started", JobStatus.CREATED)
        if len([other for other in self.jobs if other["Status"] in RUNNING]) >= self.slots:
            raise FakeServiceError(*self.slot_error)
        outcome = self.forced.popleft() if self.forced else None
        content = self.files[JobId]
        if content is None and outcome is None:
            raise AssertionError("the file was not kept: force an outcome")
        place = RunPlace(pool, self.users[UserPoolId], self.logs, self.clock, self.now)
        run = self.make_run(job, content or b"", self.settings, place, outcome)
        self._runs[JobId] = run
        return {"UserImportJob": job}

    def _DescribeUserImportJob(self, UserPoolId: str, JobId: str) -> dict[str, Job]:  # noqa: N802, N803
        return {"UserImportJob": self._find(UserPoolId, JobId)}

    def _StopUserImportJob(self, UserPoolId: str, JobId: str) -> dict[str, Job]:  # noqa: N802, N803
        job = self._find(UserPoolId, JobId)
        # A job without a run stays Pending, and could never be stopped.
        refuses = self.settings.refuses_to_stop_pending and JobId in self._runs
        also = () if refuses else (JobStatus.PENDING,)
        _require(job, "stopped", JobStatus.IN_PROGRESS, *also)
        if (run := self._runs.get(JobId)) and not run.is_over:
            run.stop()
        else:
            job["Status"] = "Stopped"
        return {"UserImportJob": {**job, "Status": "Stopping"}}

    def _ListUserImportJobs(  # noqa: N802
        self,
        UserPoolId: str,  # noqa: N803
        MaxResults: int,  # noqa: N803
        PaginationToken: str = "0",  # noqa: N803
    ) -> dict[str, Any]:
        jobs = [job for job in reversed(self.jobs) if job["UserPoolId"] == UserPoolId]
        end = int(PaginationToken) + MaxResults
        further = {"PaginationToken": str(end)} if end < len(jobs) else {}
        return {"UserImportJobs": jobs[int(PaginationToken) : end], **further}

    def _find(self, pool: str, job_id: str) -> Job:
        for job in self.jobs:
            if (job["UserPoolId"], job["JobId"]) == (pool, job_id):
                return job
        message = guesses.JOB_MISSING.format(job=job_id, pool=pool)
        raise FakeServiceError("ResourceNotFoundException", message)


def _listed(user: ImportedUser, *, by_alias: bool) -> dict[str, Any]:
    """Return a user as ListUsers does. In a pool of sign-in attributes, the name is the sub."""
    sub = str(uuid.uuid5(uuid.NAMESPACE_OID, user.username))
    attributes = {"sub": sub, **user.attributes}
    return {
        "Username": sub if by_alias else user.username,
        "UserCreateDate": user.created,
        "UserStatus": user.status,
        "Attributes": [{"Name": name, "Value": value} for name, value in attributes.items()],
    }


def _passes(user: dict[str, Any], filter_: str) -> bool:
    name, value = re.fullmatch(r'(\w+) = "((?:[^"\\]|\\.)*)"', filter_, re.DOTALL).groups()  # type: ignore[union-attr]
    values = {a["Name"]: a["Value"] for a in user["Attributes"]} | {"username": user["Username"]}
    return bool(values.get(name) == re.sub(r"\\(.)", r"\1", value))


def _require(job: Job, action: str, *allowed: str) -> None:
    if job["Status"] not in allowed:
        message = guesses.WRONG_STATE.format(job=job["JobId"], status=job["Status"], action=action)
        raise FakeServiceError(guesses.WRONG_STATE_CODE, message)
