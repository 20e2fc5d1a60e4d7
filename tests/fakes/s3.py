"""Amazon S3's objects in memory, below a real boto3 client.

A body is a stream that a test can cut off; see `cut_off`, `shortened` and `replaced`.
"""

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from cognito_user_import.aws.clients import Clients
from tests.fakes.body import Body, BodyError, connection_broken
from tests.fakes.client_twins import client_served_by
from tests.fakes.service import FakeService, FakeServiceError, Fault, refused

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "files"
KEY = "users.csv"
_PAGE = 2

SLOW_DOWN = refused("SlowDown", "Please reduce your request rate.", 503)
INTERNAL_ERROR = refused("InternalError", "We encountered an internal error.", 500)
ACCESS_DENIED = refused("AccessDenied", "Access Denied", 403)
KMS_DENIED = refused(
    "AccessDenied",
    "The role is not authorized to perform: kms:Decrypt on the resource associated with this "
    "ciphertext because no identity-based policy allows the kms:Decrypt action",
    403,
)
"""Is GetObject's alone: HeadObject needs no key."""


@dataclass(frozen=True)
class Version:
    """One version of an object. Without content, it is a delete marker."""

    version_id: str
    content: bytes | None

    @property
    def etag(self) -> str:
        """The digest of the content in quotes, as of an upload in one part."""
        return f'"{hashlib.md5(self.content or b"", usedforsecurity=False).hexdigest()}"'


@dataclass
class ObjectAnswer:
    """What GetObject or HeadObject answers; a fault may change it.

    :param content: What the body sends; the length in the header is another thing.
    :param error: Raised when the content is through.
    """

    headers: dict[str, str]
    content: bytes = b""
    error: BodyError | None = None
    chunk: int = field(default=1 << 16, kw_only=True)


def cut_off(after: int, error: BodyError = connection_broken) -> Fault:
    """Lose the connection after this many bytes of the body."""

    def fault(perform: Callable[[], Any]) -> ObjectAnswer:
        answer: ObjectAnswer = perform()
        answer.content, answer.error = answer.content[:after], error
        return answer

    return fault


def shortened(to: int) -> Fault:
    """End the body after this many bytes, fewer than the header says."""
    return replaced(lambda content: content[:to])


def replaced(change: Callable[[bytes], bytes]) -> Fault:
    """Send another body below the same header."""

    def fault(perform: Callable[[], Any]) -> ObjectAnswer:
        answer: ObjectAnswer = perform()
        answer.content = change(answer.content)
        return answer

    return fault


def _s3_client() -> "S3Client":
    return Clients(None).s3  # type: ignore[arg-type]


