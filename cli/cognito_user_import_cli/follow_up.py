"""The command to go on with, as it is typed."""

import shlex

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
