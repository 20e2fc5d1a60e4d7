"""A CSV file that the app deploys to a bucket."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from aws_cdk import Annotations, CfnResource, Fn, Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from cdk_cognito_user_import.at_synth import at_synth
from cdk_cognito_user_import.object_source import ObjectSource
from cdk_cognito_user_import.rendered_resource import rendered_properties
from cdk_cognito_user_import.user_import_source import UserImportSourceConfig
from cdk_cognito_user_import.wrong_value import DEPLOYMENT, attribute_of

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_s3 as s3
    from aws_cdk import aws_s3_deployment as s3_deployment

_RESOURCE_TYPE: Final = "Custom::CDKBucketDeployment"
_WARNING_ID: Final = "cdk-cognito-user-import:deploy-time-values"


class DeployedSource(ObjectSource):
    """A CSV file that a BucketDeployment puts into a bucket.

    ``UserImportSource.deployed`` documents the parameters.
    """

    def __init__(
        self,
        bucket_deployment: "s3_deployment.BucketDeployment",
        bucket: "s3.IBucket",
        key: str,
        encryption_key: "kms.IKey | None",
    ) -> None:
        super().__init__(bucket, key, None, encryption_key)
        # An attribute of the deployment: whoever reads it runs later. The keys contain the hashes
        # of the sources, those that addSource adds included.
        self._source_keys = attribute_of(
            "bucket_deployment", bucket_deployment, "object_keys", DEPLOYMENT
        )
        self._deployment = bucket_deployment

    def bind(self, scope: Construct, *, user_pool: cognito.IUserPool) -> UserImportSourceConfig:
        """Return the object with what was deployed.

        :raises ValueError: The deployment is in another stack.
        """
        stack, its_stack = Stack.of(scope), Stack.of(self._deployment)
        if its_stack is not stack:
            raise ValueError(
                "bucket_deployment must be in the stack of the import, because a stack can't "
                "change a value that another stack imports. "
                f"Received: a deployment in {its_stack.node.path}"
            )
        at_synth(scope, lambda: self._check(scope))
        config = super().bind(scope, user_pool=user_pool)
        return replace(config, trigger=Fn.join(",", self._source_keys))

    def _check(self, scope: Construct) -> None:
        properties = self._deployed_properties()
        if properties.get("OutputObjectKeys") is False:
            Annotations.of(scope).add_error(
                "bucket_deployment must have output_object_keys=True, the default. Otherwise, the "
                "import can't see that a file has changed. Received: output_object_keys=False"
            )
        if any(properties.get("SourceMarkers", [])):
            Annotations.of(scope).add_warning_v2(
                _WARNING_ID,
                "A source of bucket_deployment has values that only the deployment knows. If only "
                "such a value changes, the import doesn't run again. If the users depend on the "
                "value, set it as trigger, too.",
            )

    def _deployed_properties(self) -> Mapping[str, Any]:
        for construct in self._deployment.node.find_all():
            if isinstance(construct, CfnResource) and construct.cfn_resource_type == _RESOURCE_TYPE:
                return rendered_properties(construct)
        return {}
