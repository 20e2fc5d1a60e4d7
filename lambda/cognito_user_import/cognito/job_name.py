"""Content-addressed job names.

Cognito gives CreateUserImportJob no idempotency token, so the name carries one: the fingerprint of
all that makes an import what it is. Cognito's own list of jobs then tells whether the import was
made already, for a repeated request, a rollback, or a Delete that knows no job id.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from cognito_user_import.cognito.service_model import JOB_NAME

FINGERPRINT_LENGTH: Final = 12
VERSION_LENGTH: Final = 6
MAX_BASE_NAME_LENGTH: Final = JOB_NAME.maximum - 2 - FINGERPRINT_LENGTH - VERSION_LENGTH


def fingerprint(*content: str) -> str:
    """Return 12 hexadecimal digits that stand for these strings in this order."""
    # JSON keeps ("ab", "c") and ("a", "bc") apart.
    return _digest(json.dumps(content))[:FINGERPRINT_LENGTH]


def no_job_id(stack_id: str, logical_resource_id: str) -> str:
    """Return the physical id of a resource for which no job was made; the same for each repeat."""
    return f"no-job-{fingerprint(stack_id, logical_resource_id)}"


@dataclass(frozen=True, slots=True)
class JobNames:
    """The names that the job of one import can have in Cognito.

    :param stem: Base name and fingerprint.
    :param is_versioned: Whether a version of the source, known only when it is looked at, follows
        the stem: an object that was overwritten is another import to Create. An Update may be a
        rollback, which cannot ask S3 for the version of then, so it knows its job by the stem.
    """

    stem: str
    is_versioned: bool = False

    def of(self, version: str = "") -> str:
        """Return the name of the import of this version; of the only one where there is but one."""
        return (
            f"{self.stem}-{_digest(version)[:VERSION_LENGTH]}" if self.is_versioned else self.stem
        )

    def include(self, job_name: str) -> bool:
        """Say whether a job has the name of some version."""
        if not self.is_versioned:
            return job_name == self.stem
        stem, _, version = job_name.rpartition("-")
        return stem == self.stem and len(version) == VERSION_LENGTH


def job_names(base_name: str, *content: str, is_versioned: bool = False) -> JobNames:
    """Return the names of the import job that stands for this content."""
    return JobNames(f"{base_name}-{fingerprint(*content)}", is_versioned)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
