"""A job as JSON, and as lines for a person. Neither shows the pre-signed URL unless requested."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cognito_user_import.cognito.import_job import COUNTS, ImportJob
from cognito_user_import.cognito.service_model import PRE_SIGNED_URL_LIFETIME, JobStatus

_URL: Final = "PreSignedUrl"
_KEYS: Final = {
    "JobId": "job_id",
    "JobName": "job_name",
    "UserPoolId": "user_pool_id",
    "Status": "status",
    "CreationDate": "creation_date",
    "StartDate": "start_date",
    "CompletionDate": "completion_date",
    "ImportedUsers": "imported_users",
    "SkippedUsers": "skipped_users",
    "FailedUsers": "failed_users",
    "CompletionMessage": "completion_message",
    "CloudWatchLogsRoleArn": "cloud_watch_logs_role_arn",
    "PasswordHashingAlgorithm": "password_hashing_algorithm",
    _URL: "pre_signed_url",
}
_LABELS: Final = {
    "JobId": "job",
    "JobName": "name",
    "UserPoolId": "user pool",
    "Status": "status",
    "CreationDate": "created",
    "StartDate": "started",
    "CompletionDate": "ended",
    "ImportedUsers": "imported",
    "SkippedUsers": "skipped",
    "FailedUsers": "failed",
    "CompletionMessage": "message",
    "CloudWatchLogsRoleArn": "role",
    "PasswordHashingAlgorithm": "hashes",
    _URL: "URL",
}
_DATES: Final = frozenset({"CreationDate", "StartDate", "CompletionDate"})
_WIDTH: Final = max(map(len, _LABELS.values())) + 2


def job_document(job: ImportJob, *, show_url: bool = False) -> dict[str, Any]:
    """Return a job with the keys of docs/cli.md; None where it has no value."""
    document = {
        key: _value(name, job.attributes[name])
        for name, key in _KEYS.items()
        if show_url or name != _URL
    }
    end = _utc(upload_end(job)) if job.status == JobStatus.CREATED else None
    return {**document, "upload_until": end}


def job_lines(job: ImportJob, *, show_url: bool = False) -> str:
    """Return a job as text, one line per attribute that has a value."""
    lines = [
        f"{label:<{_WIDTH}}{_shown(name, job.attributes[name])}"
        for name, label in _LABELS.items()
        if job.attributes[name] and (show_url or name != _URL)
    ]
    if job.status == JobStatus.CREATED:
        verb = "ended" if job.is_old(datetime.now(UTC)) else "until"
        lines.append(f"{'upload':<{_WIDTH}}{verb} {moment(upload_end(job))}")
    return "\n".join(lines)


def counts(job: ImportJob) -> str:
    """Return the numbers of imported, skipped, and failed rows."""
    return (
        f"{job.imported_users:,} imported, {job.skipped_users:,} skipped, "
        f"{job.failed_users:,} failed"
    )


def upload_end(job: ImportJob) -> datetime:
    """Return the time when the job's pre-signed URL expires."""
    return job.creation_date + timedelta(seconds=PRE_SIGNED_URL_LIFETIME)


def moment(time: datetime, *, seconds: bool = True) -> str:
    """Return a time as text, in the local time zone, which it names."""
    return time.astimezone().isoformat(" ", "seconds" if seconds else "minutes")


def _value(name: str, text: str) -> str | int | None:
    if not text:
        return None
    if name in _DATES:
        return _utc(datetime.fromisoformat(text))
    return int(text) if name in COUNTS else text


def _utc(time: datetime) -> str:
    # boto3 returns dates in the machine's time zone.
    return time.astimezone(UTC).isoformat()


def _shown(name: str, text: str) -> str:
    if name in _DATES:
        return moment(datetime.fromisoformat(text))
    return f"{int(text):,}" if name in COUNTS else text
