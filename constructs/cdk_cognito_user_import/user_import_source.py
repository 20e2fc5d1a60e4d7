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

if TYPE_CHECKING:
    # Only what has a bucket of its own needs the module, and every app would load it.
    from aws_cdk import aws_s3 as s3

    from cdk_cognito_user_import.file_check import LocalUsers

_ID: Final = "Source"
_MAX_KEY_BYTES: Final = 1024
_WILDCARDS: Final = re.compile(r"[*?$]")


@dataclass(frozen=True, kw_only=True)
class UserImportSourceConfig:
    """What an import takes from its source.

    :param properties: Of the custom resource.
    :param statements: What the handler's role must be allowed for it: reading the one object.
    :param users: What is to be checked at synth; None if only the deployment has it.
    """

    properties: Mapping[str, str]
    statements: Sequence[iam.PolicyStatement]
    users: "LocalUsers | None" = None

    def check_at_synth(
        self,
        job: Construct,
        user_pool: cognito.IUserPool,
        password_hashing_algorithm: str | None,
        max_failed_users: int,
        *,
        row_rules: bool,
    ) -> None:
        """Let the synth fail if the users are known and can't be imported."""
        if self.users is None:
            return
        from cdk_cognito_user_import.file_check import FileCheck, check_at_synth

        check = FileCheck(
            user_pool=user_pool,
            algorithm=password_hashing_algorithm,
            max_failed_users=max_failed_users,
            row_rules=row_rules,
        )
        check_at_synth(job, self.users, check)


class UserImportSource(ABC):
    """The users to import: a CSV file, an object in Amazon S3, or rows in code.

    Of a file and of rows the content is checked at synth, and only another content makes another
    import, not another name or place.
    """

    @staticmethod
    def asset(path: str | PathLike[str]) -> "UserImportSource":
        """Return a source that uploads a CSV file as an asset of the app.

        :param path: Of the file, in Cognito's format: UTF-8, the user pool's header, no quotes.
        """
        return _Asset(path)

    @staticmethod
    def bucket(
        bucket: "s3.IBucket", key: str, object_version: str | None = None
    ) -> "UserImportSource":
        """Return a source that is a CSV file in a bucket when the stack is deployed.

        A key of AWS KMS that the bucket knows is allowed for decryption; of another account, its
        own policy must allow it too.

        :param key: Of the object.
        :param object_version: Of the object, in a bucket with versions. Without one the object is
            taken as it is; when it was overwritten, only a new trigger imports it again.
            Default: - the newest
        """
        return _Object(bucket, key, object_version)

    @staticmethod
    def users(rows: Sequence[Mapping[str, str | bool | int]]) -> "UserImportSource":
        """Return a source of a few users: for tests, or the first administrators.

        They are in an asset of the app in clear, as the file of ``asset`` is.

        :param rows: A mapping from columns to values for each user, 1 to 1,000. Every one has a
            ``cognito:username``; columns that are left out are empty. Tokens are refused.
        """
        return _Users(rows)

    @abstractmethod
    def bind(self, scope: Construct, *, user_pool: cognito.IUserPool) -> UserImportSourceConfig:
        """Make what the source needs below an import, which calls this once.

        :raises ValueError: The users cannot be imported into the pool.
        """


class _Asset(UserImportSource):
    def __init__(self, path: str | PathLike[str]) -> None:
        self._path = path

    def bind(
        self,
        scope: Construct,
        *,
        user_pool: cognito.IUserPool,  # noqa: ARG002 - looked at when nothing changes it any more
    ) -> UserImportSourceConfig:
        # A job alone needs none of the rules, and its synth would take longer.
        from cdk_cognito_user_import.local_file import LocalFile

        file = LocalFile(self._path)
        return _staged(scope, file.path, file.digest(), "CSV", file)


class _Object(UserImportSource):
    def __init__(self, bucket: "s3.IBucket", key: str, object_version: str | None) -> None:
        size = len(key.encode()) if isinstance(key, str) else 0
        if not 0 < size <= _MAX_KEY_BYTES and not Token.is_unresolved(key):
            raise ValueError(
                f"key must be a string of 1 to {_MAX_KEY_BYTES} bytes. Received: {key!r}"
            )
        if object_version is not None and not (object_version and isinstance(object_version, str)):
            raise ValueError(
                f"object_version must be a string that is not empty. Received: {object_version!r}"
            )
        self._bucket = bucket
        self._key = key
        self._version = object_version

    def bind(
        self,
        scope: Construct,  # noqa: ARG002 - nothing is made
        *,
        user_pool: cognito.IUserPool,  # noqa: ARG002 - the file is checked when it is deployed
    ) -> UserImportSourceConfig:
        version = {"SourceVersion": self._version} if self._version else {}
        # Head and Get take the same action, and a version's is another one: API_GetObject.
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
    def __init__(self, rows: Sequence[Mapping[str, str | bool | int]]) -> None:
        self._rows = rows

    def bind(self, scope: Construct, *, user_pool: cognito.IUserPool) -> UserImportSourceConfig:
        from cdk_cognito_user_import.users_document import UserRows, stage_users_document

        rows = UserRows(self._rows, user_pool)
        path, digest = stage_users_document(scope, rows.document)
        return _staged(scope, path, digest, "JSON", rows)


def _staged(
    scope: Construct, path: Path, digest: str, file_format: str, users: "LocalUsers"
) -> UserImportSourceConfig:
    """Return a source of a file that is published with the app."""
    # With the digest as its hash, the same content is the same object wherever it was.
    asset = s3_assets.Asset(scope, _ID, path=str(path.absolute()), asset_hash=digest)
    # Not asset.grant_read, which allows all of the bucket.
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
    """Return a key as a policy names this object alone: IAM takes ``*`` and ``?`` for wildcards."""
    return key if Token.is_unresolved(key) else _WILDCARDS.sub(r"${\g<0>}", key)
