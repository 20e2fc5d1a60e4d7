"""The user pool of a template on this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cognito_user_import_cli.checking.template_pool import pool_properties
from cognito_user_import_cli.command_errors import UsageError

POOL = {"Type": "AWS::Cognito::UserPool", "Properties": {"MfaConfiguration": "ON"}}
BARE_POOL = {"Type": "AWS::Cognito::UserPool"}
BUCKET = {"Type": "AWS::S3::Bucket"}


def _template(folder: Path, resources: Any) -> Path:
    path = folder / "X.template.json"
    path.write_text(json.dumps({"Resources": resources}))
    return path


def test_the_only_pool_needs_no_name(tmp_path: Path) -> None:
    """Whatever else the template has."""
    path = _template(tmp_path, {"Bucket": BUCKET, "Pool": POOL})

    assert pool_properties(path, None) == {"MfaConfiguration": "ON"}


def test_one_of_several_pools_is_named(tmp_path: Path) -> None:
    """By its logical id; one without properties has none."""
    path = _template(tmp_path, {"Pool": POOL, "Bare": BARE_POOL})

    assert pool_properties(path, "Pool") == {"MfaConfiguration": "ON"}
    assert pool_properties(path, "Bare") == {}


@pytest.mark.parametrize(
    ("resources", "resource", "said"),
    [
        (
            {"A": POOL, "B": POOL},
            None,
            "has 2 user pools: name one with --resource. There are: A, B.",
        ),
        (
            {"A": POOL, "B": POOL},
            "C",
            "has no user pool with the logical id given as --resource. Received: 'C'. "
            "There are: A, B.",
        ),
        (
            {"A": POOL, "Bucket": BUCKET},
            "Bucket",
            "has no user pool with the logical id given as --resource. Received: 'Bucket', which "
            "is of the type AWS::S3::Bucket. There are: A.",
        ),
        ({"Bucket": BUCKET}, None, "has no user pool (AWS::Cognito::UserPool)."),
        ({"Odd": ["no resource"]}, None, "has no user pool (AWS::Cognito::UserPool)."),
    ],
)
def test_a_pool_that_is_not_there_is_told(
    tmp_path: Path, resources: Any, resource: str | None, said: str
) -> None:
    """With those that are."""
    path = _template(tmp_path, resources)

    with pytest.raises(UsageError) as raised:
        pool_properties(path, resource)

    assert str(raised.value) == f"{path} {said}"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"Resources:\n  Pool:\n",
            "is not JSON: name a template as cdk synth writes it, such as "
            "cdk.out/Stack.template.json.",
        ),
        (b"\xff\xfe", "is not JSON: "),
        (b"[]", "is no CloudFormation template: it has no Resources."),
        (b'{"artifacts": {}}', "is no CloudFormation template: it has no Resources."),
        (b'{"Resources": []}', "is no CloudFormation template: it has no Resources."),
    ],
)
def test_a_file_that_is_no_template_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    """The error says that it isn't one."""
    path = tmp_path / "X.template.json"
    path.write_bytes(content)

    with pytest.raises(UsageError) as raised:
        pool_properties(path, None)

    assert str(raised.value).startswith(f"{path} {said}")


def test_a_template_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With the reason of the system."""
    with pytest.raises(UsageError, match=r"X\.json can't be read: No such file or directory\.$"):
        pool_properties(tmp_path / "X.json", None)
