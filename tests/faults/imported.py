"""What came of an import with a source, and files to import."""

import hashlib
from typing import Any

from tests.cloudformation import events
from tests.fakes.import_world import SOURCE
from tests.faults.lab import Answer, Lab
from tests.faults.verdict import has_read

_LARGE = "x" * 2000


def counts(answer: Answer) -> tuple[str, str, str]:
    """Return the numbers of imported, skipped and failed users of a SUCCESS."""
    assert answer["Status"] == "SUCCESS", answer["Reason"]
    data = answer["Data"]
    return data["ImportedUsers"], data["SkippedUsers"], data["FailedUsers"]


def failed(answer: Answer, *texts: str) -> str:
    """Return the reason of a FAILED in which all these texts are."""
    assert answer["Status"] == "FAILED", answer
    reason = str(answer["Reason"])
    assert [text for text in texts if text not in reason] == [], reason
    return reason


def reading_jobs(lab: Lab) -> list[str]:
    """Return the ids of the jobs that began to read rows, the oldest first."""
    return [job["JobId"] for job in lab.cognito.jobs if has_read(lab.cognito, job)]


def statuses(lab: Lab) -> list[str]:
    """Return the statuses of all jobs, the oldest first."""
    return [job["Status"] for job in lab.cognito.jobs]


def plant_large(lab: Lab) -> bytes:
    """Store a file of some MiB, which is read in more than one block."""
    return lab.plant(1500, profile=_LARGE)


def digest(content: bytes) -> str:
    """Return what SourceDigest is for a file."""
    return hashlib.sha256(content).hexdigest()


def sourced(**changes: Any) -> dict[str, Any]:
    """Return the properties of a resource with a source."""
    return events.properties(**{**SOURCE, **changes})
