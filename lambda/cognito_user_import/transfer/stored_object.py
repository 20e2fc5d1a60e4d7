"""The object in Amazon S3 that holds the users, read in blocks."""

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
_MISSING: Final = "Check that the object, and the version if one is named, exists."
_FORBIDDEN: Final = (
    "Check that the object exists, and allow the handler's role s3:GetObject on it, and "
    "kms:Decrypt if a key of yours encrypts it."
)
_OVERWRITTEN: Final = "The object was overwritten during the read: deploy again."
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
"""HeadObject has no body to name an error in, so it names the status."""
_DENIALS: Final = ("403", "AccessDenied")

Result = TypeVar("Result")
Blocks = Callable[[], Iterable[bytes]]
"""Starts to read from the beginning at each call."""


@dataclass(frozen=True, slots=True)
class ObjectHead:
    """The object as it is now.

    :param size: In bytes.
    :param etag: Stands for the content; another one means other content.
    """

    size: int
    etag: str


class StoredObject:
    """One S3 object.

    :param version: Of the object; empty where it has none.
    :param digest: SHA-256 of the object's bytes, 64 hexadecimal digits; empty where unknown.
    :param calls: About this object: their subject is its URL.
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
        self._place: Any = {"Bucket": bucket, "Key": key}
        if version:
            self._place["VersionId"] = version
        self._digest = digest
        self._client = client
        self._calls = calls

    def __str__(self) -> str:
        """Return what an error calls the object."""
        return self._calls.subject

    @cached_property
    def head(self) -> ObjectHead:
        """The object at the first look: all reads are of this content.

        :raises ServiceError: HeadObject failed: the object does not exist, or may not be read.
        """
        answer = self._calls(
            "HeadObject",
            lambda: self._client.head_object(**self._place),
            # A policy made moments ago may not be known yet.
            propagating=_DENIALS,
        )
        return ObjectHead(answer["ContentLength"], answer["ETag"])

    def read(self, use: Callable[[Blocks], Result]) -> Result:
        """Return what ``use`` makes of the object's blocks; when S3 fails midway, of another try.

        :param use: Is given what reads them in order. The last block comes only when all of them
            have the size and the digest that they should have: nothing else is ever whole.
        :raises SourceError: They have not.
        :raises ServiceError: GetObject failed, or the object has changed.
        """
        head = self.head
        return self._calls(
            "GetObject", lambda: use(lambda: self._blocks(head)), propagating=_DENIALS
        )

    def _blocks(self, head: ObjectHead) -> Iterator[bytes]:
        body = self._client.get_object(**self._place, IfMatch=head.etag)["Body"]
        size, held = 0, b""
        digest = hashlib.sha256() if self._digest else None
        with body:
            while block := body.read(_BLOCK):
                if held:
                    yield held
                size += len(block)
                if digest:
                    digest.update(block)
                held = block
        if size != head.size:
            raise SourceError(f"{self} ended after {size} of {head.size} bytes.")
        if digest and self._digest != digest.hexdigest():
            raise SourceError(f"{self} is not the file that was deployed: its SHA-256 differs.")
        if held:
            yield held
