"""Which promises a fault broke."""

from collections import Counter
from dataclasses import dataclass

from tests.fakes.cognito import FakeCognito, Job
from tests.fakes.pools import DEFAULT_POOL

_COUNTS = ("ImportedUsers", "SkippedUsers", "FailedUsers")


@dataclass
class Verdict:
    """What a fault did to the promises of the handler."""

    stuck: int = 0
    answered_twice: int = 0
    jobs_lost: int = 0
    jobs_twice: int = 0
    secrets_leaked: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether all were kept."""
        return self == Verdict()


def imports(cognito: FakeCognito) -> Counter[tuple[str, bytes]]:
    """Count the jobs that began to read rows, by their pool and the content of their file."""
    return Counter(
        (str(job["UserPoolId"]), cognito.files.get(job["JobId"]) or b"")
        for job in cognito.jobs
        if has_read(cognito, job)
    )


def has_read(cognito: FakeCognito, job: Job) -> bool:
    """Say whether a job began to read its rows: then it has a log, or counted some."""
    group = f"/aws/cognito/userpools/{job['UserPoolId']}/{DEFAULT_POOL.name}"
    is_logged = f"{job['JobId']}/{job['JobName']}" in cognito.logs.streams(group)
    return is_logged or any(job.get(name) for name in _COUNTS)
