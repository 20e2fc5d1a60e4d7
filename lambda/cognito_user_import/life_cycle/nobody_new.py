"""The result of an import whose users all exist: no job is created, because jobs can't be deleted.

The physical ID holds the result: the fingerprint of the content, and the number of rows.
"""

import re
from typing import Final

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_name import JobNames
from cognito_user_import.cognito.service_model import JobStatus

_PREFIX: Final = "no-new-users"
_FORM: Final = re.compile(rf"{_PREFIX}-([0-9a-f]+)-([0-9]*)")


def nobody_new(names: JobNames, rows: int | None) -> ImportJob:
    """Return what stands for the job.

    :param rows: The number of rows in the file; None if it is unknown.
    """
    skipped = "" if rows is None else str(rows)
    return ImportJob.none(
        f"{_PREFIX}-{names.fingerprint}-{skipped}",
        Status=JobStatus.SUCCEEDED,
        ImportedUsers="0",
        SkippedUsers=skipped,
        FailedUsers="0",
    )


def earlier_nobody_new(names: JobNames, physical_resource_id: str) -> ImportJob | None:
    """Return the result of this content that a physical ID holds, or None if it holds none."""
    held = _FORM.fullmatch(physical_resource_id)
    if held is None or held[1] != names.fingerprint:
        return None
    return nobody_new(names, int(held[2]) if held[2] else None)
