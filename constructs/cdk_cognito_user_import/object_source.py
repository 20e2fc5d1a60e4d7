"""A CSV file in a bucket."""

import re
from typing import TYPE_CHECKING, Any, Final

from aws_cdk import Token
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from cdk_cognito_user_import.user_import_source import (
    UserImportSource,
    UserImportSourceConfig,
    reading,
)
from cdk_cognito_user_import.wrong_value import BUCKET, KEY, attribute_of, received

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_s3 as s3

_MAX_KEY_BYTES: Final = 1024
_WILDCARDS: Final = re.compile(r"[*?$]")


class ObjectSource(UserImportSource):
    """A CSV file that is in a bucket at deployment.

    ``UserImportSource.bucket`` documents the parameters.
    """

    def __init__(
        self,
        bucket: "s3.IBucket",
        key: str,
        object_version: str | None,
        encryption_key: "kms.IKey | None",
    ) -> None:
        attribute_of("bucket", bucket, "arn_for_objects", BUCKET)
        check_key("key", key, "folder/users.csv")
        if object_version is not None and not (object_version and isinstance(object_version, str)):
            raise ValueError(
                f"object_version must be a nonempty string. Received: {received(object_version)}"
            )
        self._bucket = bucket
        self._key = key
        self._version = object_version
        self._encryption_key_arn = key_arn_of(bucket, encryption_key)

    def bind(
        self,
        scope: Construct,  # noqa: ARG002 - it creates nothing
        *,
        user_pool: cognito.IUserPool,  # noqa: ARG002 - the deployment checks the file
    ) -> UserImportSourceConfig:
        """Return the object, and the right to read it."""
        version = {"SourceVersion": self._version} if self._version else {}
        # HeadObject and GetObject share an action; a version needs another one: API_GetObject.
        action = "s3:GetObjectVersion" if version else "s3:GetObject"
        statements = [reading(action, self._bucket.arn_for_objects(literally(self._key)))]
        if self._encryption_key_arn:
            statements.append(reading("kms:Decrypt", self._encryption_key_arn))
        return UserImportSourceConfig(
            properties={
                "SourceBucket": self._bucket.bucket_name,
                "SourceKey": self._key,
                "SourceFormat": "CSV",
                **version,
            },
            statements=statements,
        )


def check_key(name: str, key: str, example: str) -> None:
    """Raise ValueError unless a string is a key in a bucket, or the beginning of one."""
    size = len(key.encode()) if isinstance(key, str) else 0
    if not 0 < size <= _MAX_KEY_BYTES:
        raise ValueError(
            f"{name} must be a string of 1 to {_MAX_KEY_BYTES:,} bytes. Received: {received(key)}"
        )
    if key.startswith(("/", "s3://")):
        raise ValueError(
            f"{name} must name the object in its bucket, as in {example}, without s3:// or a slash "
            f"before it. Received: {key!r}"
        )


def key_arn_of(bucket: "s3.IBucket", given: Any) -> str | None:
    """Return the ARN of the key of yours that encrypts a bucket's objects; None for no such key.

    IAM allows nothing on an alias, so it is that of the key behind it.

    :param given: The key. Default: - the one that the bucket's construct knows
    """
    encryption_key: Any = given or bucket.encryption_key
    if encryption_key is None:
        return None
    if hasattr(encryption_key, "alias_name"):
        try:
            encryption_key = encryption_key.alias_target_key
        except RuntimeError:
            raise ValueError(
                "encryption_key must be a key, or an alias whose key the app knows, because IAM "
                "allows nothing on an alias: use Key.from_lookup or Key.from_key_arn. "
                f"Received: the alias {encryption_key.alias_name}"
            ) from None
    arn: str = attribute_of("encryption_key", encryption_key, "key_arn", KEY)
    return arn


def literally(key: str) -> str:
    """Return a key for a policy that means this object alone: in IAM, ``*`` is a wildcard."""
    return key if Token.is_unresolved(key) else _WILDCARDS.sub(r"${\g<0>}", key)
