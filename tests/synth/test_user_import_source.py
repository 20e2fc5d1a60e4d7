"""What the sources give to an import: properties, assets, and the right to read one object."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, CfnParameter, Stack, Stage
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from cdk_cognito_user_import import UserImportJob, UserImportSource
from tests.synth.stacks import (
    JOB,
    csv_row,
    new_pool,
    new_stack,
    only_resource,
    resources,
    statements,
    write_csv,
)

ARN_OF_S3 = ["arn:", {"Ref": "AWS::Partition"}, ":s3:::"]


def stack_with(
    source: UserImportSource, stack: Stack | None = None, **props: Any
) -> tuple[Stack, dict[str, Any]]:
    """Return a stack that imports a source, and the properties of the import that begin so."""
    stack = stack or new_stack()
    UserImportJob(stack, "Users", user_pool=new_pool(stack), source=source, **props)
    properties = only_resource(stack, JOB)["Properties"]
    return stack, {n: value for n, value in properties.items() if n.startswith("Source")}


def reading(stack: Stack) -> list[tuple[str, Any]]:
    """Return actions on S3 and KMS with their resources."""
    return [
        (statement["Action"], statement["Resource"])
        for statement in statements(stack)
        if statement["Action"][0:3] in ("s3:", "kms")
    ]


def staged(stack: Stack, key: str) -> bytes:
    """Return what would be published under a key."""
    app = stack.node.root
    assert isinstance(app, App)
    return (Path(app.synth().directory) / f"asset.{key}").read_bytes()


def test_a_file_is_an_asset_with_a_digest_of_its_content(tmp_path: Path) -> None:
    """The handler compares what it reads with the digest."""
    path = write_csv(tmp_path)
    stack, source = stack_with(UserImportSource.asset(str(path)))
    content = path.read_bytes()
    key = source.pop("SourceKey")
    assert key.endswith(".csv")
    assert staged(stack, key) == content
    assert source == {
        "SourceBucket": {"Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"},
        "SourceDigest": hashlib.sha256(content).hexdigest(),
        "SourceFormat": "CSV",
    }


def test_only_the_one_object_of_the_asset_bucket_may_be_read(tmp_path: Path) -> None:
    """Not everything that the account ever deployed, as the asset's own grant would allow."""
    stack, source = stack_with(UserImportSource.asset(write_csv(tmp_path)))
    (allowed,) = reading(stack)
    assert allowed == (
        "s3:GetObject",
        {"Fn::Join": ["", [*ARN_OF_S3, source["SourceBucket"], f"/{source['SourceKey']}"]]},
    )


def test_the_same_content_is_the_same_import_wherever_it_lies(tmp_path: Path) -> None:
    """A renamed file, or another machine's, imports nothing again and publishes nothing again."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    first = stack_with(UserImportSource.asset(write_csv(tmp_path)))[1]
    second = stack_with(UserImportSource.asset(write_csv(folder, name="people.csv")))[1]
    assert first == second


def test_other_content_is_another_import(tmp_path: Path) -> None:
    """Under the same name as well."""
    first = stack_with(UserImportSource.asset(write_csv(tmp_path, csv_row("jane"))))[1]
    second = stack_with(UserImportSource.asset(write_csv(tmp_path, csv_row("john"))))[1]
    assert first["SourceDigest"] != second["SourceDigest"]
    assert first["SourceKey"] != second["SourceKey"]


def test_a_path_is_relative_to_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To Python's own, though jsii's process was started in another one."""
    write_csv(tmp_path, name="here.csv")
    monkeypatch.chdir(tmp_path)
    stack, source = stack_with(UserImportSource.asset("here.csv"))
    assert staged(stack, source["SourceKey"]) == (tmp_path / "here.csv").read_bytes()


def test_an_object_is_named_as_it_is() -> None:
    """Bucket and key; the handler finds out what the object is now."""
    stack = new_stack()
    bucket = s3.Bucket(stack, "Bucket")
    _, source = stack_with(UserImportSource.bucket(bucket, "in/users.csv"), stack)
    (name,) = resources(stack, "AWS::S3::Bucket")
    assert source == {
        "SourceBucket": {"Ref": name},
        "SourceKey": "in/users.csv",
        "SourceFormat": "CSV",
    }
    assert reading(stack) == [
        (
            "s3:GetObject",
            {"Fn::Join": ["", [{"Fn::GetAtt": [name, "Arn"]}, "/in/users.csv"]]},
        )
    ]


