"""CSV files in a bucket, below one prefix."""

from typing import TYPE_CHECKING

from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from constructs import Construct

from cdk_cognito_user_import.acknowledgment import acknowledge_wildcard
from cdk_cognito_user_import.job_attributes import JobAttributes
from cdk_cognito_user_import.object_source import check_key, key_arn_of, literally
from cdk_cognito_user_import.user_import_source import (
    UserImportSource,
    UserImportSourceConfig,
    reading,
)
from cdk_cognito_user_import.wrong_value import BUCKET, attribute_of

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_s3 as s3


class PrefixSource(UserImportSource):
    """All CSV files below a prefix when an execution starts.

    ``UserImportSource.bucket_prefix`` documents the parameters.
    """

    def __init__(
        self, bucket: "s3.IBucket", prefix: str, encryption_key: "kms.IKey | None"
    ) -> None:
        attribute_of("bucket", bucket, "arn_for_objects", BUCKET)
        check_key("prefix", prefix, "folder/")
        self._bucket, self._prefix = bucket, prefix
        self._encryption_key_arn = key_arn_of(bucket, encryption_key)

    def bind(
        self,
        scope: Construct,
        *,
        user_pool: cognito.IUserPool,  # noqa: ARG002 - the execution checks the files
    ) -> UserImportSourceConfig:
        """Return the prefix, and the right to list and to read what is below it.

        :raises ValueError: The import is a job, which takes one file.
        """
        if isinstance(scope, JobAttributes):
            raise ValueError(
                "source must be one file, as one job imports it. Received: the files at "
                f"{self._prefix!r}, which UserImportWorkflow imports"
            )
        below = self._bucket.arn_for_objects(f"{literally(self._prefix)}*")
        listing = iam.PolicyStatement(
            actions=["s3:ListBucket"],
            resources=[self._bucket.bucket_arn],
            conditions={"StringEquals": {"s3:prefix": self._prefix}},
        )
        statements = [reading("s3:GetObject", below), listing]
        if self._encryption_key_arn:
            statements.append(reading("kms:Decrypt", self._encryption_key_arn))
        acknowledge_wildcard(scope, below, "Only an execution knows the files.")
        return UserImportSourceConfig(
            properties={
                "SourceBucket": self._bucket.bucket_name,
                "SourcePrefix": self._prefix,
                "SourceFormat": "CSV",
            },
            statements=statements,
        )
