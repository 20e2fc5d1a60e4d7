"""What the Amazon Cognito API allows, as its service model says; tested against botocore's."""

import re
from enum import StrEnum
from typing import Final, NamedTuple


class Constraint(NamedTuple):
    """The constraint of one string shape: lengths in characters, and the pattern of the whole."""

    shape: str
    minimum: int
    maximum: int
    pattern: str

    def violation(self, value: str) -> str | None:
        """Say what is wrong with a value, or None.

        The service's patterns are those of Java, where a word character is an ASCII one.
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
    """The algorithm of the hashes in the column ``password_hash``; one a job."""

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
"""While a job of the pool is in one of these, the pool can neither be updated nor deleted."""

PRE_SIGNED_URL_LIFETIME: Final = 899
"""Seconds from the creation of a job in which its URL takes an upload; it is never renewed."""