def test_a_version_of_an_object_takes_another_permission() -> None:
    """GetObjectVersion alone, for S3 asks for nothing else when a version is named."""
    stack = new_stack()
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "users-bucket")
    _, source = stack_with(
        UserImportSource.bucket(bucket, "users.csv", "3sL4kqtJlcpXroDTDm"), stack
    )
    assert source["SourceVersion"] == "3sL4kqtJlcpXroDTDm"
    assert reading(stack) == [
        (
            "s3:GetObjectVersion",
            {"Fn::Join": ["", [*ARN_OF_S3[:2], ":s3:::users-bucket/users.csv"]]},
        )
    ]


def test_the_key_of_a_bucket_may_decrypt() -> None:
    """That key alone, and nothing but decryption; its own policy trusts the account already."""
    stack = new_stack()
    bucket = s3.Bucket(stack, "Bucket", encryption_key=kms.Key(stack, "Key"))
    stack_with(UserImportSource.bucket(bucket, "users.csv"), stack)
    ((name, key),) = resources(stack, "AWS::KMS::Key").items()
    (trusted,) = key["Properties"]["KeyPolicy"]["Statement"]
    assert reading(stack)[:-1] == [("kms:Decrypt", {"Fn::GetAtt": [name, "Arn"]})]
    assert trusted["Action"] == "kms:*"


def test_the_key_of_an_imported_bucket_may_decrypt() -> None:
    """If the reference to the bucket names the key."""
    stack = new_stack()
    arn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    bucket = s3.Bucket.from_bucket_attributes(
        stack,
        "Bucket",
        bucket_name="users-bucket",
        encryption_key=kms.Key.from_key_arn(stack, "Key", arn),
    )
    stack_with(UserImportSource.bucket(bucket, "users.csv"), stack)
    assert reading(stack)[:-1] == [("kms:Decrypt", arn)]


KEY_ARN = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def test_a_key_that_the_bucket_does_not_know_may_decrypt() -> None:
    """That of the object, in place of the bucket's own."""
    stack = new_stack()
    given = kms.Key.from_key_arn(stack, "Given", KEY_ARN)
    buckets = (
        s3.Bucket.from_bucket_name(stack, "Imported", "users-bucket"),
        s3.Bucket(stack, "Bucket", encryption_key=kms.Key(stack, "Key")),
    )
    for number, bucket in enumerate(buckets):
        source = UserImportSource.bucket(bucket, "users.csv", encryption_key=given)
        pool = new_pool(stack, f"Pool{number}")
        UserImportJob(stack, f"Users{number}", user_pool=pool, source=source)
    decrypting = {str(resource) for action, resource in reading(stack) if action == "kms:Decrypt"}
    assert decrypting == {KEY_ARN}


def test_the_key_behind_an_alias_may_decrypt() -> None:
    """IAM allows nothing on an alias. A bucket may know its key by one."""
    stack = new_stack()
    alias = kms.Alias(stack, "Alias", alias_name="alias/a", target_key=kms.Key(stack, "Key"))
    bucket = s3.Bucket(stack, "Bucket", encryption_key=alias)
    stack_with(UserImportSource.bucket(bucket, "users.csv"), stack)
    (name,) = resources(stack, "AWS::KMS::Key")
    assert ("kms:Decrypt", {"Fn::GetAtt": [name, "Arn"]}) in reading(stack)


def test_an_alias_without_a_key_and_what_is_no_key_are_refused() -> None:
    """The name of a key, for example."""
    stack = new_stack()
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "b-1")
    alias = kms.Alias.from_alias_name(stack, "Alias", "alias/b")
    with pytest.raises(ValueError, match=r"^encryption_key must .* Received: the alias alias/b$"):
        UserImportSource.bucket(bucket, "users.csv", encryption_key=alias)
    wrong: Any = "alias/b"
    with pytest.raises(ValueError, match=r"^encryption_key must be an IKey, .*: 'alias/b'$"):
        UserImportSource.bucket(bucket, "users.csv", encryption_key=wrong)


def test_wildcards_in_a_key_are_characters() -> None:
    """A policy would take them for any characters, and a dollar sign for a variable's."""
    stack = new_stack()
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "b-1")
    _, source = stack_with(UserImportSource.bucket(bucket, "a*b?c${d}.csv"), stack)
    assert source["SourceKey"] == "a*b?c${d}.csv"
    ((_, resource),) = reading(stack)
    assert resource["Fn::Join"][1][-1] == ":s3:::b-1/a${*}b${?}c${$}{d}.csv"


