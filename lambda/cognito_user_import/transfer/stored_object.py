"""The Amazon S3 object that contains the users, read in blocks."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.errors import SourceError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

logger = logging.getLogger(__name__)

_BLOCK: Final = 1 << 20
_MISSING: Final = "Check that the object exists, and its version, if you set one."
_FORBIDDEN: Final = (
    "Check that the object exists. Allow the handler's role s3:GetObject on it, and kms:Decrypt if "
    "a KMS key of yours encrypts it."
)
_OVERWRITTEN: Final = "The object was overwritten during the read. Deploy again."
S3_ADVICE: Final = {
    "404": _MISSING,
    "NoSuchKey": _MISSING,
    "NoSuchVersion": _MISSING,
    "NoSuchBucket": "Check that the bucket exists.",
    "403": _FORBIDDEN,
    "AccessDenied": _FORBIDDEN,
    "412": _OVERWRITTEN,
    "PreconditionFailed": _OVERWRITTEN,
}
"""HeadObject's response has no body for an error code, so its code is the status."""
_DENIALS: Final = ("403", "AccessDenied")

Result = TypeVar("Result")
Blocks = Callable[[], Iterable[bytes]]
"""Reads from the beginning at each call."""


@dataclass(frozen=True, slots=True)
class ObjectHead:
    """The current state of the object.

    :param size: In bytes.
    :param etag: Identifies the content. A different ETag means different content.
    """

    size: int
    etag: str


class StoredObject:
    """One S3 object.

    :param version: The object's version; empty if it has none.
    :param digest: SHA-256 of the object's bytes, 64 hexadecimal digits; empty if unknown.
    :param calls: Calls about this object. Their subject is its URL.
    """

    def __init__(
        self,
        bucket: str,
        key: str,
        version: str,
        digest: str,
        *,
        client: "S3Client",
        calls: ServiceCalls,
    ) -> None:
        self.key = key
        self._place: Any = {"Bucket": bucket, "Key": key}
        if version:
            self._place["VersionId"] = version
        self._digest = digest
        self._client = client
        self._calls = calls

    def __str__(self) -> str:
        """Return the object's URL, for error messages."""
        return self._calls.subject

    @cached_property
    def head(self) -> ObjectHead:
        """The object at the first look: all reads are of this content.

        :raises ServiceError: HeadObject failed: the object doesn't exist or can't be read.
        """
        answer = self._calls(
            "HeadObject",
            lambda: self._client.head_object(**self._place),
            # A new policy may not have reached all of AWS yet.
            propagating=_DENIALS,
        )
        return ObjectHead(answer["ContentLength"], answer["ETag"])

    def read(self, use: Callable[[Blocks], Result]) -> Result:
        """Return the result of ``use`` for the object's blocks. If S3 fails midway, start over.

        :param use: Receives a function that reads the blocks in order. The last block follows only
            if the size and the digest of all blocks are right, so a wrong file is never complete.
        :raises SourceError: The size or the digest is wrong.
        :raises ServiceError: GetObject failed, or the object has changed.
        """
        head = self.head
        return self._calls(
            "GetObject",
            lambda: use(lambda: self._blocks(head.etag, head.size, self._digest)),
            propagating=_DENIALS,
        )

    def read_range(
        self, etag: str, start: int, end: int, use: Callable[[Blocks], Result]
    ) -> Result:
        """Return the result of ``use`` for a range of the object, as ``read`` does.

        :param etag: Identifies the content that the range is part of.
        :param start: The place of the first byte.
        :param end: The place behind the last byte.
        :raises SourceError: The object ended before the end of the range.
        :raises ServiceError: GetObject failed, or the object has changed.
        """
        return self._calls(
            "GetObject",
            lambda: use(lambda: self._blocks(etag, end - start, Range=f"bytes={start}-{end - 1}")),
            propagating=_DENIALS,
        )

    def _blocks(
        self, etag: str, expected: int, digest: str = "", **options: Any
    ) -> Iterator[bytes]:
        body = self._client.get_object(**self._place, **options, IfMatch=etag)["Body"]
        size, held = 0, b""
        found = hashlib.sha256() if digest else None
        with body:
            while block := body.read(_BLOCK):
                if held:
                    yield held
                size += len(block)
                if found:
                    found.update(block)
                held = block
        if size != expected:
            raise SourceError(f"{self} ended after {size} of {expected} bytes.")
        if found and digest != found.hexdigest():
            raise SourceError(f"{self} isn't the file that was deployed: its SHA-256 differs.")
        if held:
            yield held
