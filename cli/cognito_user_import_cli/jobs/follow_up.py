"""What to go on with: commands as they are typed, and in words."""

import shlex

from cognito_user_import.cognito.import_job import ImportJob
from cognito_user_import_cli.options import AwsOptions
from cognito_user_import_cli.output import PROGRAM


def follow_up(aws: AwsOptions, *words: str) -> str:
    """Return a command of this program, with the profile, the Region and the endpoint of now."""
    given = {
        "--profile": aws.profile,
        "--region": aws.region,
        "--endpoint-url": aws.endpoint_url,
    }
    options = [word for name, value in given.items() if value for word in (name, value)]
    return shlex.join([PROGRAM, *words, *options])


def of_job(aws: AwsOptions, command: str, job: ImportJob, *words: str) -> str:
    """Return a command of this program for a job, by its id.

    :param words: What the command takes after it.
    """
    pool = job.attributes["UserPoolId"]
    return follow_up(aws, command, job.job_id, *words, "--user-pool-id", pool)


def start_by_hand(job: ImportJob) -> str:
    """Return the command of the AWS CLI that starts a job which has its file."""
    pool = job.attributes["UserPoolId"]
    return f"aws cognito-idp start-user-import-job --user-pool-id {pool} --job-id {job.job_id}"


def another_job(aws: AwsOptions, job: ImportJob, file: str = "FILE") -> str:
    """Return what to do for a file whose job takes it no more."""
    run = follow_up(aws, "run", file, "--user-pool-id", job.attributes["UserPoolId"])
    return f"For another job deploy the stack again with another trigger, or make one with: {run}"
