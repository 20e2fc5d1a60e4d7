"""The resource properties for the source of the users and the limits of the import."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from cognito_user_import.errors import InvalidPropertyError
from cognito_user_import.properties.text import text

_DIGEST: Final = re.compile("[0-9a-f]{64}")
_COUNT: Final = re.compile("[0-9]{1,9}")


class SourceFormat(StrEnum):
    """The format of the object that holds the users."""

    CSV = "CSV"
    JSON = "JSON"


@dataclass(frozen=True, slots=True)
class SourceProperties:
    """An S3 object with users, or all below a prefix, and how to judge their import.

    :param version: The object's version; empty if it has none.
    :param digest: SHA-256 of the object's bytes, 64 hexadecimal digits; empty if unknown.
    :param max_failed_users: Rows that may fail.
    :param max_skipped_users: Rows that may be skipped; None for any number.
    :param skip_existing_users: Whether rows of existing users stay out of the upload.
    :param wait: Whether to wait for the import to end and check its result.
    :param validate: Whether to check the rows before a job is created.
    :param prefix: What the keys of the files begin with; empty for one file. ``key`` is empty then.
    """

    bucket: str
    key: str
    version: str = ""
    digest: str = ""
    format: SourceFormat = SourceFormat.CSV
    max_failed_users: int = 0
    max_skipped_users: int | None = None
    skip_existing_users: bool = True
    wait: bool = True
    validate: bool = True
    prefix: str = ""

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> "SourceProperties | None":
        """Read ResourceProperties; return None if they name no source.

        :raises InvalidPropertyError: A property is missing, isn't a string, or isn't allowed.
        """
        if "SourceBucket" not in properties and "SourceKey" not in properties:
            return None
        digest = text(properties, "SourceDigest", default="")
        if digest and not _DIGEST.fullmatch(digest):
            raise InvalidPropertyError("SourceDigest must be 64 hexadecimal digits")
        prefix = text(properties, "SourcePrefix", default="")
        return cls(
            bucket=_filled(properties, "SourceBucket"),
            key="" if prefix else _filled(properties, "SourceKey"),
            version=text(properties, "SourceVersion", default=""),
            digest=digest,
            format=SourceFormat(_one_of(properties, "SourceFormat", tuple(SourceFormat))),
            max_failed_users=_count(properties, "MaxFailedUsers") or 0,
            max_skipped_users=_count(properties, "MaxSkippedUsers"),
            skip_existing_users=_flag(properties, "SkipExistingUsers"),
            wait=_flag(properties, "Wait"),
            validate=_flag(properties, "Validate"),
            prefix=prefix,
        )

    @property
    def is_versioned(self) -> bool:
        """Whether the object's content can change: neither version nor digest is set."""
        return not (self.version or self.digest)

    @property
    def content(self) -> tuple[str, ...]:
        """What identifies the content of this import: the digest alone, if known."""
        if self.prefix:
            return self.bucket, "", "", self.prefix
        return (self.digest,) if self.digest else (self.bucket, self.key, self.version)

    @property
    def url(self) -> str:
        """The URL of the object, or of those below the prefix, for error messages."""
        return f"s3://{self.bucket}/{f'{self.prefix}*' if self.prefix else self.key}"


def _filled(properties: Mapping[str, Any], name: str) -> str:
    if not (value := text(properties, name)):
        raise InvalidPropertyError(f"{name} must not be empty")
    return value


def _one_of(properties: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    """Return a property, or the first allowed value if it isn't set."""
    if (value := text(properties, name, default=allowed[0])) not in allowed:
        raise InvalidPropertyError(
            f"{name} must be one of {', '.join(allowed)}. Received: {value[:64]!r}"
        )
    return value


def _flag(properties: Mapping[str, Any], name: str) -> bool:
    return _one_of(properties, name, ("true", "false")) == "true"


def _count(properties: Mapping[str, Any], name: str) -> int | None:
    value = text(properties, name, default="")
    if value and not _COUNT.fullmatch(value):
        raise InvalidPropertyError(
            f"{name} must be a whole number of up to nine digits. Received: {value[:64]!r}"
        )
    return int(value) if value else None
