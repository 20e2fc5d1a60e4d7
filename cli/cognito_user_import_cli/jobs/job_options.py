"""The options that choose an import job, and the limits of an import."""

from dataclasses import dataclass
from typing import Annotated

from cyclopts import Group, Parameter
from cyclopts.validators import Number

from cognito_user_import.cognito.service_model import PasswordHashingAlgorithm

_JOB = Group("Job", sort_key=1)
_LIMITS = Group("Limits", sort_key=2)
_COUNT = Number(gte=0)

HashingAlgorithm = Annotated[
    PasswordHashingAlgorithm | None,
    Parameter(name="--password-hashing-algorithm", name_transform=str.upper),
]
"""An algorithm, by its name in the service's API, in upper or lower case."""


@Parameter(name="*", group=_JOB)
@dataclass(frozen=True, kw_only=True, slots=True)
class JobPlace:
    """The place of a job: its user pool, or the stack that created it."""

    user_pool_id: str | None = None
    """ID of the job's user pool, such as eu-central-1_AbCdEfGhI."""
    stack: str | None = None
    """Name or ARN of the stack that created the job. The command finds the job and its pool."""
    resource: str | None = None
    """Logical ID of the job in the stack. Default: the only job."""

    @property
    def region_of(self) -> str | None:
        """What names the Region."""
        return self.user_pool_id or self.stack


FileRows = Annotated[int | None, Parameter(validator=Number(gte=1))]
"""The number of rows in a job's file, which AWS doesn't say."""


@Parameter(name="*", group=_LIMITS)
@dataclass(frozen=True, kw_only=True, slots=True)
class ImportLimits:
    """The rows that an import may lose."""

    max_failed_users: Annotated[int, Parameter(validator=_COUNT)] = 0
    """Rows that may fail. Default: 0"""
    max_skipped_users: Annotated[int | None, Parameter(validator=_COUNT)] = None
    """Rows that may be skipped because their users already exist. Default: any number, or with
    password hashes, no row that has one."""