class FakeS3(FakeService):
    """Some objects.

    :param is_versioned: Whether the buckets keep versions and show their ids.
    :param may_list: Whether the caller may list the buckets; without it a missing object is
        answered as a forbidden one.
    """

    def __init__(self, *, is_versioned: bool = False, may_list: bool = True) -> None:
        super().__init__()
        self.is_versioned, self.may_list = is_versioned, may_list
        self.chunk = 1 << 16
        """The most bytes that one read of a body returns."""
        self.objects: dict[tuple[str, str], list[Version]] = {}
        """By bucket and key, the newest version last."""
        self._version_ids = itertools.count(1)

    def client(self) -> "S3Client":
        """Return a boto3 client of this service."""
        client: S3Client = client_served_by(self._serve, _s3_client)
        return client

    def put(self, content: bytes, key: str = KEY, bucket: str = BUCKET) -> str:
        """Store an object and return its version id."""
        return self._add(bucket, key, content)

    def delete(self, key: str = KEY, bucket: str = BUCKET) -> None:
        """Delete an object; its versions stay."""
        self._add(bucket, key, None)

    def _add(self, bucket: str, key: str, content: bytes | None) -> str:
        with self._lock:
            version = Version(f"version{next(self._version_ids)}", content)
            versions = self.objects.setdefault((bucket, key), [])
            if not self.is_versioned:
                versions.clear()
            versions.append(version)
        return version.version_id

    def _serve(self, request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse:
        operation = event_name.rpartition(".")[2]
        try:
            answer: ObjectAnswer = self._attempt(
                operation, lambda: getattr(self, f"_{operation}")(request)
            )
        except FakeServiceError as failure:
            return _response(request, failure.status, _error(operation, failure))
        return _response(request, 200, answer)

    def _HeadObject(self, request: AWSPreparedRequest) -> ObjectAnswer:  # noqa: N802
        return ObjectAnswer(self._headers(self._find(request)))

    def _GetObject(self, request: AWSPreparedRequest) -> ObjectAnswer:  # noqa: N802
        version = self._find(request)
        content = version.content or b""
        headers = self._headers(version)
        if wanted := request.headers.get("Range"):
            start, end = map(int, _text(wanted).removeprefix("bytes=").split("-"))
            content = content[start : end + 1]
            headers["Content-Length"] = str(len(content))
        return ObjectAnswer(headers, content, chunk=self.chunk)

    def _ListObjectsV2(self, request: AWSPreparedRequest) -> ObjectAnswer:  # noqa: N802
        bucket, _, _ = _object_of(str(request.url))
        query = parse_qs(urlsplit(str(request.url)).query)
        prefix, after = (query.get(name, [""])[0] for name in ("prefix", "continuation-token"))
        found = sorted(
            (key.encode(), versions[-1].content)
            for (name, key), versions in self.objects.items()
            if name == bucket and key.startswith(prefix) and versions[-1].content is not None
        )
        keys = [(key.decode(), content or b"") for key, content in found if key.decode() > after]
        page, rest = keys[:_PAGE], keys[_PAGE:]
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(content)}</Size></Contents>"
            for key, content in page
        )
        token = f"<NextContinuationToken>{page[-1][0]}</NextContinuationToken>" if rest else ""
        body = f"<ListBucketResult>{token}{contents}</ListBucketResult>"
        return ObjectAnswer({"Content-Type": "application/xml"}, body.encode())

    def _PutObject(self, request: AWSPreparedRequest) -> ObjectAnswer:  # noqa: N802
        bucket, key, _ = _object_of(str(request.url))
        body: Any = request.body
        content = body if isinstance(body, bytes) else body.read() if body else b""
        if "aws-chunked" in _text(request.headers.get("Content-Encoding", "")):
            content = _without_chunks(content)
        self._add(bucket, key, content)
        return ObjectAnswer({"ETag": self.objects[bucket, key][-1].etag})

    def _headers(self, version: Version) -> dict[str, str]:
        shown = {"x-amz-version-id": version.version_id} if self.is_versioned else {}
        return {
            "Content-Length": str(len(version.content or b"")),
            "ETag": version.etag,
            "x-amz-server-side-encryption": "AES256",
            **shown,
        }

    def _find(self, request: AWSPreparedRequest) -> Version:
        bucket, key, version_id = _object_of(str(request.url))
        if bucket not in {name for name, _ in self.objects}:
            raise FakeServiceError("NoSuchBucket", "The specified bucket does not exist", 404)
        versions = self.objects.get((bucket, key), [])
        if version_id:
            found = next((v for v in versions if v.version_id == version_id), None)
            missing = FakeServiceError(
                "NoSuchVersion", "The specified version does not exist.", 404
            )
        else:
            found = versions[-1] if versions else None
            missing = FakeServiceError("NoSuchKey", "The specified key does not exist.", 404)
        if found is None or found.content is None:
            denied = FakeServiceError("AccessDenied", "Access Denied", 403)
            raise missing if self.may_list else denied
        wanted = request.headers.get("If-Match")
        if wanted is not None and _text(wanted).strip('"') != found.etag.strip('"'):
            message = "At least one of the pre-conditions you specified did not hold"
            raise FakeServiceError("PreconditionFailed", message, 412)
        return found


def _without_chunks(body: bytes) -> bytes:
    """Return what is in a body of chunks, the last of which is empty and has the checksum."""
    content = b""
    while size := int(body.partition(b"\r\n")[0], 16):
        start = body.index(b"\r\n") + 2
        content += body[start : start + size]
        body = body[start + size + 2 :]
    return content


def _object_of(url: str) -> tuple[str, str, str]:
    """Return bucket, key and version of a URL in the style of virtual hosts, or of paths."""
    parts = urlsplit(url)
    bucket, is_virtual, _ = (parts.hostname or "").partition(".s3.")
    path = unquote(parts.path).removeprefix("/")
    if not is_virtual:
        bucket, _, path = path.partition("/")
    return bucket, path, parse_qs(parts.query).get("versionId", [""])[0]


def _error(operation: str, failure: FakeServiceError) -> ObjectAnswer:
    if operation.startswith("Head"):
        return ObjectAnswer({})
    text = f"<Code>{escape(failure.code)}</Code><Message>{escape(failure.message)}</Message>"
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{text}</Error>'
    return ObjectAnswer({"Content-Type": "application/xml"}, body.encode())


def _response(request: AWSPreparedRequest, status: int, answer: ObjectAnswer) -> AWSResponse:
    headers = HTTPHeaders()
    for name, value in answer.headers.items():
        headers[name] = value
    body = Body(answer.content, answer.error, answer.chunk)
    return AWSResponse(request.url, status, headers, body)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
