"""The faults and checks of an upload to a pre-signed URL."""

from __future__ import annotations

from html import escape

from local_aws.asgi_messages import (
    Application,
    Receive,
    Scope,
    Send,
    answer,
    headers_of,
)
from local_aws.faults import UPLOAD, FaultDesk
from local_aws.ministack_access import uploads

# AWS has a default key. ministack requires a name.
_ENCRYPTION_KEY = (b"x-amz-server-side-encryption-aws-kms-key-id", b"alias/aws/s3")
_STATUSES = {
    "InternalError": 500,
    "ServiceUnavailable": 503,
    "SlowDown": 503,
    "AccessDenied": 403,
    "MissingContentLength": 411,
}
_Refusal = tuple[str, str]


class UploadGate:
    """Fails uploads as a test requests, and passes the others to ministack's S3."""

    def __init__(self, ministack: Application, desk: FaultDesk) -> None:
        self._ministack = ministack
        self._desk = desk
        # The paths of expired URLs. S3 never accepts them again.
        self._dead: set[str] = set()

    @staticmethod
    def is_for(scope: Scope) -> bool:
        """Return whether a request is an upload to a pre-signed URL."""
        return bool(scope["method"] == "PUT" and scope["path"].startswith(f"/{uploads.BUCKET}/"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "content-length" not in headers_of(scope):
            refusal = "MissingContentLength", "You must provide the Content-Length HTTP header."
            await _refuse(send, refusal)
            return
        if (due := self._refusal(scope["path"])) is not None:
            await _drain(receive)
            await _refuse(send, due)
            return
        scope["headers"] = [*scope["headers"], _ENCRYPTION_KEY]
        await self._ministack(scope, receive, send)

    def _refusal(self, path: str) -> _Refusal | None:
        if path not in self._dead and self._desk.take_expired_url():
            self._dead.add(path)
        if path in self._dead:
            return "AccessDenied", "Request has expired"
        if self._desk.take("throttle", UPLOAD):
            return "SlowDown", "Please reduce your request rate."
        if (failure := self._desk.take_failure(UPLOAD)) is not None:
            return failure.code, failure.message
        return None


async def _refuse(send: Send, refusal: _Refusal) -> None:
    code, message = refusal
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{escape(code)}</Code><Message>{escape(message)}</Message></Error>"
    )
    await answer(send, _STATUSES.get(code, 400), b"application/xml", body.encode())


async def _drain(receive: Receive) -> None:
    # Without keeping it: a file has up to 100 MB.
    while (await receive()).get("more_body"):
        pass
