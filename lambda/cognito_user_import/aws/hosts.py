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

# Partition and DNS suffix by the prefix of a Region's name. All other Regions have the first ones.
_AWS: Final = ("aws", "amazonaws.com")
_PARTITIONS: Final = {
    "cn-": ("aws-cn", "amazonaws.com.cn"),
    "us-gov-": ("aws-us-gov", "amazonaws.com"),
    "eusc-": ("aws-eusc", "amazonaws.eu"),
}


def is_s3(host: str, port: int | None) -> bool:
    """Return whether a host belongs to Amazon S3, or is the SDK's own endpoint override."""
    is_amazon = port in (None, 443) and _S3_HOST.fullmatch(host) is not None
    return is_amazon or (host, port) == endpoint_override()


def is_response_bucket(host: str, port: int | None, stack_id: str) -> bool:
    """Return whether a host is the S3 bucket for responses to a stack of this function's Region.

    The Region is Lambda's own AWS_REGION, because whoever forges an event also chooses its StackId.
    AWS documents the bucket's name, with the Region without hyphens:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html
    Real events from China and eu-south-1 match it. AWS documents neither an exception nor the form
    of the host, so every form that S3 has for this bucket is right [?].
    """
    region = os.environ.get("AWS_REGION", "")
    known = (names for prefix, names in _PARTITIONS.items() if region.startswith(prefix))
    partition, suffix = next(known, _AWS)
    if not region or not stack_id.startswith(f"arn:{partition}:cloudformation:{region}:"):
        return False
    endpoints = [rf"s3(?:-fips)?(?:\.dualstack)?[.-]{re.escape(region)}"]
    if partition == "aws":
        # Without a Region. In other partitions, it would be the bucket of a stranger in aws.
        endpoints.append(r"s3(?:-accelerate(?:\.dualstack)?)?")
    if region == "us-east-1":
        endpoints.append("s3-external-1")
    bucket = f"cloudformation-custom-resource-response-{re.escape(region.replace('-', ''))}"
    form = rf"{bucket}\.(?:{'|'.join(endpoints)})\.{re.escape(suffix)}"
    return port in (None, 443) and re.fullmatch(form, host) is not None


def endpoint_override() -> tuple[str, int | None] | None:
    """Return host and port of AWS_ENDPOINT_URL, which the SDK uses, too."""
    endpoint = urlsplit(os.environ.get("AWS_ENDPOINT_URL", ""))
    return (endpoint.hostname, endpoint.port) if endpoint.hostname else None
