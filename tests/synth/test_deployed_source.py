"""A file that the app deploys to a bucket, as the source of an import."""

from typing import Any

import pytest
from aws_cdk import App, NestedStack, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as s3_deployment
from aws_cdk import aws_sns as sns

from cdk_cognito_user_import import UserImportJob, UserImportSource
from tests.synth.stacks import (
    JOB,
    POLICY,
    annotations,
    new_pool,
    new_stack,
    only_resource,
    resources,
    statements,
)

DEPLOYMENT = "Custom::CDKBucketDeployment"
DATA = s3_deployment.Source.data


def new_deployment(stack: Stack, **props: Any) -> tuple[s3.Bucket, s3_deployment.BucketDeployment]:
    """Return a bucket with a key of its own, and a deployment of a file to it."""
    bucket = s3.Bucket(stack, "Bucket", encryption_key=kms.Key(stack, "Key"))
    deployment = s3_deployment.BucketDeployment(
        stack,
        "Deployment",
        **{"sources": [DATA("users.csv", "a")], "destination_bucket": bucket, **props},
    )
    return bucket, deployment


def import_from(
    stack: Stack, bucket: s3.IBucket, deployment: s3_deployment.BucketDeployment, **props: Any
) -> UserImportJob:
    """Import the file that is deployed."""
    source = UserImportSource.deployed(deployment, bucket, "in/users.csv", **props)
    return UserImportJob(stack, "Users", user_pool=new_pool(stack), source=source)


def test_the_import_reads_what_the_deployment_deployed() -> None:
    """An attribute with the hashes of its sources: the import runs after it, and when it changes.

    The object is that of any bucket, and the function may decrypt it.
    """
    stack = new_stack()
    bucket, deployment = new_deployment(stack, destination_key_prefix="in")
    import_from(stack, bucket, deployment)
    (name,) = resources(stack, DEPLOYMENT)
    (bucket_name,) = resources(stack, "AWS::S3::Bucket")
    (key_name,) = resources(stack, "AWS::KMS::Key")
    properties = only_resource(stack, JOB)["Properties"]
    source = {n: value for n, value in properties.items() if n.startswith(("Source", "Trigger"))}
    assert source == {
        "SourceBucket": {"Ref": bucket_name},
        "SourceKey": "in/users.csv",
        "SourceFormat": "CSV",
        "Trigger": {"Fn::Join": [",", {"Fn::GetAtt": [name, "SourceObjectKeys"]}]},
    }
    assert ("kms:Decrypt", {"Fn::GetAtt": [key_name, "Arn"]}) in [
        (statement["Action"], statement["Resource"]) for statement in statements(stack)
    ]
    assert annotations(stack) == ([], [])


def test_the_policy_of_the_handler_does_not_wait_for_the_deployment() -> None:
    """Policies are shared by imports, and a deployment may wait for another import."""
    stack = new_stack()
    import_from(stack, *new_deployment(stack))
    (name,) = resources(stack, DEPLOYMENT)
    policies = resources(stack, POLICY)
    assert policies
    assert name not in str(policies)


def test_a_trigger_of_ones_own_counts_as_well() -> None:
    """It is in front."""
    stack = new_stack()
    bucket, deployment = new_deployment(stack)
    source = UserImportSource.deployed(deployment, bucket, "users.csv")
    UserImportJob(stack, "Users", user_pool=new_pool(stack), source=source, trigger="2")
    (name,) = resources(stack, DEPLOYMENT)
    trigger = only_resource(stack, JOB)["Properties"]["Trigger"]
    keys = {"Fn::Join": [",", {"Fn::GetAtt": [name, "SourceObjectKeys"]}]}
    assert trigger == {"Fn::Join": ["", ["2 ", keys]]}


def test_a_source_added_later_counts() -> None:
    """The attribute is that of the deployment, however many sources it has in the end."""
    stack = new_stack()
    bucket, deployment = new_deployment(stack)
    import_from(stack, bucket, deployment)
    deployment.add_source(DATA("more.csv", "b"))
    ((name, deployed),) = resources(stack, DEPLOYMENT).items()
    assert len(deployed["Properties"]["SourceObjectKeys"]) == 2
    seen = only_resource(stack, JOB)["Properties"]["Trigger"]
    assert seen["Fn::Join"][1] == {"Fn::GetAtt": [name, "SourceObjectKeys"]}


def test_a_deployment_that_hides_its_sources_is_an_error() -> None:
    """A changed file would never be imported."""
    stack = new_stack()
    import_from(stack, *new_deployment(stack, output_object_keys=False))
    errors, _ = annotations(stack)
    assert errors == [
        "bucket_deployment must have output_object_keys=True, the default. Otherwise, the import "
        "can't see that a file has changed. Received: output_object_keys=False"
    ]


def test_values_that_only_the_deployment_knows_are_warned_of() -> None:
    """Their change isn't in the attribute."""
    stack = new_stack()
    bucket, deployment = new_deployment(stack)
    import_from(stack, bucket, deployment)
    deployment.add_source(DATA("topic.txt", sns.Topic(stack, "Topic").topic_arn))
    errors, (warning,) = annotations(stack)
    assert errors == []
    assert warning.startswith("A source of bucket_deployment has values that only the deployment")
    assert "[ack: cdk-cognito-user-import:deploy-time-values]" in warning


def test_a_deployment_of_another_stack_is_refused() -> None:
    """Its attribute would be an export, which can't change. So it is in a nested stack."""
    app = App()
    stack = Stack(app, "Stack")
    bucket, deployment = new_deployment(stack)
    for other in (Stack(app, "Other"), NestedStack(stack, "Nested")):
        with pytest.raises(ValueError, match=r"in the stack of the import, .* in Stack$"):
            import_from(other, bucket, deployment)


def test_what_is_no_deployment_is_refused() -> None:
    """A bucket, for example."""
    bucket: Any = s3.Bucket(new_stack(), "Bucket")
    message = r"^bucket_deployment must be a BucketDeployment\. Received: a Bucket$"
    with pytest.raises(ValueError, match=message):
        UserImportSource.deployed(bucket, bucket, "users.csv")
