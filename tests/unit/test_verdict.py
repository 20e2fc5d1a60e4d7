"""Whether the end of a job is the one that was wanted."""

from dataclasses import replace

import pytest

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.job_log import FailedLine
from cognito_user_import.judgement.of_job import JobVerdict, Limits

LIMITS = Limits()


def job(status: str, imported: int = 0, skipped: int = 0, failed: int = 0) -> ImportJob:
    """Return a job that has ended so."""
    return ImportJob.of(
        {
            "JobId": "import-1",
            "JobName": "seed-0",
            "Status": status,  # type: ignore[typeddict-item]
            "ImportedUsers": imported,
            "SkippedUsers": skipped,
            "FailedUsers": failed,
            "CompletionMessage": "Cognito says why.",
        }
    )


@pytest.mark.parametrize(
    ("ended", "limits", "expected"),
    [
        (job("Succeeded", 10), LIMITS, ""),
        (job("Succeeded", 7, 0, 3), LIMITS, "3 rows failed, allowed: 0"),
        (job("Succeeded", 7, 0, 3), replace(LIMITS, max_failed_users=3), ""),
        (job("Succeeded", 7, 0, 1), LIMITS, "1 row failed, allowed: 0"),
        (job("Succeeded", 0, 10), LIMITS, ""),
        (job("Succeeded", 0, 10), replace(LIMITS, max_skipped_users=10), ""),
        (
            job("Succeeded", 0, 10),
            replace(LIMITS, max_skipped_users=9),
            "10 rows skipped, allowed: 9",
        ),
        (job("Failed"), LIMITS, "it ended as Failed"),
        (job("Failed", 3), LIMITS, "it ended as Failed after 3 of 10 rows"),
        (job("Failed", 3, 7), LIMITS, ""),
        (job("Failed", 4, 0, 6), replace(LIMITS, max_failed_users=6), ""),
        (job("Failed", 4, 0, 6), LIMITS, "6 rows failed, allowed: 0"),
        (
            job("Failed", 2, 0, 6),
            LIMITS,
            "6 rows failed, allowed: 0; it ended as Failed after 8 of 10 rows",
        ),
        (job("Failed", 0, 10), LIMITS, ""),
        (job("Failed", 0, 10, 5), replace(LIMITS, max_failed_users=9), ""),
        (job("Failed", 0, 9), LIMITS, "it ended as Failed after 9 of 10 rows"),
        (job("Stopped", 10), LIMITS, "it ended as Stopped"),
        (job("Stopped", 0, 10), LIMITS, "it ended as Stopped"),
        (job("Expired"), LIMITS, "it ended as Expired"),
    ],
)
def test_the_counts_decide(ended: ImportJob, limits: Limits, expected: str) -> None:
    """Succeeded says only that Cognito read the file to its end; of a file of ten rows."""
    assert JobVerdict.of(ended, limits, lambda: 10).problem == expected


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        (job("Failed"), True),
        (job("Failed", 0, 1), False),
        (job("Failed", 1), False),
        (job("Failed", 0, 0, 1), False),
        (job("Stopped"), False),
        (job("Succeeded"), False),
    ],
)
def test_a_job_that_read_no_row_is_known_by_its_counts(ended: ImportJob, expected: bool) -> None:
    """As one whose role could not be assumed."""
    assert ended.has_read_no_row is expected


def test_a_failure_names_counts_lines_reasons_and_the_log() -> None:
    """In one text, with the lines of one reason together, as Cognito counts them."""
    lines = [
        FailedLine(9, "The value of email is not valid."),
        FailedLine(3, "The user name is missing."),
        FailedLine(4, "The value of email is not valid."),
    ]
    ended = job("Succeeded", 7, 1, 5)
    assert JobVerdict(ended, "5 rows failed, allowed: 0").reason(
        lines, "group, stream import-1/seed-0"
    ) == (
        "The import failed: 5 rows failed, allowed: 0 (7 imported, 1 skipped, 5 failed). "
        "Job import-1 is Succeeded: Cognito says why. "
        "[FAILED] Line Number 3 - The user name is missing. "
        "[FAILED] Line Numbers 4, 9 - The value of email is not valid. "
        "2 rows more failed. Log: group, stream import-1/seed-0"
    )


def test_a_failure_without_lines_names_the_log() -> None:
    """There is nothing else to say of a job that failed as a whole."""
    ended = replace(job("Failed"), attributes={**job("Failed").attributes, "CompletionMessage": ""})
    assert JobVerdict(ended, "it ended as Failed").reason([], "group") == (
        "The import failed: it ended as Failed (0 imported, 0 skipped, 0 failed). "
        "Job import-1 is Failed. Log: group"
    )
