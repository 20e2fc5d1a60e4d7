"""The options that say which import job is meant, and what an import may lose."""

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
"""An algorithm, by the name that the service's API has for it, in any case."""


@Parameter(name="*", group=_JOB)
@dataclass(frozen=True, kw_only=True, slots=True)
class JobPlace:
    """Where a job is: in a user pool, or in a stack that made it."""

    user_pool_id: str | None = None
    """User pool of the job, such as eu-central-1_AbCdEfGhI."""
    stack: str | None = None
    """Stack that made the job, by name or ARN: its job and its user pool are looked up."""
    resource: str | None = None
    """Logical id of the job in the stack. Default: the only one there."""


@Parameter(name="*", group=_LIMITS)
@dataclass(frozen=True, kw_only=True, slots=True)
class ImportLimits:
    """The rows that an import may lose."""

    max_failed_users: Annotated[int, Parameter(validator=_COUNT)] = 0
    """Rows that may fail."""
    max_skipped_users: Annotated[int | None, Parameter(validator=_COUNT)] = None
    """Rows that may be skipped, since their users exist. Default: any number."""
