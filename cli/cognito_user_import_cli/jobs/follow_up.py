"""How to continue: commands to type, and texts."""

import shlex

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import_cli.options import AwsOptions
from cognito_user_import_cli.output import PROGRAM


def follow_up(aws: AwsOptions, *words: str) -> str:
    """Return a command of this program with the current profile, Region, and endpoint."""
    given = {
        "--profile": aws.profile,
        "--region": aws.region,
        "--endpoint-url": aws.endpoint_url,
    }
    options = [word for name, value in given.items() if value for word in (name, value)]
    return shlex.join([PROGRAM, *words, *options])


def of_job(aws: AwsOptions, command: str, job: ImportJob, *words: str) -> str:
    """Return a command of this program for a job, by its ID.

    :param words: Further arguments.
    """
    pool = job.attributes["UserPoolId"]
    return follow_up(aws, command, job.job_id, *words, "--user-pool-id", pool)


def to_watch(aws: AwsOptions, job: ImportJob, rows: int | None) -> str:
    """Return the command that watches a job.

    :param rows: The number of rows in its file, if it is known.
    """
    return of_job(aws, "watch", job, *(() if rows is None else ("--rows", str(rows))))


def upload_to_job(aws: AwsOptions, job: ImportJob, file: str = "FILE") -> str:
    """Return the command that uploads a file to a job."""
    pool = job.attributes["UserPoolId"]
    return follow_up(aws, "upload", file, "--job-id", job.job_id, "--user-pool-id", pool)


def another_job(aws: AwsOptions, job: ImportJob, file: str = "FILE") -> str:
    """Return what to do for a file whose job no longer accepts it."""
    run = follow_up(aws, "run", file, "--user-pool-id", job.attributes["UserPoolId"])
    return f"For another job, deploy the stack again with a new trigger, or run: {run}"
