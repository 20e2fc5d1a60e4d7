"""The pre-signed URL of a job, and the conditions for an upload to it."""

from __future__ import annotations

from datetime import datetime

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ENCRYPTION_HEADER = "x-amz-server-side-encryption"
ENCRYPTION = "aws:kms"


class _AuthAt(S3SigV4QueryAuth):
    """Signs as of the server's time, and not of the machine's."""

    signed: datetime

    def _modify_request_before_signing(self, request: AWSRequest) -> None:
        request.context["timestamp"] = self.signed.strftime("%Y%m%dT%H%M%SZ")
        super()._modify_request_before_signing(request)  # type: ignore[misc]


def pre_signed_url(
    credentials: Credentials, address: str, *, region: str, lifetime: int, signed: datetime
) -> str:
    """Return a URL that accepts a PUT for a while, with the encryption header signed."""
    request = AWSRequest("PUT", address, headers={ENCRYPTION_HEADER: ENCRYPTION})
    auth = _AuthAt(credentials, "s3", region, expires=lifetime)
    auth.signed = signed
    auth.add_auth(request)
    return str(request.url)
