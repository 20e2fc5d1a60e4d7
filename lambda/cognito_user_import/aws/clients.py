"""The boto3 clients of one execution environment."""

from functools import cached_property
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.session import get_session

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client

ONE_ATTEMPT: Final = Config(
    retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20, tcp_keepalive=True
)
"""Each call is tried once. botocore's own retries would repeat CreateUserImportJob, which has no
idempotency token: with two responses lost, the service ran it three times. service_call.py retries
instead, and looks for the job in between."""


class Clients:
    """The clients. Only an import with a source needs others than Cognito's.

    :param cognito: Created with the execution environment, when Lambda gives it a whole core.
    """

    def __init__(self, cognito: "CognitoIdentityProviderClient") -> None:
        self.cognito = cognito

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        """AWS CloudFormation."""
        return boto3.Session().client("cloudformation", config=ONE_ATTEMPT)

    @cached_property
    def s3(self) -> "S3Client":
        """Amazon S3."""
        session = get_session()
        # The file's SHA-256, or TLS and the ETag, is enough. Another checksum takes too long. Not
        # in Config, which raises an error for an option that botocore before 1.36 doesn't know.
        session.set_config_variable("response_checksum_validation", "when_required")
        return boto3.Session(botocore_session=session).client("s3", config=ONE_ATTEMPT)

    @cached_property
    def logs(self) -> "CloudWatchLogsClient":
        """Amazon CloudWatch Logs."""
        return boto3.Session().client("logs", config=ONE_ATTEMPT)
