"""The import service's bucket in ministack's S3, and the credentials that sign its URLs.

Both belong to an account of the service: the caller's account sees neither the bucket nor the
files, as on AWS. The credentials are temporary, so a URL is as long as a real one.
"""

from __future__ import annotations

import secrets
from typing import Any

from botocore.credentials import Credentials
from ministack.core.responses import request_scope
from ministack.services import s3, sts

BUCKET = "aws-cognito-idp-user-import-local"
_SERVICE_ACCOUNT = "999988887777"
_TOKEN_BYTES = 750


class UploadBucket:
    """The bucket that the pre-signed URLs lead to."""

    def __init__(self) -> None:
        self.credentials = Credentials(
            access_key="ASIA" + secrets.token_hex(8).upper(),
            secret_key=secrets.token_urlsafe(30),
            token=secrets.token_urlsafe(_TOKEN_BYTES),
        )
        sts.register_session(
            self.credentials.access_key,
            {
                "Arn": f"arn:aws:sts::{_SERVICE_ACCOUNT}:assumed-role/user-import/upload",
                "AccountId": _SERVICE_ACCOUNT,
                "UserId": "AROAUSERIMPORT:upload",
                # The service needs no policy for its own bucket.
                "PrincipalType": "Root",
                "SecretAccessKey": self.credentials.secret_key,
                "SessionToken": self.credentials.token,
            },
        )

    def make(self, region: str) -> None:
        """Create the bucket if it doesn't exist."""
        with request_scope(_SERVICE_ACCOUNT, region):
            if BUCKET not in s3._buckets:
                s3._create_bucket(BUCKET, b"")

    def content(self, key: str, region: str) -> bytes | None:
        """Return an uploaded file, or None."""
        with request_scope(_SERVICE_ACCOUNT, region):
            bucket: dict[str, Any] = s3._buckets.get(BUCKET) or {"objects": {}}
        stored = bucket["objects"].get(key)
        return None if stored is None else bytes(stored["body"])
