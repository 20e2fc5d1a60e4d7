"""The constraints of the Amazon Cognito API, tested against botocore's service model."""

import re
from enum import StrEnum
from typing import Final, NamedTuple


class Constraint(NamedTuple):
    """The constraint of one string shape: lengths in characters, and a pattern."""

    shape: str
    minimum: int
    maximum: int
    pattern: str

    def violation(self, value: str) -> str | None:
        """Return what is wrong with a value, or None.

        The service's patterns are Java's, in which word characters are ASCII.
        """
        if not self.minimum <= len(value) <= self.maximum:
            return f"must have {self.minimum} to {self.maximum} characters, has {len(value)}"
        if not re.fullmatch(self.pattern, value, re.ASCII):
            return f"must match {self.pattern}"
        return None


JOB_NAME: Final = Constraint("UserImportJobNameType", 1, 128, r"[\w\s+=,.@-]+")
JOB_ID: Final = Constraint("UserImportJobIdType", 1, 55, r"import-[0-9a-zA-Z-]+")
USER_POOL_ID: Final = Constraint("UserPoolIdType", 1, 55, r"[\w-]+_[0-9a-zA-Z]+")
ROLE_ARN: Final = Constraint(
    "ArnType",
    20,
    2048,
    r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?",
)


class PasswordHashingAlgorithm(StrEnum):
    """The algorithm of the hashes in the ``password_hash`` column; one per job."""

    ARGON2ID = "ARGON2ID"
    BCRYPT = "BCRYPT"
    PBKDF2_SHA256 = "PBKDF2_SHA256"
    SCRYPT = "SCRYPT"


class JobStatus(StrEnum):
    """The status of an import job."""

    CREATED = "Created"
    PENDING = "Pending"
    IN_PROGRESS = "InProgress"
    STOPPING = "Stopping"
    EXPIRED = "Expired"
    STOPPED = "Stopped"
    FAILED = "Failed"
    SUCCEEDED = "Succeeded"


RUNNING: Final = frozenset({JobStatus.PENDING, JobStatus.IN_PROGRESS, JobStatus.STOPPING})
"""While a job of the pool has one of these, the pool can't be updated or deleted."""

PRE_SIGNED_URL_LIFETIME: Final = 899
"""Seconds after its creation during which a job's URL accepts an upload. It is never renewed."""
