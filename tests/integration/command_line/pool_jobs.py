"""The jobs of a scenario's pool, and files of users for them in the folder of a command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from local_aws.import_scenario import ImportScenario, good_row

ROLE = "cognito-user-import-logs-eu-central-1"
"""The name of the role that --create-role makes."""


def jobs(pool: ImportScenario) -> list[Any]:
    """Return the jobs of a pool, the newest first."""
    listed = pool.cognito.list_user_import_jobs(UserPoolId=pool.pool_id, MaxResults=60)
    found: list[Any] = listed["UserImportJobs"]
    return found


def running_job(pool: ImportScenario, folder: Path) -> Any:
    """Return a job that runs for longer than a test."""
    pool.aws.configure(import_seconds=600)
    job = pool.create()
    pool.upload(job, (folder / good_file(pool, folder)).read_bytes())
    pool.start(job)
    return pool.wait(job, "InProgress")


def stop(pool: ImportScenario, job: Any) -> None:
    """Stop a job, for the account's next one."""
    pool.cognito.stop_user_import_job(UserPoolId=pool.pool_id, JobId=job["JobId"])
    pool.wait(job)


def named(pool: ImportScenario, job: Any) -> list[str]:
    """Return the arguments that name a job."""
    return [job["JobId"], "--user-pool-id", pool.pool_id]


def of(pool: ImportScenario, job: Any) -> list[str]:
    """Return the options that name a job."""
    return ["--job-id", *named(pool, job)]


def upload(pool: ImportScenario, job: Any, folder: Path) -> list[str]:
    """Return the command that uploads three users to a job."""
    return ["upload", good_file(pool, folder), *of(pool, job)]


def good_file(pool: ImportScenario, folder: Path, count: int = 3, first: int = 1) -> str:
    """Write a file with this many importable users, and return its name."""
    rows = [good_row(number) for number in range(first, first + count)]
    (folder / "users.csv").write_bytes(pool.csv(rows))
    return "users.csv"


def bad_file(pool: ImportScenario, folder: Path) -> str:
    """Write a file whose line 3 breaks a rule, and return its name."""
    rows = [good_row(1), good_row(2, email_verified="secret-cell")]
    (folder / "bad.csv").write_bytes(pool.csv(rows))
    return "bad.csv"
