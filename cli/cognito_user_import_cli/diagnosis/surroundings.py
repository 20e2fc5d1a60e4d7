"""What an import needs before it has to do with a pool: programs, credentials, and a network."""

import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any, Final

from botocore.exceptions import ClientError

from cognito_user_import_cli.aws import Aws
from cognito_user_import_cli.command_errors import AwsError
from cognito_user_import_cli.diagnosis.finding import Finding, bad, doubtful, good, looked
from cognito_user_import_cli.diagnosis.reach import require_reachable

PATIENCE: Final = 2.0
"""Seconds for which one call is retried. Whoever looks for a fault doesn't wait for it to pass."""
_SKEW: Final = 60
"""Seconds. AWS refuses signatures that are some minutes off."""
_USES: Final = {
    "logs": "to name failed rows",
    "iam": "to create a role",
    "cloudformation": "to find the job of a stack",
}
"""What the services beside Cognito are for."""


def versions() -> Finding:
    """Return what runs here."""
    names = ("cognito-user-import", "boto3")
    told = ", ".join(f"{name} {version(name)}" for name in names)
    return good("versions", f"{told}, Python {platform.python_version()}")


def region(aws: Aws) -> Finding:
    """Return the Region of all calls."""
    if aws.region:
        return good("region", aws.region)
    return bad(
        "region", "None is set. Name a pool with --user-pool-id, or set --region or AWS_REGION."
    )


def caller(aws: Aws) -> Iterator[Finding]:
    """Yield who calls AWS, and how far the clock here is from that of AWS."""
    dates: list[str] = []

    def identify() -> Any:
        try:
            answer: Any = aws.sts.get_caller_identity()
        except ClientError as error:
            dates.append(_date(error.response))
            raise
        dates.append(_date(answer))
        return answer

    def look() -> Finding:
        calls = aws.calls("these credentials", patience=PATIENCE)
        answer = calls("GetCallerIdentity", identify)
        return good("credentials", f"{answer['Arn']} in account {answer['Account']}")

    yield looked("credentials", "sts", look)
    if dates and dates[-1]:
        yield _clock(parsedate_to_datetime(dates[-1]))


def _date(answer: Any) -> str:
    date: str = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
    return date


def _clock(theirs: datetime) -> Finding:
    skew = round((datetime.now(UTC) - theirs).total_seconds())
    if abs(skew) <= _SKEW:
        return good("clock", "as that of AWS")
    side = "ahead of" if skew > 0 else "behind"
    return doubtful(
        "clock",
        f"{abs(skew)} seconds {side} that of AWS, which may refuse requests. Synchronize it.",
    )


def endpoints(aws: Aws) -> Finding:
    """Return whether the services of the commands can be reached. An import needs Cognito's."""
    reached, failures = [], []
    clients = (aws.cognito, aws.logs, aws.iam, aws.cloudformation)
    for client in clients:
        name = client.meta.service_model.endpoint_prefix
        try:
            require_reachable(client.meta.endpoint_url, aws.ca_bundle)
            reached.append(name)
        except AwsError as error:
            if name not in _USES:
                return bad("endpoints", str(error))
            failures.append(f"{error} It is needed {_USES[name]}.")
    if failures:
        return doubtful("endpoints", " ".join(failures))
    return good("endpoints", f"{', '.join(reached)} can be reached")


def upload_host(aws: Aws, url: str) -> Finding:
    """Return whether files can be uploaded, as far as that shows without an upload.

    :param url: The pre-signed URL of a job, or empty: then the host of Amazon S3 in the Region. AWS
        doesn't document the name of the bucket in front of it.
    """

    def look() -> Finding:
        host = require_reachable(url or aws.s3.meta.endpoint_url, aws.ca_bundle)
        return good("uploads", f"{host} can be reached, and its certificate is trusted")

    return looked("uploads", "s3", look)
