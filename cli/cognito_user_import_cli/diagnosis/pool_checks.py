"""Whether a user pool can import users now."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import.cognito.import_jobs import ImportJobs
from cognito_user_import.csv_rules import PoolProfile
from cognito_user_import.csv_rules.csv_format import PASSWORD_HASH
from cognito_user_import.judgement.of_pool import require_importable
from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.diagnosis.finding import Finding, doubtful, good, looked
from cognito_user_import_cli.diagnosis.surroundings import PATIENCE

_QUOTA: Final = 1_000
_NEARLY: Final = 900
_POOLS: Final = 60
"""A page of ListUserPools: 60 calls of ListUserImportJobs take seconds."""
_PAGE: Final = 60


def pool(jobs: ImportJobs) -> Finding:
    """Return whether the pool exists and can import, and how its users sign in."""

    def look() -> Finding:
        described = jobs.user_pool()
        profile = PoolProfile.of_service(described, ())
        require_importable(profile, "", f"user pool {jobs.user_pool_id}")
        name = described.get("Name", "")
        verified = _listed(profile.auto_verified or ())
        return good("user pool", f"{name}: auto-verifies {verified}; users sign in {_by(profile)}")

    return looked("user pool", "cognito-idp", look)


def password_hashes(jobs: ImportJobs) -> Finding:
    """Return whether files for the pool can have password hashes."""

    def look() -> Finding:
        accepted = PASSWORD_HASH in jobs.csv_header()
        text = "accepted" if accepted else "not accepted: the pool's CSV header has no such column"
        return good("password hashes", text)

    return looked("password hashes", "cognito-idp", look)


def quota(listed: list[ImportJob]) -> Finding:
    """Return how many more jobs the pool takes by default.

    :param listed: All jobs of the pool.
    """
    text = f"{len(listed):,} of {_QUOTA:,}, unless the quota was raised"
    if len(listed) < _NEARLY:
        return good("job quota", text)
    return doubtful(
        "job quota",
        f"{text}. Jobs can't be deleted: request a higher quota (L-681BB884), or import into "
        "another pool.",
    )


def running_jobs(aws: Aws, own: str | None, listed: Iterable[ImportJob]) -> Finding:
    """Return whether a job runs in the account, which runs one at a time.

    :param own: The ID of a pool, if one was named.
    :param listed: All jobs of that pool.
    """
    name = "running job"

    def look() -> Finding:
        calls = aws.calls("the user pools of the account", patience=PATIENCE)
        answer: Any = calls("ListUserPools", lambda: aws.cognito.list_user_pools(MaxResults=_POOLS))
        others = [found["Id"] for found in answer["UserPools"] if found["Id"] != own]
        for other in others:
            jobs = aws.jobs(other, patience=PATIENCE)
            if job := _running(islice(jobs.newest_first(), _PAGE)):
                return _busy(other, job)
        more = ", the first of them" if answer.get("NextToken") else ""
        count = len(others) + (own is not None)
        return good(name, f"none in {count} user pool{'s' * (count != 1)} of this account{more}")

    if own and (job := _running(listed)):
        return _busy(own, job)
    return looked(name, "cognito-idp", look)


def _busy(pool_id: str, job: ImportJob) -> Finding:
    return doubtful(
        "running job",
        f"{job.job_id} in user pool {pool_id} is {job.status}, and an account runs one job at a "
        f"time. Wait for it: cognito-user-import watch {job.job_id} --user-pool-id {pool_id}",
    )


def _running(jobs: Iterable[ImportJob]) -> ImportJob | None:
    return next((job for job in jobs if job.is_running), None)


def _by(profile: PoolProfile) -> str:
    """Return what users of a pool sign in with."""
    if names := profile.username_attributes:
        return f"with {_listed(names)}, which goes into cognito:username"
    return f"with {_listed(['user name', *sorted(profile.aliases or ())])}"


def _listed(names: Iterable[str]) -> str:
    return " or ".join(_words(names))


def _words(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield {"email": "email address", "phone_number": "phone number"}.get(name, name)
