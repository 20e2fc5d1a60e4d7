"""Where the users of an import come from."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aws_cdk import Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3_assets as s3_assets
from constructs import Construct

from cdk_cognito_user_import.output_folder import staged_path

if TYPE_CHECKING:
    # Every app would load the modules, and only apps with buckets need them.
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_s3 as s3
    from aws_cdk import aws_s3_deployment as s3_deployment

    from cdk_cognito_user_import.users_check import LocalUsers

_ID: Final = "Source"


@dataclass(frozen=True, kw_only=True)
class UserImportSourceConfig:
    """What a source gives to an import.

    :param properties: Properties of the custom resource.
    :param statements: What the handler needs permission for: reading the one object.
    :param trigger: A text that changes with the content, for what the properties don't show.
        Default: - none
    :param users: The users to check at synth. Default: - none, because only the deployment has them
    """

    properties: Mapping[str, str]
    statements: Sequence[iam.PolicyStatement]
    trigger: str | None = None
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
        bucket: "s3.IBucket",
        key: str,
        object_version: str | None = None,
        *,
        encryption_key: "kms.IKey | None" = None,
    ) -> "UserImportSource":
        """Return a source that is a CSV file in a bucket at deployment.

        :param bucket: The bucket.
        :param key: The key of the object.
        :param object_version: The version of the object, if the bucket has versions. Without it,
            only a new ``trigger`` imports an overwritten object again.
            Default: - the newest version
        :param encryption_key: The AWS KMS key of yours that encrypts the object. The handler can
            decrypt with it. If the key is in another account, its key policy must allow that, too.
            Default: - the key that the bucket's construct knows
        """
        from cdk_cognito_user_import.object_source import ObjectSource

        return ObjectSource(bucket, key, object_version, encryption_key)

    @staticmethod
    def bucket_prefix(
        bucket: "s3.IBucket", prefix: str, *, encryption_key: "kms.IKey | None" = None
    ) -> "UserImportSource":
        """Return a source that is many CSV files in a bucket, for UserImportWorkflow.

        :param bucket: The bucket.
        :param prefix: What the keys of the files begin with, such as ``2026/``. All objects below
            it must be CSV files with the same header. An execution imports those that it finds when
            it starts, in the order of their keys.
        :param encryption_key: The AWS KMS key of yours that encrypts the objects. The functions can
            decrypt with it. Default: - the key that the bucket's construct knows
        """
        from cdk_cognito_user_import.prefix_source import PrefixSource

        return PrefixSource(bucket, prefix, encryption_key)

    @staticmethod
    def deployed(
        bucket_deployment: "s3_deployment.BucketDeployment",
        bucket: "s3.IBucket",
        key: str,
        *,
        encryption_key: "kms.IKey | None" = None,
    ) -> "UserImportSource":
        """Return a source that is a CSV file which this app deploys to a bucket.

        The import runs after the deployment, and again when a file of the deployment's sources
        changes.

        :param bucket_deployment: The deployment, in the stack of the import.
        :param bucket: The deployment's destination bucket.
        :param key: The key of the object in the bucket, destination_key_prefix included.
        :param encryption_key: The AWS KMS key of yours that encrypts the object. The handler can
            decrypt with it. If the key is in another account, its key policy must allow that, too.
            Default: - the key that the bucket's construct knows
        """
        from cdk_cognito_user_import.deployed_source import DeployedSource

        return DeployedSource(bucket_deployment, bucket, key, encryption_key)

    @staticmethod
    def users(rows: Sequence[Mapping[str, object]]) -> "UserImportSource":
        """Return a source of a few users: for tests, or the first administrators.

        The app publishes them as an asset in clear text, like the file of ``asset``.

        :param rows: 1 to 1,000 mappings from columns to values, one per user. Each needs a
            ``cognito:username``; columns that you omit are blank. A value is a str, bool, or int,
            and no token. ``birthdate`` also takes a ``datetime.date``, and ``updated_at`` a
            ``datetime.datetime`` with a time zone.
        """
        return _Users(rows)

    @abstractmethod
    def bind(self, scope: Construct, *, user_pool: cognito.IUserPool) -> UserImportSourceConfig:
        """Create what the source needs in the scope of an import, which calls this once.

        :param scope: The import.
        :param user_pool: The pool that the users are imported into.
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
        statements=[reading("s3:GetObject", published)],
        users=users,
    )


def reading(action: str, resource: str) -> iam.PolicyStatement:
    """Return the statement that allows one action of a read on one resource."""
    return iam.PolicyStatement(actions=[action], resources=[resource])
