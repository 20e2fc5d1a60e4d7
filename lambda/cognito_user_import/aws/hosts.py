"""The hosts that a secret may be sent to."""

import os
import re
from typing import Final
from urllib.parse import urlsplit

# The partitions that have Cognito: aws, aws-us-gov and aws-eusc.
_S3_HOST: Final = re.compile(
    r"(?:[a-z0-9.-]+\.)?s3(?:-fips)?(?:\.dualstack)?(?:[.-][a-z0-9-]+)?\.amazonaws\.(?:com|eu)",
    re.ASCII,
)


def is_s3(host: str, port: int | None) -> bool:
    """Return whether a host belongs to Amazon S3, or is the SDK's own endpoint override."""
    is_amazon = port in (None, 443) and _S3_HOST.fullmatch(host) is not None
    return is_amazon or (host, port) == endpoint_override()


def endpoint_override() -> tuple[str, int | None] | None:
    """Return host and port of AWS_ENDPOINT_URL, which the SDK uses, too."""
    endpoint = urlsplit(os.environ.get("AWS_ENDPOINT_URL", ""))
    return (endpoint.hostname, endpoint.port) if endpoint.hostname else None
