"""The pre-signed URL of a job, and the conditions for an upload to it."""

from __future__ import annotations

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ENCRYPTION_HEADER = "x-amz-server-side-encryption"
ENCRYPTION = "aws:kms"


def pre_signed_url(credentials: Credentials, address: str, *, region: str, lifetime: int) -> str:
    """Return a URL that accepts a PUT for a while, with the encryption header signed."""
    request = AWSRequest("PUT", address, headers={ENCRYPTION_HEADER: ENCRYPTION})
    S3SigV4QueryAuth(credentials, "s3", region, expires=lifetime).add_auth(request)
    return str(request.url)
