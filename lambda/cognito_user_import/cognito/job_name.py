"""Content-addressed job names.

CreateUserImportJob has no idempotency token, so the name carries one: the fingerprint of everything
that defines an import. Cognito's own list of jobs then shows whether the job already exists, for a
repeated request, a rollback, or a Delete without a job ID.
"""

import re
from dataclasses import dataclass
from typing import Final

from cognito_user_import.cognito.service_model import JOB_NAME
from cognito_user_import.fingerprint import FINGERPRINT_LENGTH, digest, fingerprint

VERSION_LENGTH: Final = 6
_LEFT_OUT: Final = re.compile(r"-([0-9]{1,6})-skipped")
_LONGEST_LEFT_OUT: Final = len("-500000-skipped")
MAX_BASE_NAME_LENGTH: Final = (
    JOB_NAME.maximum - 2 - FINGERPRINT_LENGTH - VERSION_LENGTH - _LONGEST_LEFT_OUT
)


def left_out_suffix(rows: int) -> str:
    """Return the end of the name of a job whose upload leaves out this many rows.

    Cognito's counts don't include them.
    """
    return f"-{rows}-skipped" if rows else ""


def left_out_of(job_name: str) -> int:
    """Return the number of rows that a job's upload left out, by the job's name."""
    # Only in names with a fingerprint: people name jobs, too.
    found = re.search(rf"-[0-9a-f]{{6,12}}{_LEFT_OUT.pattern}$", job_name)
    return int(found[1]) if found else 0


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

    def of(self, version: str = "", left_out: int = 0) -> str:
        """Return the name for this version of the source, if the source has versions.

        :param left_out: The number of rows that the upload leaves out.
        """
        return f"{self.stem}{self._version(version)}{left_out_suffix(left_out)}"

    def include(self, job_name: str) -> bool:
        """Return whether a job has the name of any version."""
        version = f"-[0-9a-f]{{{VERSION_LENGTH}}}" if self.is_versioned else ""
        return self._has_form(job_name, version)

    def include_version(self, job_name: str, version: str) -> bool:
        """Return whether a job has the name of this version of the source."""
        return self._has_form(job_name, self._version(version))

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the content."""
        return self.stem[-FINGERPRINT_LENGTH:]

    def _version(self, version: str) -> str:
        return f"-{digest(version)[:VERSION_LENGTH]}" if self.is_versioned else ""

    def _has_form(self, job_name: str, version: str) -> bool:
        if not job_name.startswith(self.stem):
            return False
        form = f"{version}(?:{_LEFT_OUT.pattern})?"
        return re.fullmatch(form, job_name[len(self.stem) :]) is not None


def job_names(base_name: str, *content: str, is_versioned: bool = False) -> JobNames:
    """Return the names of the import job for this content."""
    return JobNames(f"{base_name}-{fingerprint(*content)}", is_versioned)
