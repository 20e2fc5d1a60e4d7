"""The object in Amazon S3 that holds the users, read in blocks."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cognito_user_import.aws.service_call import ServiceCalls
from cognito_user_import.errors import SourceError
from cognito_user_import.properties.source_properties import SourceProperties

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

logger = logging.getLogger(__name__)

_BLOCK: Final = 1 << 20
_MISSING: Final = "Check that the object, and the version if one is named, exists."
_FORBIDDEN: Final = (
    "Check that the object exists, and allow the handler's role s3:GetObject on it, and "
    "kms:Decrypt if a key of yours encrypts it."
)
_OVERWRITTEN: Final = "The object was overwritten while it was read: deploy again."
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
"""Begins to read anew at each call."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """The object as it is now.

    :param size: In bytes.
    :param etag: Stands for the content; another one means other content.
    """

    size: int
    etag: str


class Source:
    """The object of one import.

    :param make_client: Called when S3 is first asked.
    :param calls: For this object.
    """

    def __init__(
        self,
        properties: SourceProperties,
        make_client: Callable[[], "S3Client"],
        calls: ServiceCalls,
    ) -> None:
        self._properties = properties
        self._make_client = make_client
        self._calls = calls
        self._client: S3Client | None = None

    def locate(self) -> StoredObject:
        """Look the object up.

        :raises ServiceError: HeadObject failed: it is not there, or may not be read.
        """
        answer = self._calls(
            "HeadObject",
            lambda: self._s3.head_object(**self._object),
            # A policy made moments ago may not be known yet.
            propagating=_DENIALS,
        )
        return StoredObject(answer["ContentLength"], answer["ETag"])

    def read(self, stored: StoredObject, use: Callable[[Blocks], Result]) -> Result:
        """Return what is made of the object's blocks; when S3 fails midway, of another try.

        :param use: Is given what reads them in order. The last block comes only when all of them
            have the size and the digest that they should have: nothing else is ever whole.
        :raises SourceError: They have not.
        :raises ServiceError: GetObject failed, or the object is another one by now.
        """
        return self._calls(
            "GetObject", lambda: use(lambda: self._blocks(stored)), propagating=_DENIALS
        )

    def _blocks(self, stored: StoredObject) -> Iterator[bytes]:
        body = self._s3.get_object(**self._object, IfMatch=stored.etag)["Body"]
        size, digest, held = 0, self._digest(), b""
        with body:
            while block := body.read(_BLOCK):
                if held:
                    yield held
                size += len(block)
                if digest:
                    digest.update(block)
                held = block
        if size != stored.size:
            raise SourceError(f"{self._properties} ended after {size} of {stored.size} bytes.")
        if digest and self._properties.digest != digest.hexdigest():
            raise SourceError(
                f"{self._properties} is not the file that was deployed: its SHA-256 is another one."
            )
        if held:
            yield held

    def _digest(self) -> "hashlib._Hash | None":
        return hashlib.sha256() if self._properties.digest else None

    @property
    def _s3(self) -> "S3Client":
        if self._client is None:
            self._client = self._make_client()
        return self._client

    @property
    def _object(self) -> Any:
        version = self._properties.version
        return {
            "Bucket": self._properties.bucket,
            "Key": self._properties.key,
            **({"VersionId": version} if version else {}),
        }