def test_key_and_version_can_be_known_at_deployment_only() -> None:
    """Tokens are let through."""
    stack = new_stack()
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "b-1")
    name = CfnParameter(stack, "Name").value_as_string
    _, source = stack_with(UserImportSource.bucket(bucket, name, name), stack)
    assert source["SourceKey"] == source["SourceVersion"] == {"Ref": "Name"}


@pytest.mark.parametrize(
    ("key", "version", "message"),
    [
        ("", None, r"key must be a string of 1 to 1,024 bytes\. Received: ''"),
        ("ü" * 513, None, r"key must be a string of 1 to 1,024 bytes\. Received: 'üü"),
        (7, None, r"key must be a string of 1 to 1,024 bytes\. Received: 7"),
        ("/k", None, r"key must name the object in its bucket, .* Received: '/k'"),
        ("s3://b/k", None, r"key must name the object in its bucket, .* Received: 's3://b/k'"),
        ("users.csv", "", r"object_version must be a nonempty string\. Received: ''"),
        ("users.csv", 3, r"object_version must be a nonempty string\. Received: 3"),
    ],
)
def test_what_names_no_object_is_refused(key: Any, version: Any, message: str) -> None:
    """At once, when the source is made."""
    bucket = s3.Bucket.from_bucket_name(new_stack(), "Bucket", "b-1")
    with pytest.raises(ValueError, match=message):
        UserImportSource.bucket(bucket, key, version)


def test_what_is_no_bucket_is_refused() -> None:
    """Its name, or a resource of CloudFormation."""
    resource = s3.CfnBucket(new_stack(), "Bucket")
    for bucket, name in (("b-1", "'b-1'"), (resource, "a CfnBucket")):
        wrong: Any = bucket
        with pytest.raises(ValueError, match=rf"^bucket must be an IBucket, .* Received: {name}$"):
            UserImportSource.bucket(wrong, "users.csv")


def test_users_are_a_document_of_texts() -> None:
    """The handler writes the CSV file, since only it knows all of the pool's columns.

    The rows need no annotation: mypy checks this module.
    """
    rows = [
        {"cognito:username": "jane", "email": "jane@example.com", "email_verified": True},
        {"cognito:username": 7, "name": "John", "updated_at": 0, "email_verified": False},
    ]
    stack, source = stack_with(UserImportSource.users(rows))
    document = staged(stack, source["SourceKey"])
    assert json.loads(document) == {
        "users": [
            {"cognito:username": "jane", "email": "jane@example.com", "email_verified": "true"},
            {
                "cognito:username": "7",
                "name": "John",
                "updated_at": "0",
                "email_verified": "false",
            },
        ]
    }
    assert source["SourceFormat"] == "JSON"
    assert source["SourceDigest"] == hashlib.sha256(document).hexdigest()
    assert reading(stack)[0][0] == "s3:GetObject"


def test_the_order_of_columns_in_a_row_is_no_other_import() -> None:
    """It makes no difference in the pool, either."""
    row = {"cognito:username": "jane", "email": "jane@example.com"}
    first = stack_with(UserImportSource.users([row]))[1]
    second = stack_with(UserImportSource.users([dict(reversed(row.items()))]))[1]
    other = stack_with(UserImportSource.users([{**row, "email": "j@example.com"}]))[1]
    assert first == second
    assert first["SourceDigest"] != other["SourceDigest"]


def test_the_same_users_in_two_stages_are_one_document(tmp_path: Path) -> None:
    """It is below the output folder of the app, where the CDK CLI reads it later."""
    app = App(outdir=str(tmp_path))
    for name in ("Test", "Production"):
        stack = Stack(Stage(app, name), "Stack")
        stack_with(UserImportSource.users([{"cognito:username": "jane"}]), stack)
    assert len(list(tmp_path.glob("cognito-user-import-users-*.json"))) == 1


def test_one_source_serves_two_imports(tmp_path: Path) -> None:
    """Of two pools: it is published once."""
    stack = new_stack()
    source = UserImportSource.asset(write_csv(tmp_path))
    for name in ("A", "B"):
        UserImportJob(stack, name, user_pool=new_pool(stack, f"Pool{name}"), source=source)
    keys = {job["Properties"]["SourceKey"] for job in resources(stack, JOB).values()}
    assert len(keys) == 1
