"""Content-addressed job names.

CreateUserImportJob has no idempotency token, so the name carries one: the fingerprint of everything
that defines an import. Cognito's own list of jobs then shows whether the job already exists, for a
repeated request, a rollback, or a Delete without a job ID.
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
    :param is_versioned: Whether a version of the source, known only at run time, follows the stem.
        For Create, an overwritten object is another import. An Update may be a rollback, which
        can't ask S3 for the earlier version, so it finds its job by the stem.
    """

    stem: str
    is_versioned: bool = False

    def of(self, version: str = "") -> str:
        """Return the name for this version of the source, if the source has versions."""
        return f"{self.stem}-{digest(version)[:VERSION_LENGTH]}" if self.is_versioned else self.stem

    def include(self, job_name: str) -> bool:
        """Return whether a job has the name of any version."""
        if not self.is_versioned:
            return job_name == self.stem
        stem, _, version = job_name.rpartition("-")
        return stem == self.stem and len(version) == VERSION_LENGTH


def job_names(base_name: str, *content: str, is_versioned: bool = False) -> JobNames:
    """Return the names of the import job for this content."""
    return JobNames(f"{base_name}-{fingerprint(*content)}", is_versioned)
