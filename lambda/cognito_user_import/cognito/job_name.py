"""Content-addressed job names.

Cognito gives CreateUserImportJob no idempotency token, so the name carries one: the fingerprint of
all that makes an import what it is. Cognito's own list of jobs then tells whether the import was
made already, for a repeated request, a rollback, or a Delete that knows no job id.
"""

from dataclasses import dataclass
from typing import Final

from cognito_user_import.cognito.service_model import JOB_NAME
from cognito_user_import.fingerprint import FINGERPRINT_LENGTH, digest, fingerprint

VERSION_LENGTH: Final = 6
MAX_BASE_NAME_LENGTH: Final = JOB_NAME.maximum - 2 - FINGERPRINT_LENGTH - VERSION_LENGTH


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
        return f"{self.stem}-{digest(version)[:VERSION_LENGTH]}" if self.is_versioned else self.stem

    def include(self, job_name: str) -> bool:
        """Say whether a job has the name of some version."""
        if not self.is_versioned:
            return job_name == self.stem
        stem, _, version = job_name.rpartition("-")
        return stem == self.stem and len(version) == VERSION_LENGTH


def job_names(base_name: str, *content: str, is_versioned: bool = False) -> JobNames:
    """Return the names of the import job that stands for this content."""
    return JobNames(f"{base_name}-{fingerprint(*content)}", is_versioned)
