"""Clients that only an import with a source needs, made when it does."""

from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client

# As for Cognito each call is made once: service_call.py repeats it.
_CONFIG: Final = Config(
    retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20, tcp_keepalive=True
)


def s3_client() -> "S3Client":
    """Return a client of Amazon S3 that makes each call once."""
    # A file has its SHA-256, or at least TLS and the ETag; another sum for each byte is too much.
    config = _CONFIG.merge(Config(response_checksum_validation="when_required"))
    return boto3.Session().client("s3", config=config)


def logs_client() -> "CloudWatchLogsClient":
    """Return a client of Amazon CloudWatch Logs that makes each call once."""
    return boto3.Session().client("logs", config=_CONFIG)
