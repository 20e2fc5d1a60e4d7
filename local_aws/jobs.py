"""User import jobs: their states, and the register of all jobs."""

from __future__ import annotations

import secrets
import string
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from local_aws import guesses
from local_aws.errors import ServiceError, not_found
from local_aws.pools import PoolKey

_ID_CHARACTERS = string.ascii_letters + string.digits


class JobStatus(StrEnum):
    """The states of a job, as in the service's model."""

    CREATED = "Created"
    PENDING = "Pending"
    IN_PROGRESS = "InProgress"
    STOPPING = "Stopping"
    EXPIRED = "Expired"
    STOPPED = "Stopped"
    FAILED = "Failed"
    SUCCEEDED = "Succeeded"


ACTIVE = frozenset({JobStatus.PENDING, JobStatus.IN_PROGRESS, JobStatus.STOPPING})


@dataclass
class Job:
    """A user import job."""

    pool: PoolKey
    job_id: str
    name: str
    logs_role_arn: str
    algorithm: str | None
    pre_signed_url: str
    created: float
    status: JobStatus = JobStatus.CREATED
    started: float | None = None
    completed: float | None = None
    imported: int = 0
    skipped: int = 0
    failed: int = 0
    message: str | None = None
    stop_requested: threading.Event = field(default_factory=threading.Event)

    def description(self) -> dict[str, Any]:
        """Return the job as a UserImportJobType, with dates in epoch seconds."""
        members = {
            "JobName": self.name,
            "JobId": self.job_id,
            "UserPoolId": self.pool.pool_id,
            "PreSignedUrl": self.pre_signed_url,
            "CreationDate": _milliseconds(self.created),
            "StartDate": _milliseconds(self.started),
            "CompletionDate": _milliseconds(self.completed),
            "Status": self.status.value,
            "CloudWatchLogsRoleArn": self.logs_role_arn,
            "ImportedUsers": self.imported,
            "SkippedUsers": self.skipped,
            "FailedUsers": self.failed,
            "CompletionMessage": self.message,
            "PasswordHashingAlgorithm": self.algorithm,
        }
        return {name: value for name, value in members.items() if value is not None}


def new_job_id() -> str:
    """Return an ID in the form that AWS uses."""
    return "import-" + "".join(secrets.choice(_ID_CHARACTERS) for _ in range(10))


class JobRegister:
    """All jobs of all accounts, for as long as the server runs."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.RLock()
        self._jobs: list[Job] = []

    def add(self, job: Job, *, limit: int) -> None:
        """Keep a new job, within the pool's quota."""
        with self._lock:
            if len(self.of_pool(job.pool)) >= limit:
                message = guesses.TOO_MANY_JOBS.format(pool=job.pool.pool_id)
                raise ServiceError("LimitExceededException", message)
            self._jobs.append(job)

    def of_pool(self, pool: PoolKey) -> list[Job]:
        """Return a pool's jobs, newest first."""
        with self._lock:
            self._expire()
            return [job for job in reversed(self._jobs) if job.pool == pool]

    def find(self, pool: PoolKey, job_id: str) -> Job:
        """Return a job of a pool."""
        for job in self.of_pool(pool):
            if job.job_id == job_id:
                return job
        raise not_found(guesses.JOB_MISSING.format(job=job_id, pool=pool.pool_id))

    def is_running(self, pool: PoolKey) -> bool:
        """Return whether a job prevents changes and deletion of the pool."""
        with self._lock:
            return any(job.pool == pool and job.status in ACTIVE for job in self._jobs)

    def start(self, job: Job, *, slots: int) -> None:
        """Make a created job pending, if the account has a slot left."""
        with self._lock:
            self._require(job, {JobStatus.CREATED}, "started")
            others = [
                other
                for other in self._jobs
                if other.pool.account == job.pool.account and other.status in ACTIVE
            ]
            if len(others) >= slots:
                raise ServiceError(guesses.ANOTHER_JOB_ACTIVE_CODE, guesses.ANOTHER_JOB_ACTIVE)
            job.status = JobStatus.PENDING
            job.started = self._now()

    def stop(self, job: Job) -> None:
        """Ask a running job to stop."""
        with self._lock:
            self._require(job, {JobStatus.PENDING, JobStatus.IN_PROGRESS}, "stopped")
            job.status = JobStatus.STOPPING
            job.stop_requested.set()

    def begin(self, job: Job) -> None:
        """Begin a pending job, unless it was stopped meanwhile."""
        with self._lock:
            if job.status is JobStatus.PENDING:
                job.status = JobStatus.IN_PROGRESS

    def end(self, job: Job, status: JobStatus, message: str) -> bool:
        """End a job, unless it was stopped meanwhile, and return whether it ended."""
        with self._lock:
            if job.status is JobStatus.STOPPING and status is not JobStatus.STOPPED:
                return False
            job.status = status
            job.message = message
            job.completed = self._now()
            return True

    def _expire(self) -> None:
        oldest = self._now() - guesses.EXPIRES_AFTER_SECONDS
        for job in self._jobs:
            if job.status is JobStatus.CREATED and job.created < oldest:
                job.status = JobStatus.EXPIRED
                job.message = guesses.EXPIRED
                job.completed = job.created + guesses.EXPIRES_AFTER_SECONDS

    @staticmethod
    def _require(job: Job, allowed: set[JobStatus], action: str) -> None:
        if job.status not in allowed:
            message = guesses.WRONG_STATE.format(job=job.job_id, status=job.status, action=action)
            raise ServiceError(guesses.WRONG_STATE_CODE, message)


def _milliseconds(moment: float | None) -> float | None:
    return None if moment is None else round(moment, 3)
