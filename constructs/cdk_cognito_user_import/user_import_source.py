"""Where the users of an import come from."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aws_cdk import Stack, Token
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3_assets as s3_assets
from constructs import Construct

from cdk_cognito_user_import.output_folder import staged_path
from cdk_cognito_user_import.wrong_value import BUCKET, attribute_of, received

if TYPE_CHECKING:
    # Every app would load the module, and only apps with buckets need it.
    from aws_cdk import aws_s3 as s3

    from cdk_cognito_user_import.users_check import LocalUsers

_ID: Final = "Source"
_MAX_KEY_BYTES: Final = 1024
_WILDCARDS: Final = re.compile(r"[*?$]")


@dataclass(frozen=True, kw_only=True)
class UserImportSourceConfig:
    """What a source gives to an import.

    :param properties: Properties of the custom resource.
    :param statements: What the handler needs permission for: reading the one object.
    :param users: The users to check at synth; None if only the deployment has them.
    """

    properties: Mapping[str, str]
    statements: Sequence[iam.PolicyStatement]
    users: "LocalUsers | None" = None


class UserImportSource(ABC):
    """The users to import: a CSV file, an object in Amazon S3, or rows in code.

    A file and rows are checked at synth. A new import starts only when their content changes, not
    their name or place.
    """

    @staticmethod
    def asset(path: str | PathLike[str]) -> "UserImportSource":
        """Return a source that uploads a CSV file as an asset of the app.

        :param path: The path of a file in Cognito's format: UTF-8, the user pool's header, no
            quotes.
        """
        return _Asset(path)

    @staticmethod
    def bucket(
        bucket: "s3.IBucket", key: str, object_version: str | None = None
    ) -> "UserImportSource":
        """Return a source that is a CSV file in a bucket at deployment.

        The handler can decrypt with the AWS KMS key that the bucket knows. If the key is in another
        account, its key policy must allow that, too.

        :param bucket: The bucket.
        :param key: The key of the object.
        :param object_version: The version of the object, if the bucket has versions. Without it,
            only a new ``trigger`` imports an overwritten object again.
            Default: - the newest version
        """
        return _Object(bucket, key, object_version)

    @staticmethod
    def users(rows: Sequence[Mapping[str, object]]) -> "UserImportSource":
        """Return a source of a few users: for tests, or the first administrators.

        The app publishes them as an asset in clear text, like the file of ``asset``.

        :param rows: 1 to 1,000 mappings from columns to values, one per user. Each needs a
            ``cognito:username``; columns that you omit are blank. A value is a str, bool, or int,
            and no token.
        """
        return _Users(rows)

    @abstractmethod
    def bind(self, scope: Construct, *, user_pool: cognito.IUserPool) -> UserImportSourceConfig:
        """Create what the source needs in the scope of an import, which calls this once.

        :raises ValueError: The users can't be imported into any pool.
        """


class _Asset(UserImportSource):
    def __init__(self, path: str | PathLike[str]) -> None:
        self._path = path

    def bind(
        self,
        scope: Construct,
        *,
        user_pool: cognito.IUserPool,  # noqa: ARG002 - read at synth, when nothing changes it anymore
    ) -> UserImportSourceConfig:
        # A job without a source needs no rules, which take time to load.
        from cdk_cognito_user_import.local_file import LocalFile

        file = LocalFile(self._path)
        asset = _published(scope, file.path, file.digest)
        # The given file may be temporary, and may change after this.
        file.path = staged_path(asset)
        return _config(scope, asset, file.digest, "CSV", file)


class _Object(UserImportSource):
    def __init__(self, bucket: "s3.IBucket", key: str, object_version: str | None) -> None:
        attribute_of("bucket", bucket, "arn_for_objects", BUCKET)
        size = len(key.encode()) if isinstance(key, str) else 0
        if not 0 < size <= _MAX_KEY_BYTES:
            raise ValueError(
                f"key must be a string of 1 to {_MAX_KEY_BYTES:,} bytes. Received: {received(key)}"
            )
        if key.startswith(("/", "s3://")):
            raise ValueError(
                "key must name the object in its bucket, as in folder/users.csv, without s3:// or "
                f"a slash before it. Received: {key!r}"
            )
        if object_version is not None and not (object_version and isinstance(object_version, str)):
            raise ValueError(
                f"object_version must be a nonempty string. Received: {received(object_version)}"
            )
        self._bucket = bucket
        self._key = key
        self._version = object_version

    def bind(
        self,
        scope: Construct,  # noqa: ARG002 - it creates nothing
        *,
        user_pool: cognito.IUserPool,  # noqa: ARG002 - the deployment checks the file
    ) -> UserImportSourceConfig:
        version = {"SourceVersion": self._version} if self._version else {}
        # HeadObject and GetObject share an action; a version needs another one: API_GetObject.
        action = "s3:GetObjectVersion" if version else "s3:GetObject"
        statements = [_reading(action, self._bucket.arn_for_objects(_literally(self._key)))]
        if (encryption_key := self._bucket.encryption_key) is not None:
            statements.append(_reading("kms:Decrypt", encryption_key.key_arn))
        return UserImportSourceConfig(
            properties={
                "SourceBucket": self._bucket.bucket_name,
                "SourceKey": self._key,
                "SourceFormat": "CSV",
                **version,
            },
            statements=statements,
        )


class _Users(UserImportSource):
    def __init__(self, rows: Sequence[Mapping[str, object]]) -> None:
        self._rows = rows

    def bind(
        self,
        scope: Construct,
        *,
        user_pool: cognito.IUserPool,  # noqa: ARG002 - read at synth, when nothing changes it anymore
    ) -> UserImportSourceConfig:
        from cdk_cognito_user_import.users_document import UsersDocument

        document = UsersDocument(self._rows)
        asset = _published(scope, document.stage(scope), document.digest)
        return _config(scope, asset, document.digest, "JSON", document)


def _published(scope: Construct, path: Path, digest: str) -> s3_assets.Asset:
    """Publish a file with the app."""
    # With the digest as its hash, the same content is the same object, wherever it was.
    return s3_assets.Asset(scope, _ID, path=str(path.absolute()), asset_hash=digest)


def _config(
    scope: Construct, asset: s3_assets.Asset, digest: str, file_format: str, users: "LocalUsers"
) -> UserImportSourceConfig:
    """Return a source of a file that is published with the app."""
    # Not asset.grant_read, which allows the whole bucket.
    published = Stack.of(scope).format_arn(
        service="s3",
        region="",
        account="",
        resource=asset.s3_bucket_name,
        resource_name=asset.s3_object_key,
    )
    return UserImportSourceConfig(
        properties={
            "SourceBucket": asset.s3_bucket_name,
            "SourceKey": asset.s3_object_key,
            "SourceDigest": digest,
            "SourceFormat": file_format,
        },
        statements=[_reading("s3:GetObject", published)],
        users=users,
    )


def _reading(action: str, resource: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=[action], resources=[resource])


def _literally(key: str) -> str:
    """Return a key for a policy that means this object alone: in IAM, ``*`` is a wildcard."""
    return key if Token.is_unresolved(key) else _WILDCARDS.sub(r"${\g<0>}", key)
